// Requests per second of /api/time: the whole app against bare servers that answer the same body,
// computed by the same function; and all cores against one.

import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuSeconds, outputOf, type Program, start, stop } from './lib/processes.ts';
import { median, pairedRatio, type Ratio, type Series } from './lib/statistics.ts';
import { formatTable } from './lib/table.ts';
import { waitForResponse } from './lib/waitForResponse.ts';
import type { Webapp } from './lib/webapp.ts';

const path = '/api/time';
const connections = 64;
const warmUpSeconds = 2;
const seconds = 5;

export type Throughput = {
  readonly title: string;
  readonly reference: string;
  readonly rounds: number;
  readonly contenders: readonly {
    readonly name: string;
    readonly requestsPerSecond: number;
    readonly toReference: Ratio;
    /** Cores that the server kept busy. Below what it may use, the client was the limit. */
    readonly coresBusy: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
  }[];
};

/** One process each on core 1, the client on core 0. */
export function measureOneProcess(webapp: Webapp, folder: string, rounds: number) {
  const here = dirname(fileURLToPath(import.meta.url));
  const bare = (name: string): Program => ({
    command: [webapp.node, join(here, `contenders/${name}.ts`)],
    env: {},
    cores: '1',
  });
  return measure(
    {
      title: `Requests per second of ${path}, one process`,
      reference: 'bare Koa',
      clientCores: '0',
      programs: {
        'the whole app': { ...webapp.artifact({ WORKERS: '1' }), cores: '1' },
        'bare Koa': bare('koa'),
        'bare node:http': bare('nodeHttp'),
        Fastify: bare('fastify'),
        Express: bare('express'),
      },
    },
    folder,
    rounds,
  );
}

/** The app with a worker for each core against one worker; the client shares the cores. */
export function measureAllCores(webapp: Webapp, folder: string, rounds: number) {
  const cores = cpus().length;
  return measure(
    {
      title: `Requests per second of ${path}, the app, all cores`,
      reference: '1 worker',
      programs: {
        '1 worker': webapp.artifact({ WORKERS: '1' }),
        [`${cores} workers`]: webapp.artifact({ WORKERS: String(cores) }),
      },
    },
    folder,
    rounds,
  );
}

type Race = {
  readonly title: string;
  readonly reference: string;
  readonly clientCores?: string;
  readonly programs: Readonly<Record<string, Program>>;
};

type Sample = { requestsPerSecond: number; coresBusy: number; p50Ms: number; p99Ms: number };

async function measure(race: Race, folder: string, rounds: number): Promise<Throughput> {
  const samples = new Map<string, Sample[]>(Object.keys(race.programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, program] of Object.entries(race.programs)) {
      samples.get(name)?.push(await measureOnce(program, join(folder, 'log'), race.clientCores));
    }
  }
  const series = (name: string, figure: keyof Sample): Series =>
    (samples.get(name) ?? []).map((sample) => sample[figure]);
  return {
    title: race.title,
    reference: race.reference,
    rounds,
    contenders: [...samples.keys()].map((name) => ({
      name,
      requestsPerSecond: median(series(name, 'requestsPerSecond')),
      toReference: pairedRatio(
        series(name, 'requestsPerSecond'),
        series(race.reference, 'requestsPerSecond'),
      ),
      coresBusy: median(series(name, 'coresBusy')),
      p50Ms: median(series(name, 'p50Ms')),
      p99Ms: median(series(name, 'p99Ms')),
    })),
  };
}

async function measureOnce(program: Program, log: string, cores?: string): Promise<Sample> {
  const port = '4300';
  const server = start({ ...program, env: { ...program.env, PORT: port } }, log);
  try {
    await waitForResponse(Number(port), path);
    const load = async (duration: number) => {
      const cli = join(dirname(fileURLToPath(import.meta.resolve('autocannon'))), 'autocannon.js');
      const options = ['-j', '-c', String(connections), '-d', String(duration)];
      const url = `http://127.0.0.1:${port}${path}`;
      return parseResult(await outputOf([process.execPath, cli, ...options, url], cores));
    };
    await load(warmUpSeconds);
    const pid = server.pid ?? 0;
    const before = await cpuSeconds(pid);
    const { duration, requestsPerSecond, p50Ms, p99Ms } = await load(seconds);
    const coresBusy = ((await cpuSeconds(pid)) - before) / duration;
    return { requestsPerSecond, coresBusy, p50Ms, p99Ms };
  } finally {
    await stop(server);
  }
}

function parseResult(json: string) {
  const { requests, latency, duration, errors, non2xx } = JSON.parse(json);
  if (errors > 0 || non2xx > 0) {
    throw new Error(`expected 200 only, got ${errors} errors and ${non2xx} other answers`);
  }
  const requestsPerSecond: number = requests.total / duration;
  return { duration: Number(duration), requestsPerSecond, p50Ms: latency.p50, p99Ms: latency.p99 };
}

export function formatThroughput({ title, reference, rounds, contenders }: Throughput): string {
  const rows = contenders.map(({ name, toReference: { median, min, max }, ...figures }) => [
    name,
    String(Math.round(figures.requestsPerSecond)),
    `${median.toFixed(2)} [${min.toFixed(2)}–${max.toFixed(2)}]`,
    figures.coresBusy.toFixed(2),
    figures.p50Ms.toFixed(1),
    figures.p99Ms.toFixed(1),
  ]);
  const head = [title, 'req/s', `to ${reference}`, 'cores busy', 'p50 ms', 'p99 ms'];
  const how = `${connections} connections, ${rounds} rounds of ${seconds} s in turns`;
  return `${formatTable(head, rows)}\n${how}; medians, ratio: median of the rounds [range].`;
}
