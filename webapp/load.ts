// CPU load on purpose, so that scaling can be seen: threads that only burn, beside the event loop,
// which the kernel therefore goes on serving.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { monotonicMilliseconds, now } from './clock.ts';

export type CpuLoad = {
  /** The most cores that can burn at a time in this process. */
  readonly maxCores: number;
  /**
   * Burns some cores for some seconds.
   *
   * @returns when it will end, or how long to wait when too many cores burn already
   */
  readonly start: (request: LoadRequest) => { until: Date } | { retryAfterSeconds: number };
};

export type LoadRequest = { readonly cores: number; readonly seconds: number };

export function createCpuLoad(maxCores = availableParallelism()): CpuLoad {
  /** When each thread that burns now will end, in monotonic milliseconds. */
  const burning = new Map<Worker, number>();

  function burn(seconds: number): void {
    // No file of its own, since the artifact is one bundle.
    const worker = new Worker('for (;;);', { eval: true });
    burning.set(worker, monotonicMilliseconds() + seconds * 1000);
    worker.once('exit', () => burning.delete(worker));
    // A thread that cannot start has burnt nothing; it exits as well.
    worker.once('error', () => {});
    worker.unref();
    setTimeout(() => void worker.terminate(), seconds * 1000).unref();
  }

  return {
    maxCores,
    start: ({ cores, seconds }) => {
      if (burning.size + cores > maxCores) {
        const ends = [...burning.values()].sort((a, b) => a - b);
        const freed = ends[burning.size + cores - maxCores - 1] ?? 0;
        const waitMs = freed - monotonicMilliseconds();
        return { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
      }
      for (let i = 0; i < cores; i++) burn(seconds);
      return { until: new Date(now().getTime() + seconds * 1000) };
    },
  };
}
