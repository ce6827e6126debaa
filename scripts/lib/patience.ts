// Calls that outlast throttling and a network that is gone for a while: tried again, ever more slowly, until
// the caller's time is over. AWS's own strategies give up after some attempts, or when their bucket of tokens
// is empty; a rollout must not end of that.

import type { RetryStrategyV2, RetryToken } from '@smithy/types';

const slowestMilliseconds = 10_000;

/**
 * For a client's `retryStrategy`. Errors that another attempt cannot mend are thrown at once.
 *
 * @param isOver whether to give up, after so many attempts that failed, and throw the last error
 * @param fastestMilliseconds about which the second attempt waits; each one more waits twice as long
 */
export function patience(
  isOver: (failures: number) => boolean,
  fastestMilliseconds = 200,
): RetryStrategyV2 {
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    async refreshRetryTokenForRetry(last, { errorType, error }) {
      const isFinal = errorType === 'CLIENT_ERROR' || error?.$metadata?.httpStatusCode === 501;
      const count = last.getRetryCount() + 1;
      if (isFinal || isOver(count)) throw error ?? new Error('No time is left');
      const longest = Math.min(slowestMilliseconds, fastestMilliseconds * 2 ** count);
      // At least half of it, so that a service that is throttling gets its rest.
      return token(count, Math.round(longest * (0.5 + Math.random() / 2)));
    },
    recordSuccess() {},
  };
}

const token = (count: number, delay: number): RetryToken => ({
  getRetryCount: () => count,
  getRetryDelay: () => delay,
});
