// npm run bench:region [-- --rounds 5]: how fast the local region boots, freezes and bakes. Has a region
// of its own, and takes it down again. Prints a table; takes some four minutes.

import { readFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import {
  findEndpoint,
  localSettings,
  startDaemon,
  takeDown,
} from '../scripts/lib/region/localRegion.ts';
import { script, step } from '../scripts/lib/step.ts';
import { bake } from './lib/bake.ts';
import { openFleet } from './lib/fleet.ts';
import { median } from './lib/statistics.ts';
import { formatTable } from './lib/table.ts';

/** What each figure is to be at most, in seconds. */
const targets = {
  'RunInstances to SSH banner': 3,
  'RunInstances to /health': 3,
  'CreateImage to available': 1,
  'bake, base image cached': 20,
  'bake, reused': 2,
  '20 instances at once, all healthy': 40,
} as const;

type Figure = keyof typeof targets;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '5' } } });
  const rounds = Number(values.rounds);
  if (!(rounds >= 1)) throw new Error(`--rounds: expected 1 or more, got ${values.rounds}`);
  const settings = localSettings({ id: 'bench', port: 0 });
  const figures = new Map<Figure, number[]>();
  const measure = (figure: Figure, count: number, work: () => Promise<number>) =>
    step(figure, async () => {
      const seconds = [];
      for (let round = 0; round < count; round++) seconds.push(await work());
      figures.set(figure, seconds);
    });
  try {
    const endpoint = (await findEndpoint(settings)) ?? (await startDaemon(settings));
    const megabytes = await residentMegabytes(endpoint.processId);
    const fleet = await openFleet(endpoint);
    const debian = await fleet.debianImage();
    await measure('RunInstances to SSH banner', rounds, () => fleet.timeToSsh(debian));
    await measure('bake, base image cached', Math.ceil(rounds / 2), () =>
      bake(settings, '--rebake'),
    );
    await measure('bake, reused', rounds, () => bake(settings));
    const webapp = await fleet.webappImage();
    await measure('RunInstances to /health', rounds, () => fleet.timeToHealth(webapp, 1));
    await measure('CreateImage to available', rounds, () => fleet.timeToImage(webapp));
    await measure('20 instances at once, all healthy', Math.ceil(rounds / 2), () =>
      fleet.timeToHealth(webapp, 20),
    );
    process.stdout.write(`\n${report(figures)}\n\nIdle region: ${megabytes} MB of memory.\n`);
    process.stdout.write(
      `Machine: ${cpus().length} × ${cpus()[0]?.model}, Linux ${release()}, Node ${process.version}.\n`,
    );
  } finally {
    await takeDown(settings);
  }
}

function report(figures: ReadonlyMap<Figure, readonly number[]>): string {
  const rows = [...figures].map(([figure, seconds]) => [
    figure,
    median(seconds).toFixed(2),
    `${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}`,
    String(seconds.length),
    `≤ ${targets[figure]}`,
  ]);
  return formatTable(['', 'median s', 'range', 'rounds', 'target'], rows);
}

async function residentMegabytes(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

await script(main);
