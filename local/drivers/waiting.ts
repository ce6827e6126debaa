// Waits for a condition of the host, which tells nobody when it comes true.

import { setTimeout as sleep } from 'node:timers/promises';

export type WaitOptions = {
  readonly timeoutSeconds: number;
  /** How often to look, in milliseconds. Default 20. */
  readonly intervalMilliseconds?: number;
};

/** Looks until `condition` gives something else than undefined or false; undefined after the timeout. */
export async function waitFor<T>(
  condition: () => Promise<T | undefined | false>,
  { timeoutSeconds, intervalMilliseconds = 20 }: WaitOptions,
): Promise<T | undefined> {
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (timeout.aborted) return undefined;
    await sleep(intervalMilliseconds);
  }
}
