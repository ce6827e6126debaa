// npm run stack -- preview | up | destroy | refresh | outputs --stack <stack>: infra/ in the local region,
// without Pulumi's CLI.

import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { createDisplay } from '../local/engine/display.ts';
import type { Stack } from '../local/engine/engine.ts';
import type { RunEvent, Summary } from '../local/engine/events.ts';
import { createJsonLines } from '../local/engine/jsonLines.ts';
import { masked, plain } from '../local/engine/values.ts';
import { openAccount } from './lib/account.ts';
import { openLocalStack, requireLocalRegion } from './lib/engines/localStack.ts';
import { environment } from './lib/environment.mjs';
import { onInterrupt } from './lib/interruption.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script } from './lib/step.ts';

const usage = `Usage: npm run stack -- <command> --stack <stack> [--config-file <file>] [--json] [--yes]

  preview [--refresh] [--details]   what up would do
  up [--refresh]                    does it, once it was shown and confirmed; --yes confirms it now
  destroy                           deletes all of it, likewise
  refresh                           brings the state up to what is there
  outputs [--show-secrets]          as the last up has left them

Exits with 0; with 3 if the region does not have all of it yet; with 1 if anything failed.
`;

const exitCodes: Readonly<Record<Summary['outcome'], number>> = {
  succeeded: 0,
  failed: 1,
  partial: 3,
};

const options = {
  stack: { type: 'string' },
  'config-file': { type: 'string' },
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  refresh: { type: 'boolean', default: false },
  details: { type: 'boolean', default: false },
  'show-secrets': { type: 'boolean', default: false },
} as const;

async function main(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
  const [command = ''] = positionals;
  if (!['preview', 'up', 'destroy', 'refresh', 'outputs'].includes(command)) {
    throw new Error(command ? `There is no command '${command}'.\n\n${usage}` : usage);
  }
  if (values.stack === undefined)
    throw new Error('--stack: expected the name of a stack, as in --stack local');
  using interruption = onInterrupt(
    'what is being done comes to its end, what only waits ends now, nothing else is begun. Once more, and all is given up',
  );
  // A plan and outputs are results; steps are progress.
  const stream = command === 'preview' || values.json ? process.stdout : process.stderr;
  const write = (text: string) => stream.write(text);
  const isColoured = stream.isTTY && !environment.NO_COLOR;
  const show = values.json
    ? createJsonLines(write)
    : createDisplay({ write, isColoured, isDetailed: values.details });
  const stack = await open(values.stack, values['config-file'], show, interruption);
  try {
    if (command === 'outputs') {
      const outputs = await stack.outputs();
      const shown = values['show-secrets'] ? plain(outputs) : masked(outputs);
      process.stdout.write(`${JSON.stringify(shown, undefined, values.json ? 0 : 2)}\n`);
      return;
    }
    const { outcome } = await act(stack, command, values);
    process.exitCode = exitCodes[outcome];
  } finally {
    await stack.close();
  }
}

async function act(
  stack: Stack,
  command: string,
  { refresh, yes }: { readonly refresh: boolean; readonly yes: boolean },
): Promise<Summary> {
  if (command === 'preview') return stack.preview({ refresh });
  if (command === 'refresh') return stack.refresh();
  if (command === 'destroy') {
    if (!yes) await confirm('Delete all of the stack?');
    return stack.destroy();
  }
  if (yes) return stack.up({ refresh });
  const plan = await stack.preview({ refresh });
  if (plan.outcome === 'failed') return plan;
  await confirm('Do this?');
  return stack.up({ refresh });
}

/** @throws where the answer is another than yes */
async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new Error(`${question} Say so with --yes.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`\n${question} Only 'yes' means it: `);
    if (answer.trim() !== 'yes') throw new Error('Nothing was done.');
  } finally {
    terminal.close();
  }
}

async function open(
  name: string,
  configFile: string | undefined,
  show: (event: RunEvent) => void,
  stopping: AbortSignal,
): Promise<Stack> {
  const settings = await readStackSettings(name, configFile);
  requireLocalRegion(settings);
  const account = await openAccount(settings);
  return openLocalStack({ settings, configFile, account, show, stopping });
}

await script(main, usage);
