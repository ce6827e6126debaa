// The log: JSON lines on standard output, one per request and one per event of the process's life.

import { type Logger, pino, stdTimeFunctions } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

type Options = {
  readonly level: LogLevel;
  /** Facts that every line carries. */
  readonly facts: Readonly<Record<string, string>>;
};

export type ProcessLog = {
  readonly log: Logger;
  /**
   * Writes what is left; what is logged afterwards is dropped. To call before the process ends.
   *
   * @returns false when a write did not end within a second: standard output is a pipe that is full,
   *   and `process.exit` would wait for that write
   */
  readonly close: () => Promise<boolean>;
};

/** The log of this process. Lines are buffered for at most 100 ms, which a SIGKILL loses. */
export function createLogger({ level, facts }: Options): ProcessLog {
  const destination = pino.destination({
    fd: 1,
    sync: false,
    minLength: 2048,
    // Whole lines of up to PIPE_BUF bytes in one write: those of several workers never mix.
    maxWrite: 4096,
    periodicFlush: 100,
    // More than this is dropped while it cannot be written: the app goes on without its log.
    maxLength: 1_048_576,
  });
  // pino calls it for a fatal line and at the exit. It blocks while the pipe is full, and tries for
  // ever when nobody reads it any more; `close` writes the same without blocking.
  destination.flushSync = () => {};
  const broken = new Promise<boolean>((resolve) => destination.on('error', () => resolve(true)));

  const close = () => {
    const closed = new Promise<boolean>((resolve) => {
      destination.once('close', () => resolve(true));
      setTimeout(resolve, 1000, false);
    });
    destination.end();
    destination.write = () => true;
    return Promise.race([closed, broken]);
  };
  const options = {
    level,
    base: { pid: process.pid, ...facts },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return { log: pino(options, destination), close };
}
