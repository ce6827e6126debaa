// When to try again: what fails is tried for as long as it takes, less and less often, and at random, so
// that a fleet that lost its region does not come back all at once.

import { setTimeout as delay } from 'node:timers/promises';

const firstMilliseconds = 250;
const maxMilliseconds = 30_000;
/** When the agent is to end, there is no time for more patience than this. */
const maxStoppingMilliseconds = 500;

/** What ends the agent, in two steps. */
export type Ending = {
  /** It is to end, and ships what there is. */
  readonly stopping: AbortSignal;
  /** It ends, whatever has not been shipped. */
  readonly deadline: AbortSignal;
};

/**
 * @param attempt how many have failed: 1 for the first wait
 * @param random from 0 to 1
 */
export function waitMilliseconds(attempt: number, random: number): number {
  const longest = Math.min(maxMilliseconds, firstMilliseconds * 2 ** (attempt - 1));
  // At least half of it, since many at once would be no back-off at all.
  return longest * (0.5 + random / 2);
}

/**
 * Does `work` until it succeeds. Says the first failure of a row, and that it is over.
 *
 * @param what for the log, as in `putting log events`
 * @throws the deadline's reason
 */
export async function persist<T>(
  what: string,
  { stopping, deadline }: Ending,
  say: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    deadline.throwIfAborted();
    try {
      const result = await work();
      if (attempt > 1) say(`${what}: succeeded after ${attempt} attempts`);
      return result;
    } catch (error) {
      deadline.throwIfAborted();
      if (attempt === 1) say(`${what}: ${messageOf(error)}; it is tried again`);
      await pause(waitMilliseconds(attempt, Math.random()), { stopping, deadline });
    }
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Waits; shorter when the agent is to end. Never fails. */
async function pause(milliseconds: number, { stopping, deadline }: Ending): Promise<void> {
  const sleep = (most: number, signal: AbortSignal) =>
    delay(Math.min(milliseconds, most), undefined, { signal }).catch(() => {});
  if (!stopping.aborted) await sleep(maxMilliseconds, stopping);
  else await sleep(maxStoppingMilliseconds, deadline);
}
