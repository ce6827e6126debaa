// An instance refresh's way through its statuses:
//
//   Pending → InProgress → (Baking) → Successful          Cancelling → Cancelled
//                  └──────────┴─────→ Failed, or RollbackInProgress → RollbackSuccessful | RollbackFailed
//
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html

import type { InstanceRefreshRow } from '../../store/autoScaling.ts';
import { hasEnded, rolledBack } from '../../store/instanceRefreshes.ts';
import type { Replacing } from './capacityPlan.ts';
import type { Census } from './census.ts';
import { statusReason } from './statusReason.ts';
import { type Deadlines, type GroupView, isSuspended } from './view.ts';

export type RefreshStep = {
  readonly refresh: InstanceRefreshRow;
  readonly replacing: Replacing | undefined;
};

const hour = 3_600_000;
const longest = 14 * 24 * hour;

export function planRefresh(
  view: GroupView,
  row: InstanceRefreshRow,
  census: Census,
  deadlines: Deadlines,
): RefreshStep {
  const stay = (changes: Partial<InstanceRefreshRow> = {}, replacing?: Replacing): RefreshStep => ({
    refresh: { ...row, ...changes },
    replacing,
  });
  const end = (Status: InstanceRefreshRow['Status'], changes: Partial<InstanceRefreshRow> = {}) =>
    stay({ ...to(Status, view), ...changes });

  switch (row.Status) {
    case 'Pending':
      return end('InProgress', { progressAt: new Date(view.now) });
    case 'Cancelling':
      if (census.isMoving && !row.isCancelledAtOnce) return stay();
      return end('Cancelled', { StatusReason: 'Cancelled due to user request.' });
    case 'Baking': {
      const alarm = alarmOf(view, row);
      if (alarm !== undefined) return fail(view, row, alarm);
      const bakedAt = row.since.getTime() + row.Preferences.BakeTime * 1000;
      return deadlines.isDue(bakedAt) ? end('Successful', { StatusReason: undefined }) : stay();
    }
    case 'InProgress':
    case 'RollbackInProgress':
      return proceed(view, row, census, deadlines);
    default:
      return stay();
  }
}

function proceed(
  view: GroupView,
  before: InstanceRefreshRow,
  census: Census,
  deadlines: Deadlines,
): RefreshStep {
  const isForward = before.Status === 'InProgress';
  const alarm = isForward ? alarmOf(view, before) : undefined;
  if (alarm !== undefined) return fail(view, before, alarm);
  const row = withProgress(view, before, census);
  const overdue = overdueReason(view, row, census, deadlines);
  if (overdue !== undefined) return fail(view, row, overdue);

  const paced = isForward ? atCheckpoint(view, row, census, deadlines) : row;
  const replacing = { current: goalOf(view, paced, census) };
  if (isReached(view, paced, census, replacing)) return finish(view, paced);
  return { refresh: { ...paced, StatusReason: statusReason(view, paced, census) }, replacing };
}

/** So many members are to be current by now. */
function goalOf(view: GroupView, row: InstanceRefreshRow, census: Census): number {
  const { group } = view;
  if (isPaused(view, row)) return census.current.length;
  const { CheckpointPercentages: all = [] } = row.Preferences;
  const stage = all[Math.min(row.checkpointsReached, all.length - 1)] ?? 100;
  const allowed =
    row.Status === 'InProgress' ? share(group.DesiredCapacity, stage) : group.DesiredCapacity;
  return Math.max(
    0,
    Math.min(allowed, group.DesiredCapacity - census.kept - census.blocked.length),
  );
}

/** At a checkpoint, or because the group was told to suspend the process. */
function isPaused({ group }: GroupView, { pausedUntil }: InstanceRefreshRow): boolean {
  return pausedUntil !== undefined || isSuspended(group, 'InstanceRefresh');
}

/** Whether all that it is to replace is replaced, and nothing of it is still on its way. */
function isReached(
  view: GroupView,
  row: InstanceRefreshRow,
  census: Census,
  { current }: Replacing,
): boolean {
  const { DesiredCapacity } = view.group;
  const { CheckpointPercentages: all = [100] } = row.Preferences;
  const isLastStage = row.Status !== 'InProgress' || row.checkpointsReached >= all.length - 1;
  if (isPaused(view, row) || !isLastStage) return false;
  const isPart = row.Status === 'InProgress' && (all.at(-1) ?? 100) < 100;
  const mayStay = isPart
    ? DesiredCapacity - census.kept - census.blocked.length - census.current.length
    : 0;
  const isWaiting = census.blocked.length + census.blockedStandby.length > 0;
  return (
    census.readyCurrent >= current &&
    census.readyCurrent === census.current.length &&
    census.total >= DesiredCapacity &&
    census.serving.length + census.idle.length <= Math.max(0, mayStay) &&
    census.unhealthy.length === 0 &&
    census.standby.length === 0 &&
    census.terminating === undefined &&
    (isPart || !isWaiting)
  );
}

