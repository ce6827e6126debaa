// The records of a group as a whole: who else speaks of it, and what goes with it. API and controllers
// delete groups in the same way.

import {
  type AutoScalingTables,
  autoScalingTables,
  type GroupInstanceRow,
  type ScalingPolicyRow,
} from './autoScaling.ts';
import { cloudWatchTables } from './cloudWatch.ts';
import type { Store } from './store.ts';

export function instancesOf(
  { instances }: Pick<AutoScalingTables, 'instances'>,
  AutoScalingGroupName: string,
): GroupInstanceRow[] {
  return instances.list().filter((row) => row.AutoScalingGroupName === AutoScalingGroupName);
}

/** Key of a lifecycle hook's or a scheduled action's record. */
export function groupKey(AutoScalingGroupName: string, name: string): string {
  return `${AutoScalingGroupName} ${name}`;
}

/** Deletes a group that has no instances, with its policies and all else that is its own. */
export function deleteGroupRecords(store: Store, AutoScalingGroupName: string): void {
  const tables = autoScalingTables(store);
  const isOwn = (row: { readonly AutoScalingGroupName: string }) =>
    row.AutoScalingGroupName === AutoScalingGroupName;
  store.transaction(() => {
    const group = tables.groups.get(AutoScalingGroupName);
    for (const policy of tables.policies.list().filter(isOwn)) deletePolicyRecords(store, policy);
    for (const { LifecycleHookName } of tables.lifecycleHooks.list().filter(isOwn)) {
      tables.lifecycleHooks.delete(groupKey(AutoScalingGroupName, LifecycleHookName));
    }
    for (const { ScheduledActionName } of tables.scheduledActions.list().filter(isOwn)) {
      tables.scheduledActions.delete(groupKey(AutoScalingGroupName, ScheduledActionName));
    }
    for (const { InstanceRefreshId } of tables.instanceRefreshes.list().filter(isOwn)) {
      tables.instanceRefreshes.delete(InstanceRefreshId);
    }
    // Activities outlive their group, and are then told from those of a later one of the same name.
    for (const activity of tables.activities.list().filter(isOwn)) {
      if (activity.AutoScalingGroupState) continue;
      tables.activities.put(activity.ActivityId, {
        ...activity,
        AutoScalingGroupState: 'Deleted',
        AutoScalingGroupARN: group?.AutoScalingGroupARN,
      });
    }
    tables.groups.delete(AutoScalingGroupName);
  });
}

/** Deletes a policy, and the alarms that it made itself. */
export function deletePolicyRecords(store: Store, policy: ScalingPolicyRow): void {
  const { alarms } = cloudWatchTables(store);
  if (policy.PolicyType === 'TargetTrackingScaling') {
    for (const { AlarmName } of policy.Alarms) if (AlarmName) alarms.delete(AlarmName);
  }
  autoScalingTables(store).policies.delete(policy.PolicyARN);
}
