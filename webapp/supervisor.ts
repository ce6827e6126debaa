// The primary process of several workers: keeps as many alive as were asked for, stops them
// together, and ends when they only crash.

import cluster, { type Worker } from 'node:cluster';
import { on, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { monotonicMilliseconds } from './clock.ts';
import { isCrashLoop } from './crashLoop.ts';
import type { Logger } from './logger.ts';

type Options = {
  readonly workers: number;
  /** When to kill workers that do not stop, in seconds from {@link Supervisor.stop} on. */
  readonly killAfterSeconds: number;
  /** Called once the workers are on their way: they boot while the log is loaded. */
  readonly createLog: () => Promise<Logger>;
  readonly onListening: (log: Logger, address: AddressInfo) => void;
};

export type Supervisor = {
  /** Lets the workers finish what they have in flight. */
  readonly stop: () => void;
  /** Resolves, when no worker is left, to the exit code: 0 if that is because of `stop`. */
  readonly ended: Promise<number>;
};

export function supervise(options: Options): Supervisor {
  // Workers take connections from one shared socket themselves. With node:cluster's round robin the
  // supervisor hands them over, at half as many a second, and one that is on its way to a worker that
  // dies is neither served nor closed.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  // A message could not be sent to a worker: it is dying, and its exit is what counts.
  cluster.on('fork', (worker) => worker.on('error', () => {}));
  const exits = on(cluster, 'exit') as AsyncIterableIterator<[Worker, number, string | null]>;
  let hasListened = false;
  let exitCode: number | undefined;
  const deaths: number[] = [];

  function stop(code: number): void {
    if (exitCode !== undefined) return;
    exitCode = code;
    const signal = (name: NodeJS.Signals) => {
      for (const worker of living()) worker.process.kill(name);
    };
    signal('SIGTERM');
    setTimeout(signal, options.killAfterSeconds * 1000, 'SIGKILL').unref();
  }

  async function keepAlive(): Promise<number> {
    const listening = once(cluster, 'listening') as Promise<[Worker, AddressInfo]>;
    for (let i = 0; i < options.workers; i++) cluster.fork();
    const log = await options.createLog();
    void listening.then(([, address]) => {
      hasListened = true;
      options.onListening(log, address);
    });
    for await (const [worker, code, signal] of exits) {
      if (exitCode === undefined) {
        deaths.push(monotonicMilliseconds());
        log.error({ workerPid: worker.process.pid, code, signal }, 'worker died');
        // One that dies before any could listen will not do better the next time.
        if (!hasListened || isCrashLoop(deaths)) {
          log.fatal(hasListened ? 'workers die in a loop' : 'no worker could start');
          stop(1);
        } else cluster.fork();
      }
      if (exitCode !== undefined && living().length === 0) return exitCode;
    }
    throw new Error('the stream of worker exits ended');
  }

  return { stop: () => stop(0), ended: keepAlive() };
}

function living(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter(
    (worker) => worker && !worker.isDead(),
  ) as Worker[];
}