function finish(view: GroupView, row: InstanceRefreshRow): RefreshStep {
  const { pausedUntil: _, StatusReason: __, ...rest } = row;
  const Status =
    row.Status === 'RollbackInProgress'
      ? 'RollbackSuccessful'
      : row.Preferences.BakeTime > 0 && hasReplaced(view, row)
        ? 'Baking'
        : 'Successful';
  return { refresh: { ...rest, ...to(Status, view) }, replacing: undefined };
}

/** Where all matched, there is nothing new to watch. */
function hasReplaced({ members }: GroupView, { InstanceRefreshId }: InstanceRefreshRow): boolean {
  return members.some((member) => member.InstanceRefreshId === InstanceRefreshId);
}

function fail(view: GroupView, row: InstanceRefreshRow, reason: string): RefreshStep {
  if (row.Status === 'RollbackInProgress') {
    return step({ ...row, ...to('RollbackFailed', view), StatusReason: reason });
  }
  if (!row.Preferences.AutoRollback) {
    return step({ ...row, ...to('Failed', view), StatusReason: reason });
  }
  return step(rolledBack(row, `Automatic rollback: ${reason}`, new Date(view.now)));
}

const step = (refresh: InstanceRefreshRow): RefreshStep => ({ refresh, replacing: undefined });

function to(Status: InstanceRefreshRow['Status'], { now }: GroupView): Partial<InstanceRefreshRow> {
  const at = new Date(now);
  return { Status, since: at, ...(hasEnded(Status) && { EndTime: at }) };
}

function alarmOf({ facts }: GroupView, { Preferences }: InstanceRefreshRow): string | undefined {
  const alarm = Preferences.AlarmSpecification?.Alarms?.find((name) => facts.isInAlarm(name));
  return alarm === undefined ? undefined : `CloudWatch alarm ${alarm} is in the ALARM state.`;
}

/** The figures that callers see, and when it last came nearer to its end. */
function withProgress(
  { group, now }: GroupView,
  row: InstanceRefreshRow,
  census: Census,
): InstanceRefreshRow {
  const whole = Math.max(0, group.DesiredCapacity - census.kept);
  const isForward = row.Status === 'InProgress';
  // A rollback counts those down that the refresh has replaced.
  const replaced = isForward
    ? Math.min(whole, census.readyCurrent)
    : Math.min(whole - row.InstancesToUpdate, census.serving.length);
  const left =
    (isForward ? whole - replaced : Math.max(0, whole - census.readyCurrent)) +
    census.serving.length +
    census.idle.length +
    census.blocked.length +
    census.standby.length +
    census.blockedStandby.length;
  const isNearer =
    !row.progress || row.progress.capacity !== group.DesiredCapacity || left < row.progress.left;
  return {
    ...row,
    PercentageComplete:
      whole === 0 ? (isForward ? 100 : 0) : Math.floor((100 * Math.max(0, replaced)) / whole),
    InstancesToUpdate: whole - Math.max(0, replaced),
    ...(isNearer && {
      progress: { capacity: group.DesiredCapacity, left },
      progressAt: new Date(now),
    }),
  };
}

function overdueReason(
  view: GroupView,
  row: InstanceRefreshRow,
  census: Census,
  deadlines: Deadlines,
): string | undefined {
  const { timeScale } = view;
  const { InstanceWarmup } = row.Preferences;
  const startedAt = row.RollbackDetails?.RollbackStartTime ?? row.StartTime;
  if (deadlines.isDue(startedAt.getTime() + longest / timeScale)) {
    return 'The instance refresh did not complete within 14 days.';
  }
  if (row.pausedUntil !== undefined) return undefined;
  // Beside the hour, since a warm-up is time that the caller asked for.
  const patience = hour / timeScale + InstanceWarmup * 1000;
  const isDue = deadlines.isDue(row.progressAt.getTime() + patience);
  // Whoever leaves takes as long as hooks and connections ask for.
  const isOnlyLeaving = census.terminating !== undefined && row.progress?.left === 0;
  if (!isDue || isOnlyLeaving) return undefined;
  return ['No progress was made for one hour.', statusReason(view, row, census)].join(' ').trim();
}

/** Notes the checkpoints that have been reached, and the pause after the last of them. */
function atCheckpoint(
  { group, now }: GroupView,
  row: InstanceRefreshRow,
  { readyCurrent }: Census,
  deadlines: Deadlines,
): InstanceRefreshRow {
  const { CheckpointPercentages: all = [], CheckpointDelay = 3600 } = row.Preferences;
  if (all.length === 0) return row;
  const reached = all.filter((each) => readyCurrent >= share(group.DesiredCapacity, each)).length;
  const { pausedUntil, ...rest } = row;
  if (reached > row.checkpointsReached && reached < all.length) {
    const until = new Date(now + CheckpointDelay * 1000);
    return { ...row, checkpointsReached: reached, pausedUntil: until };
  }
  const paused = { ...row, checkpointsReached: reached };
  if (pausedUntil === undefined || reached === all.length)
    return { ...rest, checkpointsReached: reached };
  if (!deadlines.isDue(pausedUntil.getTime())) return paused;
  return { ...rest, checkpointsReached: reached, progressAt: new Date(now) };
}

function share(capacity: number, percentage: number): number {
  return Math.ceil((capacity * percentage) / 100);
}
