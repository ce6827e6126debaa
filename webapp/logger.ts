// The log: JSON lines on standard output, one per request and one per event of the process's life.

import { type Logger, pino, stdTimeFunctions } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

type Options = {
  readonly level: LogLevel;
  /** Facts that every line carries. */
  readonly facts: Readonly<Record<string, string>>;
};

/**
 * The log of this process. Lines are buffered for at most 100 ms, which a SIGKILL loses.
 *
 * @returns the log, and `flush`, to call before the process ends: resolves when every line so far is
 *   written, or after a second, should nobody read standard output any more
 */
export function createLogger({ level, facts }: Options): {
  log: Logger;
  flush: () => Promise<void>;
} {
  const destination = pino.destination({
    fd: 1,
    sync: false,
    minLength: 2048,
    // Whole lines of up to PIPE_BUF bytes in one write: those of several workers never mix.
    maxWrite: 4096,
    periodicFlush: 100,
  });
  const options = {
    level,
    base: { pid: process.pid, ...facts },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const flush = () =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, 1000);
      // Leaves up to minLength, which the next line of code writes at once.
      destination.flush(() => {
        destination.flushSync();
        resolve();
      });
    });
  return { log: pino(options, destination), flush };
}
