// Groups as other operations find them, and as they are shown.

import type { AutoScalingGroup, Instance } from '@aws-sdk/client-auto-scaling';
import {
  autoScalingTables,
  type GroupInstanceRow,
  type GroupRow,
} from '../../store/autoScaling.ts';
import { ec2Tables } from '../../store/ec2.ts';
import { instancesOf } from '../../store/groupRecords.ts';
import type { Context } from '../shared/context.ts';
import { groupNotFound, instanceNotFound, validationError } from './errors.ts';

/** @throws AwsError `ValidationError` where there is none of that name */
export function groupNamed({ store }: Pick<Context, 'store'>, name = ''): GroupRow {
  const row = autoScalingTables(store).groups.get(name);
  if (!row) throw groupNotFound(name);
  return row;
}

/** @throws AwsError `ValidationError` where there is none, or where it is being deleted */
export function changeableGroup(context: Pick<Context, 'store'>, name = ''): GroupRow {
  const row = groupNamed(context, name);
  if (row.Status !== undefined) {
    throw validationError('The AutoScaling group may not be modified while it is pending delete');
  }
  return row;
}

export function putGroup({ store }: Pick<Context, 'store'>, row: GroupRow): void {
  autoScalingTables(store).groups.put(row.AutoScalingGroupName, row);
}

/** @throws AwsError `ValidationError` where no group has it */
export function managedInstance({ store }: Context, InstanceId = ''): GroupInstanceRow {
  const row = autoScalingTables(store).instances.get(InstanceId);
  if (!row) throw instanceNotFound(InstanceId);
  return row;
}

/** @throws AwsError `ValidationError` where the group has not all of them */
export function membersOf(
  { store }: Context,
  { AutoScalingGroupName }: GroupRow,
  InstanceIds: readonly string[] = [],
): GroupInstanceRow[] {
  const { instances } = autoScalingTables(store);
  return [...new Set(InstanceIds)].map((InstanceId) => {
    const row = instances.get(InstanceId);
    if (row?.AutoScalingGroupName === AutoScalingGroupName) return row;
    throw validationError(
      `The instance ${InstanceId} is not part of Auto Scaling group ${AutoScalingGroupName}.`,
    );
  });
}

export function shownGroup(context: Context, row: GroupRow, areInstancesShown = true) {
  const { capacityCause, scaledAt, launchFailures, ...shown } = row;
  const rows = instancesOf(autoScalingTables(context.store), row.AutoScalingGroupName);
  return {
    ...shown,
    Instances: areInstancesShown ? rows.map((each) => shownInstance(context, each)) : [],
  } satisfies AutoScalingGroup;
}

export function shownInstance({ store }: Context, row: GroupInstanceRow) {
  const { instances, subnets } = ec2Tables(store);
  const { InstanceId, InstanceType, AvailabilityZone, LifecycleState } = row;
  return {
    InstanceId,
    InstanceType,
    AvailabilityZone,
    AvailabilityZoneId: subnets.get(row.SubnetId)?.AvailabilityZoneId,
    LifecycleState,
    HealthStatus: row.HealthStatus,
    LaunchTemplate: row.LaunchTemplate,
    ImageId: instances.get(InstanceId)?.ImageId,
    ProtectedFromScaleIn: row.ProtectedFromScaleIn,
  } satisfies Instance;
}
