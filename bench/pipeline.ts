// npm run bench:pipeline [-- --rate 300]: what a user waits for, on a stack in a checkout and a region of its own, with the
// settings of Pulumi.local.yaml: the first start, a start without an edit, edits rolled out and rolled back under
// traffic. Prints a table; takes some five minutes.

import { readFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { $ } from 'zx';
import { script, step } from '../scripts/lib/step.ts';
import { type RolloverStack, startRolloverStack } from '../scripts/testing/rolloverStack.ts';
import { requireSuccess } from '../scripts/testing/rollovers.ts';
import { now } from './lib/clock.ts';
import { formatTable } from './lib/table.ts';

type Row = readonly string[];

const titles: Row = ['', 'seconds', 'bake', 'requests', 'failed', 'gap ms', 'p50 ms', 'p99 ms'];

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rate: { type: 'string', default: '300' } } });
  const rate = Number(values.rate);
  if (!(rate >= 2)) throw new Error(`--rate: expected 2 or more, got ${values.rate}`);
  const stack = await step('Region', () => startRolloverStack(12, {}));
  try {
    const rows = [
      await quiet(stack, 'first start, base image there', 'start'),
      await quiet(stack, 'start without an edit', 'start'),
    ];
    await editPage(stack, 'Release 1');
    rows.push(await quiet(stack, 'edit to rolled, 2 → 2', 'start'));
    rows.push(await quiet(stack, 'rollback, 2 → 2', 'rollback'));
    for (const round of [2, 3]) {
      await editPage(stack, `Release ${round}`);
      rows.push(await underTraffic(stack, 'edit to rolled, 2 → 2', 'start', rate));
      rows.push(await underTraffic(stack, 'rollback, 2 → 2', 'rollback', rate));
    }
    await stack.configure({ 'rollover:minSize': 4, 'rollover:maxSize': 8 });
    requireSuccess(await stack.tell('start'));
    await editPage(stack, 'Release of four');
    rows.push(await underTraffic(stack, 'edit to rolled, 4 → 4', 'start', rate));
    const seen = await step('The curl loop', () => curlWhileRollingBack(stack));
    const settings = await readFile(join(stack.checkout.directory, 'Pulumi.local.yaml'), 'utf8');
    const period = (name: string) => settings.match(new RegExp(`rollover:${name}: (\\d+)`))?.[1];
    process.stdout.write(`${formatTable(titles, rows)}
${rate} requests per second to /version, half of them on new connections; a gap is the longest time without an answer.
Warm-up ${period('warmUpSeconds')} s, bake time ${period('bakeSeconds')} s, drain ${period('drainSeconds')} s.
Machine: ${cpus().length} × ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.versions.node}

for i in {1..100}; do curl $URL; sleep 0.2; done, during a rollback:
${seen}
`);
  } finally {
    await stack.remove();
  }
}

function editPage(stack: RolloverStack, word: string): Promise<void> {
  const file = 'webapp/views/homeFacts.ts';
  return stack.checkout
    .restore(file)
    .then(() => stack.checkout.edit(file, "['Release'", `['${word}'`));
}

async function timed(stack: RolloverStack, command: string) {
  const start = now();
  const told = await stack.tell(command);
  const seconds = ((now() - start) / 1000).toFixed(1);
  requireSuccess(told);
  return { seconds, bake: String(told.report.seconds?.bake ?? '') };
}

function quiet(stack: RolloverStack, title: string, command: string): Promise<Row> {
  return step(title, async () => {
    const { seconds, bake } = await timed(stack, command);
    return [title, seconds, bake, '', '', '', '', ''];
  });
}

function underTraffic(stack: RolloverStack, title: string, command: string, rate: number) {
  return step(title, async (): Promise<Row> => {
    const traffic = await stack.sendTraffic(rate);
    const { seconds, bake } = await timed(stack, command);
    const { requests, failures, longestGapSeconds, latencySeconds } = await traffic.stop();
    const waits = [longestGapSeconds, latencySeconds.p50, latencySeconds.p99];
    const counts = [requests, failures, ...waits.map((wait) => (wait * 1000).toFixed(0))];
    return [title, seconds, bake, ...counts.map(String)];
  });
}

/** What the plain loop shows: how many answers came from the old release, from both in turns, and from the new one. */
async function curlWhileRollingBack(stack: RolloverStack): Promise<string> {
  const url = `http://${await stack.address()}`;
  const one = `curl --silent --fail ${url} || echo FAILED`;
  const loop = `for i in {1..100}; do (${one}) | head -1; sleep 0.2; done`;
  const looping = $({ quiet: true })`bash -c ${loop}`;
  const [{ stdout }] = await Promise.all([looping, timed(stack, 'rollback')]);
  const lines = stdout.trimEnd().split('\n');
  const names = lines.map((line) => line.match(/\b[0-9a-f]{12}\b/)?.[0] ?? line);
  const [old = '', last = ''] = [names[0], names.at(-1)];
  const before = names.findIndex((name) => name !== old);
  const after = names.length - 1 - names.findLastIndex((name) => name !== last);
  const failed = names.filter((name) => name === 'FAILED').length;
  return `${before} × ${old}, ${names.length - before - after} × either, ${after} × ${last}, ${failed} failed`;
}

await script(main);
