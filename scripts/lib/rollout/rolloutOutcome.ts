// How a rollout can end, and with which exit code.

import type { InstanceRefreshStatus } from '@aws-sdk/client-auto-scaling';
import type { Stop } from './rolloutWatch.ts';

/** Exit codes by outcome. Where the fleet is what it was, a release that is bad (2) differs from one that had no time (5). */
export const exitCodes = {
  live: 0,
  'nothing to do': 0,
  failed: 1,
  'rolled back': 2,
  'rollback failed': 3,
  conflict: 4,
  deadline: 5,
  cancelled: 5,
} as const;

export type Outcome = keyof typeof exitCodes;

/**
 * Of a refresh that has not succeeded.
 *
 * @param status that it ended in; any other means that it did not end in time
 * @param isBack whether, after an end that left a mixed fleet, the fleet is again what it was
 */
export function outcomeOf(
  status: InstanceRefreshStatus | undefined,
  stop: Stop['kind'] | undefined,
  isBack: boolean,
): Outcome {
  switch (status) {
    case 'RollbackSuccessful':
      return undoneFor(stop);
    case 'Failed':
    case 'Cancelled':
      return isBack ? undoneFor(stop) : 'failed';
    default:
      return 'rollback failed';
  }
}

function undoneFor(stop: Stop['kind'] | undefined): Outcome {
  if (stop === 'deadline') return 'deadline';
  return stop === 'interrupted' ? 'cancelled' : 'rolled back';
}
