// Scheduled actions that are due: each runs once at its time, late if the region did not run then.

import type { GroupRow, ScheduledActionRow } from '../../store/autoScaling.ts';
import { constraintsReason, withCapacity, withinBounds } from '../../store/capacity.ts';
import { nextOccurrence, parseRecurrence } from '../../store/recurrence.ts';
import { isSuspended, type ScalingView } from './scalingView.ts';

export type ScheduledPlan = {
  readonly group: GroupRow;
  /** Those that have run, as they are from now on: undefined for one that will not run again. */
  readonly actions: readonly {
    readonly action: ScheduledActionRow;
    readonly next: ScheduledActionRow | undefined;
  }[];
};

export function planSchedule({ now, ...view }: ScalingView): ScheduledPlan {
  const due = view.scheduledActions
    .filter(({ StartTime }) => StartTime !== undefined && StartTime <= now)
    .sort((a, b) => (a.StartTime?.getTime() ?? 0) - (b.StartTime?.getTime() ?? 0));
  const isIdle = view.group.Status !== undefined || isSuspended(view.group, 'ScheduledActions');
  let { group } = view;
  // Suspended, they pass all the same.
  for (const action of isIdle ? [] : due) group = scheduled(group, action, now);
  return { group, actions: due.map((action) => ({ action, next: nextTime(action, now) })) };
}

/** The new size; a bound that the other one forbids is left as it was. */
function scheduled(group: GroupRow, action: ScheduledActionRow, now: Date): GroupRow {
  const { MinSize = group.MinSize, MaxSize = group.MaxSize } = action;
  const bounds = MinSize > MaxSize ? group : { MinSize, MaxSize };
  const desired = withinBounds(bounds, action.DesiredCapacity ?? group.DesiredCapacity);
  const reason = constraintsReason('a scheduled action', bounds, desired);
  const { MinSize: min, MaxSize: max } = bounds;
  return withCapacity({ ...group, MinSize: min, MaxSize: max }, desired, reason, now);
}

function nextTime(action: ScheduledActionRow, now: Date): ScheduledActionRow | undefined {
  const recurrence =
    action.Recurrence === undefined ? undefined : parseRecurrence(action.Recurrence);
  const StartTime = recurrence && nextOccurrence(recurrence, now);
  if (!StartTime || (action.EndTime && StartTime > action.EndTime)) return undefined;
  return { ...action, StartTime, Time: StartTime };
}
