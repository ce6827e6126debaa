// npm run status -- --stack <stack> [--watch] [--json]: what is wanted, what is live, what is going on, and what is
// wrong. It only reads.

import { parseArgs } from 'node:util';
import { openAccount } from './lib/account.ts';
import { now } from './lib/clock.ts';
import { environment } from './lib/environment.mjs';
import { onInterrupt } from './lib/interruption.ts';
import { patience } from './lib/patience.ts';
import { createRolloutClients } from './lib/rollout/rolloutClients.ts';
import { requireStackOption, type StackOptions, typedOptions } from './lib/stackOptions.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { createStatusReader } from './lib/status/stackStatus.ts';
import { factsOfStatus } from './lib/status/statusFacts.ts';
import { nextCommand } from './lib/status/statusNext.ts';
import { drawStatus } from './lib/status/statusText.ts';
import { watchStatus } from './lib/status/watchStatus.ts';
import { script } from './lib/step.ts';

const usage = `Usage: npm run status -- --stack <stack> [options]

  --watch                  shows it as it changes, until Ctrl-C; without a terminal, as JSON lines
  --json                   all of it as one JSON line; with --watch, JSON lines on a terminal as well
  --config-file <file>     other settings than Pulumi.<stack>.yaml
`;

const options = {
  stack: { type: 'string' },
  'config-file': { type: 'string' },
  watch: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const given = requireStackOption(values, usage);
  if (values.watch) await watch(given, values.json);
  else await showOnce(given, values.json);
}

/** Tried for so long, where AWS throttles. */
const patienceMilliseconds = 20_000;

async function showOnce(given: StackOptions, isJson: boolean): Promise<void> {
  const settings = await readStackSettings(given.stack, given.configFile);
  const { access } = await openAccount(settings);
  const over = AbortSignal.timeout(patienceMilliseconds);
  const clients = createRolloutClients(
    access,
    patience(() => over.aborted),
  );
  const { read, nameOfImage } = createStatusReader(clients, settings);
  const status = await read();
  if (isJson) {
    process.stdout.write(`${JSON.stringify(factsOfStatus(status, now(), nameOfImage))}\n`);
    return;
  }
  const lines = drawStatus(status, {
    now: now(),
    nameOfImage,
    width: process.stdout.columns ?? Number.POSITIVE_INFINITY,
    isColoured: process.stdout.isTTY && !environment.NO_COLOR,
  });
  // Never cut: it is to be copied.
  const next = nextCommand(status, typedOptions(given));
  process.stdout.write(`${[...lines, '', next].join('\n')}\n`);
}

async function watch(given: StackOptions, isJson: boolean): Promise<void> {
  const settings = await readStackSettings(given.stack, given.configFile);
  const { access } = await openAccount(settings);
  using interruption = onInterrupt('', undefined, () => {});
  await watchStatus({
    clients: createRolloutClients(access),
    settings,
    signal: interruption,
    stream: isJson ? { write: (text) => process.stdout.write(text) } : process.stdout,
    isColoured: !environment.NO_COLOR,
  });
}

await script(main, usage);
