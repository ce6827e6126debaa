// A stack's status for programs.

import { isSameRelease, nameOfRelease, type ReleaseRecord } from '../releaseRecords.ts';
import { elapsedSeconds } from './rolloverElapsed.ts';
import { factsOf } from './rolloverLines.ts';
import type { StackStatus } from './stackStatus.ts';

/** What is not there, or not known, is left out when it becomes JSON. */
export function factsOfStatus(
  status: StackStatus,
  now: Date,
  nameOfImage: (imageId: string) => string,
) {
  const { stack, region, fleet, release, live, lock, snapshot, alarms, problems } = status;
  return {
    stack,
    region,
    url: fleet?.url,
    autoScalingGroupName: fleet?.autoScalingGroupName,
    release: release && named(release),
    live: live && named(live),
    /** Whether what is wanted is live. */
    isLive: release && isSameRelease(release, live),
    lock: lock && {
      command: lock.command,
      by: lock.by,
      host: lock.host,
      since: lock.since,
      renewedAt: lock.renewedAt,
    },
    refresh: refreshOf(status, now),
    instances: snapshot && factsOf(snapshot, nameOfImage).instances,
    alarms,
    problems,
  };
}

function named<Release extends ReleaseRecord>(release: Release) {
  return { release: nameOfRelease(release), ...release };
}

function refreshOf({ snapshot, refreshRecord }: StackStatus, now: Date) {
  const { refresh } = snapshot ?? {};
  if (!refresh) return undefined;
  const isOurs = refreshRecord?.refreshId === refresh.InstanceRefreshId;
  const { outcome, cause } = isOurs ? (refreshRecord ?? {}) : {};
  return {
    id: refresh.InstanceRefreshId,
    status: refresh.Status,
    percent: refresh.PercentageComplete ?? 0,
    reason: refresh.StatusReason,
    rollbackReason: refresh.RollbackDetails?.RollbackReason,
    instancesToUpdate: refresh.InstancesToUpdate,
    startedAt: refresh.StartTime,
    endedAt: refresh.EndTime,
    elapsedSeconds: elapsedSeconds(refresh, now),
    outcome,
    cause,
  };
}
