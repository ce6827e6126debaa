// Instances that join a group, leave it, or stand by.

import {
  autoScalingTables,
  type GroupInstanceRow,
  type GroupRow,
} from '../../store/autoScaling.ts';
import { withCapacity } from '../../store/capacity.ts';
import { ec2Tables } from '../../store/ec2.ts';
import type { Context } from '../shared/context.ts';
import { beginActivity, type Request } from './activities.ts';
import { validationError } from './errors.ts';
import { changeableGroup, membersOf, putGroup } from './groups.ts';
import { changedState, checkDecrement, putInstance } from './instances.ts';
import { pinTemplate } from './launchTemplates.ts';
import { notBuilt } from './notBuilt.ts';
import type { AutoScalingOperations } from './service.ts';

type Members = {
  readonly AutoScalingGroupName?: string | undefined;
  readonly InstanceIds?: readonly string[] | undefined;
  readonly ShouldDecrementDesiredCapacity?: boolean | undefined;
};

const groupTag = 'aws:autoscaling:groupName';

/** A way to leave a group's service, or to come back to it. */
type Way = Pick<Request, 'description' | 'happened' | 'StatusCode' | 'Progress'> & {
  readonly from: readonly GroupInstanceRow['LifecycleState'][];
  readonly to: GroupInstanceRow['LifecycleState'];
  /** What the desired capacity's change is owed to. */
  readonly reason: string;
};

const intoStandby: Way = {
  description: 'Moving EC2 instance to Standby',
  happened: 'was moved to standby',
  StatusCode: 'InProgress',
  Progress: 50,
  from: ['InService'],
  to: 'EnteringStandby',
  reason: 'a user request moved instances to standby',
};
const outOfStandby: Way = {
  description: 'Moving EC2 instance out of Standby',
  happened: 'was moved out of standby',
  StatusCode: 'PreInService',
  Progress: 30,
  from: ['Standby'],
  to: 'Pending',
  reason: 'a user request moved instances out of standby',
};
const outOfGroup: Way = {
  description: 'Detaching EC2 instance',
  happened: 'was detached',
  StatusCode: 'InProgress',
  Progress: 50,
  from: ['InService', 'Standby'],
  to: 'Detaching',
  reason: 'a user request detached instances',
};

export const membershipOperations: AutoScalingOperations = {
  EnterStandby: (input, context) => leave(context, input, intoStandby),
  DetachInstances(input, context) {
    const output = leave(context, input, outOfGroup);
    for (const InstanceId of input.InstanceIds ?? []) nameGroup(context, InstanceId, undefined);
    return output;
  },

  ExitStandby({ AutoScalingGroupName, InstanceIds }, context) {
    const group = changeableGroup(context, AutoScalingGroupName);
    const members = movable(context, group, InstanceIds, outOfStandby);
    const to = group.DesiredCapacity + members.length;
    checkIncrement(group, to);
    return { Activities: move(context, group, members, outOfStandby, 1) };
  },

  AttachInstances({ AutoScalingGroupName, InstanceIds = [] }, context) {
    const group = changeableGroup(context, AutoScalingGroupName);
    const to = group.DesiredCapacity + InstanceIds.length;
    checkIncrement(group, to);
    for (const InstanceId of InstanceIds) {
      putInstance(context, attachedInstance(context, group, InstanceId));
      nameGroup(context, InstanceId, group.AutoScalingGroupName);
    }
    const reason = 'a user request attached instances';
    putGroup(context, withCapacity(group, to, reason, context.now()));
    return {};
  },
};

function leave(context: Context, input: Members, way: Way) {
  const group = changeableGroup(context, input.AutoScalingGroupName);
  const members = movable(context, group, input.InstanceIds, way);
  const step = input.ShouldDecrementDesiredCapacity ? -1 : 0;
  // One in standby is not part of what is desired any more.
  const counted = members.filter(({ LifecycleState }) => LifecycleState !== 'Standby');
  const { DesiredCapacity, MinSize } = group;
  checkDecrement(MinSize, DesiredCapacity, DesiredCapacity + step * counted.length);
  return { Activities: move(context, group, members, way, step) };
}

