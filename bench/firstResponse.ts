// The time from the start of the process to the first 200 of /health.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { now } from './lib/clock.ts';
import { startInstanceMetadata } from './lib/instanceMetadata.ts';
import { kill, type Program, start } from './lib/processes.ts';
import { median, pairedRatio, type Ratio, type Series } from './lib/statistics.ts';
import { formatTable } from './lib/table.ts';
import { waitForResponse } from './lib/waitForResponse.ts';
import type { Webapp } from './lib/webapp.ts';

const floor = 'bare node:http, ES module';

export type FirstResponse = {
  readonly workers: number;
  readonly rounds: number;
  readonly contenders: readonly {
    readonly name: string;
    readonly medianMs: number;
    readonly toNodeHttp: Ratio;
  }[];
};

/**
 * @param workers 1 is measured on a core of its own, more on all cores
 * @param rounds one more is run first and not counted
 */
export async function measureFirstResponse(
  webapp: Webapp,
  workers: number,
  rounds: number,
): Promise<FirstResponse> {
  const metadata = await startInstanceMetadata();
  const here = dirname(fileURLToPath(import.meta.url));
  const bare = (name: string): Program => ({
    command: [webapp.node, join(here, 'contenders', name)],
    env: {},
  });
  const programs: Record<string, Program> = {
    [floor]: bare('esModule.mjs'),
    'bare node:http, CommonJS': bare('commonJs.cjs'),
    'artifact, as baked': webapp.artifact(),
    'artifact, asking instance metadata': webapp.artifact(metadata.env),
    'artifact, no compile cache': webapp.artifact({ NODE_DISABLE_COMPILE_CACHE: '1' }),
    'sources, unbundled': webapp.sources(),
  };

  const times = new Map<string, number[]>(Object.keys(programs).map((name) => [name, []]));
  let port = 4200;
  for (let round = -1; round < rounds; round++) {
    for (const [name, program] of Object.entries(programs)) {
      // A port of its own each time: none is still held by the one before.
      const time = await measureOnce(program, workers, ++port);
      if (round >= 0) times.get(name)?.push(time);
    }
  }
  metadata.stop();
  const reference = times.get(floor) ?? [];
  return {
    workers,
    rounds,
    contenders: [...times].map(([name, series]: [string, Series]) => ({
      name,
      medianMs: median(series),
      toNodeHttp: pairedRatio(series, reference),
    })),
  };
}

async function measureOnce(program: Program, workers: number, port: number): Promise<number> {
  const env = { ...program.env, PORT: String(port), WORKERS: String(workers) };
  const began = now();
  const server = start({ ...program, env, ...(workers === 1 ? { cores: '1' } : {}) }, '/dev/null');
  await waitForResponse(port, '/health');
  const time = now() - began;
  await kill(server);
  return time;
}

export function formatFirstResponse({ workers, rounds, contenders }: FirstResponse): string {
  const rows = contenders.map(({ name, medianMs, toNodeHttp: { median, min, max } }) => [
    name,
    medianMs.toFixed(1),
    `${median.toFixed(2)} [${min.toFixed(2)}–${max.toFixed(2)}]`,
  ]);
  const where =
    workers === 1 ? 'one process on a core of its own' : `${workers} workers, all cores`;
  const head = [`First 200 of /health (${where})`, 'median ms', 'to bare node:http'];
  return `${formatTable(head, rows)}\n${rounds} rounds in turns; ratio: median of the rounds [range].`;
}
