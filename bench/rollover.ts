// npm run bench:rollover [-- --rate 200]: whole rollovers under traffic, in a checkout and a region of their own:
// how long each takes, what failed, and the longest time without an answer. Prints a table; takes some five minutes.

import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { script, step } from '../scripts/lib/step.ts';
import { type RolloverStack, startRolloverStack } from '../scripts/testing/rolloverStack.ts';
import { bakeWording, bringUp, requireSuccess, rollOut } from '../scripts/testing/rollovers.ts';
import { now } from './lib/clock.ts';
import { formatTable } from './lib/table.ts';

type Row = readonly string[];

const titles: Row = [
  'Rollover',
  'bake s',
  'up s',
  'requests',
  'failed',
  'longest gap ms',
  'p50 ms',
  'p99 ms',
];

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rate: { type: 'string', default: '200' } } });
  const rate = Number(values.rate);
  if (!(rate >= 2)) throw new Error(`--rate: expected 2 or more, got ${values.rate}`);
  const stack = await step('Region', () => startRolloverStack());
  try {
    await step('First release', () => bringUp(stack));
    const rows: Row[] = [];
    for (const [round, size] of [2, 2, 2, 4, 4].entries()) {
      await step(`${size} instances`, async () => {
        if (size === 4) {
          await stack.configure({ 'rollover:minSize': 4, 'rollover:maxSize': 8 });
          requireSuccess(await stack.up());
        }
        rows.push(...(await measure(stack, round, size, rate)));
      });
    }
    process.stdout.write(`${formatTable(titles, rows)}
${rate} requests per second to /version, half of them on new connections. Warm-up 2 s, bake time 3 s, drain 3 s.
Machine: ${cpus().length} × ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.versions.node}
`);
  } finally {
    await stack.remove();
  }
}

async function measure(stack: RolloverStack, round: number, size: number, rate: number) {
  const start = now();
  const next = await bakeWording(stack, `Release ${round}`);
  const baked = now();
  const { up, reports } = await rollOut(stack, next, rate);
  const done = now();
  requireSuccess(up);
  return reports.map((report, kept): Row => {
    const { p50, p99 } = report.latencySeconds;
    return [
      `${size} → ${size}, ${kept ? 'kept' : 'new'} connections`,
      ((baked - start) / 1000).toFixed(1),
      ((done - baked) / 1000).toFixed(1),
      String(report.requests),
      String(report.failures),
      ...[report.longestGapSeconds, p50, p99].map((seconds) => (seconds * 1000).toFixed(0)),
    ];
  });
}

await script(main);
