// CreateAutoScalingGroup: makes a group's record. The controllers launch its instances.

import { randomUUID } from 'node:crypto';
import type { CreateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import { autoScalingTables, type GroupRow } from '../../store/autoScaling.ts';
import { withCapacity } from '../../store/capacity.ts';
import type { Context } from '../shared/context.ts';
import { alreadyExists, validationError } from './errors.ts';
import { groupNetwork } from './groupNetwork.ts';
import {
  checkBounds,
  checkDesired,
  plainSettings,
  refuseUnbuiltSettings,
} from './groupSettings.ts';
import { putGroup } from './groups.ts';
import { checkedTemplate } from './launchTemplates.ts';
import { putLifecycleHook } from './lifecycleHooks.ts';
import type { AutoScalingOperations } from './service.ts';
import { mergeTags } from './tags.ts';
import { targetGroupArns, trafficSources } from './trafficSources.ts';

export const createGroupOperations: AutoScalingOperations = {
  CreateAutoScalingGroup(input, context) {
    const name = input.AutoScalingGroupName ?? '';
    refuseUnbuiltSettings('CreateAutoScalingGroup', input);
    if (autoScalingTables(context.store).groups.get(name)) throw alreadyExists(name);
    const row = newGroup(name, input, context);
    const reason = 'a user request created an AutoScalingGroup';
    putGroup(context, withCapacity(row, desiredOf(input), reason, context.now()));
    for (const hook of input.LifecycleHookSpecificationList ?? []) {
      putLifecycleHook(context, { ...hook, AutoScalingGroupName: name });
    }
    return {};
  },
};

function desiredOf({ MinSize = 0, DesiredCapacity = MinSize }: CreateAutoScalingGroupType): number {
  return DesiredCapacity;
}

/** Without instances yet, so that the change to what is desired has its cause. */
function newGroup(name: string, input: CreateAutoScalingGroupType, context: Context): GroupRow {
  const { MinSize = 0, MaxSize = 0 } = input;
  checkBounds({ MinSize, MaxSize });
  checkDesired({ MinSize, MaxSize }, desiredOf(input));
  if (!input.LaunchTemplate) {
    throw validationError(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or ' +
        'MixedInstancesPolicy parameter.',
    );
  }
  const { accountId, regionName, now } = context;
  const scope = `arn:aws:autoscaling:${regionName}:${accountId}:autoScalingGroup`;
  const TargetGroupARNs = targetGroupArns(context, input);
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: `${scope}:${randomUUID()}:autoScalingGroupName/${name}`,
    LaunchTemplate: checkedTemplate(context, input.LaunchTemplate),
    MinSize,
    MaxSize,
    DesiredCapacity: 0,
    DefaultCooldown: 300,
    ...groupNetwork(context, input),
    LoadBalancerNames: [],
    TargetGroupARNs,
    TrafficSources: trafficSources(TargetGroupARNs),
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 0,
    CreatedTime: now(),
    SuspendedProcesses: [],
    EnabledMetrics: [],
    Tags: mergeTags(name, [], input.Tags),
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN: `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    DeletionProtection: 'none',
    AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-best-effort' },
    AvailabilityZoneImpairmentPolicy: {
      ZonalShiftEnabled: false,
      ImpairedZoneHealthCheckBehavior: 'IgnoreUnhealthy',
    },
    CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
    ...plainSettings(context, input),
  };
}
