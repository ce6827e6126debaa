// npm run destroy -- --stack <stack>: deletes a stack, and what is recorded of its releases. Its images stay.

import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { openAccount } from './lib/account.ts';
import { stopwatch } from './lib/clock.ts';
import { onInterrupt } from './lib/interruption.ts';
import { checkDestroyOptions } from './lib/pipeline/destroyOptions.ts';
import { destroyStack } from './lib/pipeline/destroyStack.ts';
import { describeDoomed, requireUnprotected, surveyDoomed } from './lib/pipeline/doomedStack.ts';
import { openPipeline, withPipeline } from './lib/pipeline/pipeline.ts';
import { createProgress } from './lib/progress.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script, step } from './lib/step.ts';

const usage = `Usage: npm run destroy -- --stack <stack> [options]

  --yes                   deletes it without asking
  --engine cli|local      Pulumi's CLI, or the local region's engine, which is for local stacks only
  --config-file <file>    other settings than Pulumi.<stack>.yaml
`;

const options = {
  stack: { type: 'string' },
  'config-file': { type: 'string' },
  engine: { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const { stack, engine } = checkDestroyOptions(values, process.stdin.isTTY, usage);
  const configFile = values['config-file'];
  const settings = await readStackSettings(stack, configFile);
  const progress = createProgress();
  using stopping = onInterrupt(
    'what is being deleted comes to its end, nothing else is begun. Once more, and it is given up',
    () => `See what is left: npm run destroy -- --stack ${stack}`,
  );

  const account = await step('Credentials', () => openAccount(settings));
  const given = { settings, configFile, account, engine, progress, stopping };
  const doomed = await surveyDoomed(openPipeline(given));
  requireUnprotected(doomed, stack);
  for (const line of describeDoomed(doomed, stack)) progress.say(line);
  if (!values.yes) await confirm(stack, stopping);

  const seconds = stopwatch();
  const request = { ...given, command: 'destroy', onConflict: 'fail' } as const;
  await withPipeline(request, destroyStack);
  process.stdout.write(`Stack    ${stack}  destroyed in ${seconds().toFixed(1)} s\n`);
}

/** @throws where the answer is another than the stack's name */
async function confirm(stack: string, signal: AbortSignal): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Readline takes Ctrl-C from the terminal, and would only stop reading.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await terminal.question(`\nType ${stack} to delete all of it: `, { signal });
    if (answer.trim() !== stack) throw new Error('Nothing was deleted.');
  } finally {
    terminal.close();
  }
}

await script(main, usage);
