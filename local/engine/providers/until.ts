// Waiting: looks again and again, ever less often, until there is something to see, time is up, or the run is
// being stopped.

import { setTimeout as sleep } from 'node:timers/promises';

export type Patience = {
  readonly signal: AbortSignal;
  /** Aborted: nothing is waited for any longer. */
  readonly stopping: AbortSignal;
  /** A line for whoever watches. */
  readonly report: (line: string) => void;
  readonly pollMilliseconds: number;
  /** Between two lines about the same wait. */
  readonly reportMilliseconds: number;
};

const slowestMilliseconds = 5_000;

/**
 * Gives what `look` sees, once it sees something. Says at once what is being waited for, and again from time to
 * time.
 *
 * @param what is being waited for, such as `nat-1 to be available`; a function where that changes
 * @throws what `look` throws; and when time is up or the run is being stopped, an error that says what was
 * waited for
 */
export async function until<Seen>(
  what: string | (() => string),
  { signal, stopping, report, pollMilliseconds, reportMilliseconds }: Patience,
  look: () => Promise<Seen | undefined>,
  deadlineSeconds = 600,
): Promise<Seen> {
  const text = () => (typeof what === 'string' ? what : what());
  const deadline = AbortSignal.timeout(deadlineSeconds * 1000);
  const ending = AbortSignal.any([signal, stopping]);
  let pause = pollMilliseconds;
  let sinceReport = Number.POSITIVE_INFINITY;
  for (;;) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen !== undefined) return seen;
    if (deadline.aborted) throw new Error(`Waited ${deadlineSeconds} s for ${text()}, in vain`);
    if (sinceReport >= reportMilliseconds) {
      report(`Waiting for ${text()}`);
      sinceReport = 0;
    }
    await sleep(pause, undefined, { signal: ending }).catch((cause: unknown) => {
      throw new Error(`Stopped waiting for ${text()}`, { cause });
    });
    sinceReport += pause;
    pause = Math.min(pause * 1.5, slowestMilliseconds);
  }
}
