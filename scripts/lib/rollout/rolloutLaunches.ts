// What became of the instances that a refresh has launched, by the group's scaling activities; and when that is
// reason enough to undo it. AWS itself tries for an hour.

import type { Activity } from '@aws-sdk/client-auto-scaling';

export type Failure = {
  /** Of the activity. */
  readonly id: string;
  /** Undefined where nothing came to be launched. */
  readonly instanceId: string | undefined;
  readonly cause: string;
};

export type Launches = {
  readonly launchedIds: readonly string[];
  readonly failures: readonly Failure[];
};

/** @param until when its rollback began: what is launched from then on is old */
export function readLaunches(
  activities: readonly Activity[],
  { since, until }: { readonly since: Date; readonly until?: Date | undefined },
): Launches {
  const during = activities.filter(
    ({ StartTime: at }) => at !== undefined && at >= since && (until === undefined || at < until),
  );
  const launchedIds = during.flatMap(({ Description = '' }) => launchedIn(Description) ?? []);
  const failures = during.flatMap((activity): Failure[] => {
    const { ActivityId: id = '', Description = '', Cause = '', StatusCode = '' } = activity;
    const { StatusMessage: message = '' } = activity;
    if (Description.startsWith('Launching')) {
      // Where a zone has no more of a type, the next try may be in another.
      const isFailed = StatusCode === 'Failed' && !/insufficient.*capacity/i.test(message);
      if (!isFailed) return [];
      return [{ id, instanceId: launchedIn(Description), cause: message || Description }];
    }
    const instanceId = Description.match(/^Terminating EC2 instance: (i-\w+)/)?.[1];
    const isReplaced =
      instanceId !== undefined && launchedIds.includes(instanceId) && isUnhealthy(Cause);
    return isReplaced ? [{ id, instanceId, cause: Cause }] : [];
  });
  return { launchedIds, failures };
}

/** Two failures, and at least as many of them as of instances that have become healthy: a lone one is bad luck. */
export function isFailingFast(failures: number, healthy: number): boolean {
  return failures >= 2 && failures >= healthy;
}

const launchedIn = (description: string) =>
  description.match(/^Launching a new EC2 instance: (i-\w+)/)?.[1];

/** AWS's words: `… in response to an ELB system health check failure`, `an EC2 health check`, `a user health-check`. */
const isUnhealthy = (cause: string) => /health[ -]?check|status checks? fail/i.test(cause);
