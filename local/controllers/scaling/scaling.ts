// Follows alarms and schedules: changes what is desired of groups. Others make instances follow.

import { autoScalingTables, type GroupRow } from '../../store/autoScaling.ts';
import { cloudWatchTables } from '../../store/cloudWatch.ts';
import { minuteMilliseconds } from '../../store/datapoints.ts';
import { groupKey, instancesOf } from '../../store/groupRecords.ts';
import type { Store } from '../../store/store.ts';
import { newestReading } from './readings.ts';
import { planScaling } from './scalingPlan.ts';

export type ScalingOptions = {
  readonly store: Store;
  readonly now: Date;
  /** See RegionSettings: how much shorter the minute of metrics is. */
  readonly timeScale: number;
  readonly log: (line: { readonly AutoScalingGroupName: string; readonly cause: string }) => void;
};

/** Changes records, and waits for nothing. */
export function reconcileScaling({ store, now, timeScale, log }: ScalingOptions): void {
  const tables = autoScalingTables(store);
  const groups = tables.groups.list();
  if (groups.length === 0) return;
  const minute = minuteMilliseconds(timeScale);
  const alarms = cloudWatchTables(store)
    .alarms.list()
    .filter(({ StateValue, ActionsEnabled }) => StateValue === 'ALARM' && ActionsEnabled);
  for (const before of groups) {
    const isOwn = (row: { readonly AutoScalingGroupName: string }) =>
      row.AutoScalingGroupName === before.AutoScalingGroupName;
    const { group, actions } = planScaling({
      now,
      group: before,
      members: instancesOf(tables, before.AutoScalingGroupName),
      policies: tables.policies.list().filter(isOwn),
      alarms,
      readingOf: (alarm) => newestReading(store, alarm, now, minute),
      scheduledActions: tables.scheduledActions.list().filter(isOwn),
    });
    if (group === before && actions.length === 0) continue;
    store.transaction(() => {
      tables.groups.put(group.AutoScalingGroupName, group);
      for (const { action, next } of actions) {
        const key = groupKey(action.AutoScalingGroupName, action.ScheduledActionName);
        if (next) tables.scheduledActions.put(key, next);
        else tables.scheduledActions.delete(key);
      }
    });
    tell(before, group, log);
  }
}

function tell(before: GroupRow, group: GroupRow, log: ScalingOptions['log']): void {
  const { AutoScalingGroupName, DesiredCapacity, capacityCause: cause = '' } = group;
  if (DesiredCapacity !== before.DesiredCapacity) log({ AutoScalingGroupName, cause });
}
