// Waiting: looks again and again, ever less often, until there is something to see or time is up.

import { setTimeout as sleep } from 'node:timers/promises';

export type Patience = {
  readonly signal: AbortSignal;
  /** A line for whoever watches. */
  readonly report: (line: string) => void;
  readonly pollMilliseconds: number;
};

const slowestMilliseconds = 5_000;

/**
 * Gives what `look` sees, once it sees something.
 *
 * @param what is being waited for, such as `nat-1 to be available`
 * @throws what `look` throws; and when time is up, an error that says what was waited for
 */
export async function until<Seen>(
  what: string,
  { signal, report, pollMilliseconds }: Patience,
  look: () => Promise<Seen | undefined>,
  deadlineSeconds = 600,
): Promise<Seen> {
  const deadline = AbortSignal.timeout(deadlineSeconds * 1000);
  for (let pause = pollMilliseconds; ; pause = Math.min(pause * 1.5, slowestMilliseconds)) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen !== undefined) return seen;
    if (deadline.aborted) throw new Error(`Waited ${deadlineSeconds} s for ${what}, in vain`);
    if (pause === pollMilliseconds) report(`Waiting for ${what}`);
    await sleep(pause, undefined, { signal });
  }
}
