// npm run bench [-- --rounds 7]: how fast the app starts and serves, beside bare servers, in one run
// and as ratios. Prints tables and writes build/bench.json. Takes some ten minutes.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/lockedPackage.mjs';
import { script, step } from '../scripts/lib/step.ts';
import { formatFirstResponse, measureFirstResponse } from './firstResponse.ts';
import { outputOf } from './lib/processes.ts';
import { installWebapp } from './lib/webapp.ts';
import { formatThroughput, measureAllCores, measureOneProcess } from './throughput.ts';

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '7' } } });
  const rounds = parseRounds(values.rounds);
  const cores = cpus().length;
  if (cores < 2) throw new Error(`expected 2 cores, one for the client, got ${cores}`);
  // This process is the client of the start-up figures.
  await outputOf(['taskset', '-a', '-c', '-p', '0', String(process.pid)]);

  const folder = await mkdtemp(join(tmpdir(), 'webapp-bench-'));
  try {
    const webapp = await installWebapp(folder);
    const firstRounds = rounds * 4 - 3;
    const oneWorker = await step('First answer, one worker', () =>
      measureFirstResponse(webapp, 1, firstRounds),
    );
    const workers = await step(`First answer, ${cores} workers`, () =>
      measureFirstResponse(webapp, cores, firstRounds),
    );
    const oneProcess = await step('Throughput, one process', () =>
      measureOneProcess(webapp, folder, rounds),
    );
    const allCores = await step('Throughput, all cores', () =>
      measureAllCores(webapp, folder, rounds),
    );

    const machine = `${cores} × ${cpus()[0]?.model}, Linux ${release()}, Node ${process.version}`;
    const tables = [
      formatFirstResponse(oneWorker),
      formatFirstResponse(workers),
      formatThroughput(oneProcess),
      formatThroughput(allCores),
    ];
    process.stdout.write(`\n${tables.join('\n\n')}\n\nMachine: ${machine}.\n`);
    const results = {
      machine,
      firstResponse: [oneWorker, workers],
      throughput: [oneProcess, allCores],
    };
    await mkdir(join(root, 'build'), { recursive: true });
    await writeFile(join(root, 'build/bench.json'), `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parseRounds(text: string): number {
  if (!/^\d{1,2}$/.test(text) || Number(text) < 1) {
    throw new Error(`--rounds: expected an integer from 1 to 99, got ${text}`);
  }
  return Number(text);
}

await script(main);
