// How a group's desired capacity changes, and what is said of it: callers, policies and schedules change
// it in the same way.

import type { GroupRow } from './autoScaling.ts';

/**
 * @param reason what its `Cause` says between the time and the change, such as `a user request explicitly
 *   set group desired capacity`
 */
export function withCapacity(
  row: GroupRow,
  DesiredCapacity: number,
  reason: string,
  now: Date,
): GroupRow {
  if (DesiredCapacity === row.DesiredCapacity) return row;
  const change = `changing the desired capacity from ${row.DesiredCapacity} to ${DesiredCapacity}`;
  return {
    ...row,
    DesiredCapacity,
    capacityCause: `At ${activityTime(now)} ${reason} ${change}.`,
  };
}

/** As the sentences of activities write times: whole seconds. */
export function activityTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

export function withinBounds(
  { MinSize, MaxSize }: Pick<GroupRow, 'MinSize' | 'MaxSize'>,
  capacity: number,
): number {
  return Math.min(Math.max(capacity, MinSize), MaxSize);
}

/** How a change of bounds, by whom, is said. */
export function constraintsReason(
  by: 'a user request' | 'a scheduled action',
  { MinSize, MaxSize }: Pick<GroupRow, 'MinSize' | 'MaxSize'>,
  desired: number,
): string {
  return `${by} update of AutoScalingGroup constraints to min: ${MinSize}, max: ${MaxSize}, desired: ${desired}`;
}
