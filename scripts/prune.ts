// npm run prune -- --stack <stack> [--keep <number>] [--older-than <age>] [--yes] [--json]: removes old images with
// their snapshots, and what dead bakes have left. Without --yes it lists what would go, and why the rest stays.
// Exit codes: 0 done; 1 failed, or something could not be removed.

import { openAccount } from './lib/account.ts';
import { now } from './lib/clock.ts';
import { onInterrupt } from './lib/interruption.ts';
import { pruneAccount } from './lib/prune/pruneAccount.ts';
import { parsePrune, pruneUsage, removalCommand } from './lib/prune/pruneOptions.ts';
import { pruneJson, pruneText } from './lib/prune/pruneReport.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script, step } from './lib/step.ts';

async function main(args: string[]): Promise<void> {
  const options = parsePrune(args);
  const settings = await readStackSettings(options.stack, options.configFile);
  using stopping = onInterrupt('what is being removed comes to its end, the rest stays');
  const { access, accountId } = await step('Credentials', () => openAccount(settings));
  const request = { access, accountId, options, now: now(), stopping };
  const { survey, outcome } = await pruneAccount(request);
  const report = { survey, outcome, now: request.now, command: removalCommand(options) };
  process.stdout.write(options.isJson ? `${pruneJson(report)}\n` : pruneText(report));
  if (outcome && outcome.failures.length > 0) process.exitCode = 1;
}

await script(main, pruneUsage);
