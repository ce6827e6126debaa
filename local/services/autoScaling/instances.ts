// A group's instances one by one: ending them, their health, and their protection.

import { autoScalingTables, type GroupInstanceRow } from '../../store/autoScaling.ts';
import { withCapacity } from '../../store/capacity.ts';
import type { Context } from '../shared/context.ts';
import { beginActivity, cancelActivity } from './activities.ts';
import { validationError } from './errors.ts';
import { changeableGroup, groupNamed, managedInstance, membersOf, putGroup } from './groups.ts';
import type { AutoScalingOperations } from './service.ts';

export const instanceOperations: AutoScalingOperations = {
  TerminateInstanceInAutoScalingGroup({ InstanceId, ShouldDecrementDesiredCapacity }, context) {
    const instance = managedInstance(context, InstanceId);
    const group = groupNamed(context, instance.AutoScalingGroupName);
    const { activities } = autoScalingTables(context.store);
    if (instance.LifecycleState.startsWith('Terminat')) {
      return { Activity: activities.get(instance.ActivityId ?? '') };
    }
    const from = group.DesiredCapacity;
    const to = ShouldDecrementDesiredCapacity ? from - 1 : from;
    checkDecrement(group.MinSize, from, to);
    const activity = beginActivity(context, group, {
      ...instance,
      description: 'Terminating EC2 instance',
      happened: 'was taken out of service',
      StatusCode: 'InProgress',
      Progress: 0,
      from,
      to,
    });
    const { ActivityId, Cause } = activity;
    cancelActivity(context, instance.ActivityId);
    putGroup(
      context,
      withCapacity(group, to, 'a user request terminated an instance', context.now()),
    );
    putInstance(
      context,
      changedState(context, instance, 'Terminating', { ActivityId, cause: Cause }),
    );
    return { Activity: activity };
  },

  SetInstanceHealth({ InstanceId, HealthStatus, ShouldRespectGracePeriod = true }, context) {
    const instance = managedInstance(context, InstanceId);
    if (HealthStatus !== 'Healthy' && HealthStatus !== 'Unhealthy') {
      throw validationError(
        `Health status ${HealthStatus} is invalid: valid are Healthy, Unhealthy`,
      );
    }
    if (HealthStatus === instance.HealthStatus) return {};
    if (ShouldRespectGracePeriod && isInGracePeriod(context, instance)) return {};
    const { cause, ...rest } = instance;
    putInstance(context, {
      ...rest,
      HealthStatus,
      ...(HealthStatus === 'Unhealthy' && { cause: 'a user health-check' }),
    });
    return {};
  },

  SetInstanceProtection(input, context) {
    const group = changeableGroup(context, input.AutoScalingGroupName);
    for (const instance of membersOf(context, group, input.InstanceIds)) {
      const ProtectedFromScaleIn = input.ProtectedFromScaleIn === true;
      putInstance(context, { ...instance, ProtectedFromScaleIn });
    }
    return {};
  },
};

/** @throws AwsError `ValidationError` for less than the group may have */
export function checkDecrement(MinSize: number, from: number, to: number): void {
  if (to >= MinSize || to === from) return;
  throw validationError(
    `Currently, desiredSize equals ${from}. Terminating instances without replacement will violate ` +
      `group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower ` +
      "group's min size.",
  );
}

export function changedState(
  { now }: Context,
  instance: GroupInstanceRow,
  LifecycleState: GroupInstanceRow['LifecycleState'],
  changes: Partial<GroupInstanceRow> = {},
): GroupInstanceRow {
  // What it waited for ends with its state.
  const { hook, hookResult, ...rest } = instance;
  return { ...rest, ...changes, LifecycleState, since: now() };
}

export function putInstance({ store }: Context, row: GroupInstanceRow): void {
  autoScalingTables(store).instances.put(row.InstanceId, row);
}

function isInGracePeriod(context: Context, instance: GroupInstanceRow): boolean {
  const { HealthCheckGracePeriod } = groupNamed(context, instance.AutoScalingGroupName);
  if (!instance.inServiceAt) return HealthCheckGracePeriod > 0;
  const age = context.now().getTime() - instance.inServiceAt.getTime();
  return age < HealthCheckGracePeriod * 1000;
}
