// What operations and controller share of instance refreshes.

import type { InstanceRefreshRow } from './autoScaling.ts';

const endedStatuses: ReadonlySet<string> = new Set([
  'Successful',
  'Failed',
  'Cancelled',
  'RollbackSuccessful',
  'RollbackFailed',
]);

export function hasEnded(status: string): boolean {
  return endedStatuses.has(status);
}

/** What becomes of a refresh that begins to roll back. */
export function rolledBack(
  { pausedUntil: _, progress: __, ...row }: InstanceRefreshRow,
  RollbackReason: string,
  now: Date,
): InstanceRefreshRow {
  return {
    ...row,
    Status: 'RollbackInProgress',
    StatusReason: RollbackReason,
    target: row.saved,
    since: now,
    progressAt: now,
    RollbackDetails: {
      RollbackReason,
      RollbackStartTime: now,
      PercentageCompleteOnRollback: row.PercentageComplete,
      InstancesToUpdateOnRollback: row.InstancesToUpdate,
    },
  };
}