function movable(
  context: Context,
  group: GroupRow,
  InstanceIds: readonly string[] | undefined,
  way: Way,
): GroupInstanceRow[] {
  const members = membersOf(context, group, InstanceIds);
  const wrong = members.find(({ LifecycleState }) => !way.from.includes(LifecycleState));
  if (!wrong) return members;
  throw validationError(
    `The instance ${wrong.InstanceId} is not in ${way.from.join(' or ')}, but in ${wrong.LifecycleState}.`,
  );
}

/** @param step by how much each of them changes what is desired */
function move(
  context: Context,
  group: GroupRow,
  members: readonly GroupInstanceRow[],
  way: Way,
  step: -1 | 0 | 1,
) {
  let desired = group.DesiredCapacity;
  const activities = members.map((instance) => {
    const from = desired;
    if (instance.LifecycleState !== 'Standby' || way === outOfStandby) desired += step;
    const activity = beginActivity(context, group, { ...instance, ...way, from, to: desired });
    const { ActivityId, Cause: cause } = activity;
    putInstance(context, changedState(context, instance, way.to, { ActivityId, cause }));
    return activity;
  });
  putGroup(context, withCapacity(group, desired, way.reason, context.now()));
  return activities;
}

/** Puts EC2's tag that tells an instance's group, which callers cannot; or takes it away. */
function nameGroup({ store }: Context, InstanceId: string, name: string | undefined): void {
  const { tags } = ec2Tables(store);
  const others = (tags.get(InstanceId) ?? []).filter(({ Key }) => Key !== groupTag);
  tags.put(InstanceId, name === undefined ? others : [...others, { Key: groupTag, Value: name }]);
}

function checkIncrement({ MaxSize }: GroupRow, to: number): void {
  if (to <= MaxSize) return;
  throw validationError(
    `New desired capacity ${to} is above max value ${MaxSize} for the AutoScalingGroup.`,
  );
}

/** An instance of EC2's that is to become a member: what launched it must be a template's version. */
function attachedInstance(context: Context, group: GroupRow, InstanceId: string): GroupInstanceRow {
  const { instances, tags } = ec2Tables(context.store);
  const row = instances.get(InstanceId);
  if (row?.State.Name !== 'running') {
    throw validationError(
      `Invalid Instance ID(s): [${InstanceId}] is not in correct state: running`,
    );
  }
  if (autoScalingTables(context.store).instances.get(InstanceId)) {
    throw validationError(`Instance ${InstanceId} is already part of an AutoScalingGroup.`);
  }
  const AvailabilityZone = row.Placement.AvailabilityZone ?? '';
  if (!group.AvailabilityZones.includes(AvailabilityZone)) {
    throw validationError(
      `Instance ${InstanceId} is not in the AutoScalingGroup's Availability Zones.`,
    );
  }
  const tagged = (key: string) => tags.get(InstanceId)?.find(({ Key }) => Key === key)?.Value;
  const LaunchTemplateId = tagged('aws:ec2launchtemplate:id');
  const Version = tagged('aws:ec2launchtemplate:version');
  if (!LaunchTemplateId || !Version) {
    throw notBuilt('AttachInstances of instances that no launch template has launched');
  }
  return {
    AutoScalingGroupName: group.AutoScalingGroupName,
    InstanceId,
    InstanceType: row.InstanceType,
    AvailabilityZone,
    SubnetId: row.SubnetId,
    LifecycleState: 'Pending',
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn,
    LaunchTemplate: pinTemplate(ec2Tables(context.store), { LaunchTemplateId, Version }),
    launchedAt: row.LaunchTime,
    since: context.now(),
  };
}
