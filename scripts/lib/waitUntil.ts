// Waiting for a condition, with a deadline.

import { setTimeout } from 'node:timers/promises';

/**
 * Asks until the answer is defined.
 *
 * @returns the answer, or undefined when `timeoutSeconds` have passed without one
 */
export async function waitUntil<Answer>(
  ask: () => Promise<Answer | undefined>,
  timeoutSeconds: number,
  everyMilliseconds = 50,
): Promise<Answer | undefined> {
  const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
  while (!deadline.aborted) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await setTimeout(everyMilliseconds);
  }
  return undefined;
}
