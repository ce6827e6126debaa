// What sends requests to a group's instances: target groups, which are attached under two names. The
// controllers register instances there, and deregister those that leave the group.

import type { TrafficSourceIdentifier } from '@aws-sdk/client-auto-scaling';
import { autoScalingTables, type GroupRow } from '../../store/autoScaling.ts';
import { elbv2Tables } from '../../store/elbv2.ts';
import { instancesOf } from '../../store/groupRecords.ts';
import { deregisterInstance } from '../elbv2/targetRows.ts';
import type { Context } from '../shared/context.ts';
import { validationError } from './errors.ts';
import { changeableGroup, groupNamed, putGroup } from './groups.ts';
import { notBuilt } from './notBuilt.ts';
import { page } from './pages.ts';
import type { AutoScalingOperations } from './service.ts';

export const trafficSourceOperations: AutoScalingOperations = {
  AttachLoadBalancerTargetGroups: (input, context) => attach(context, input),
  AttachTrafficSources: (input, context) => attach(context, input),
  DetachLoadBalancerTargetGroups: (input, context) => detach(context, input),
  DetachTrafficSources: (input, context) => detach(context, input),

  DescribeLoadBalancerTargetGroups(input, context) {
    const row = groupNamed(context, input.AutoScalingGroupName);
    const { items, next } = page(row.TargetGroupARNs, (arn) => arn, input, 100);
    const LoadBalancerTargetGroups = items.map((LoadBalancerTargetGroupARN) => ({
      LoadBalancerTargetGroupARN,
      State: stateOf(context, row, LoadBalancerTargetGroupARN),
    }));
    return { LoadBalancerTargetGroups, ...next };
  },

  DescribeTrafficSources(input, context) {
    const row = groupNamed(context, input.AutoScalingGroupName);
    const isShown = (input.TrafficSourceType ?? 'elbv2') === 'elbv2';
    const { items, next } = page(isShown ? row.TargetGroupARNs : [], (arn) => arn, input);
    const TrafficSources = items.map((Identifier) => ({
      TrafficSource: Identifier,
      Identifier,
      Type: 'elbv2',
      State: stateOf(context, row, Identifier),
    }));
    return { TrafficSources, ...next };
  },

  DescribeLoadBalancers(input, context) {
    groupNamed(context, input.AutoScalingGroupName);
    return { LoadBalancers: [] };
  },
};

type Attached = {
  readonly AutoScalingGroupName?: string | undefined;
  readonly TargetGroupARNs?: readonly string[] | undefined;
  readonly TrafficSources?: readonly TrafficSourceIdentifier[] | undefined;
};

/** @throws AwsError `ValidationError` for target groups that are none, or whose targets are no instances */
export function targetGroupArns(
  { store }: Context,
  { TargetGroupARNs = [], TrafficSources = [] }: Attached,
): string[] {
  const table = elbv2Tables(store).targetGroups;
  const arns = [...new Set([...TargetGroupARNs, ...TrafficSources.map(identifierOf)])];
  for (const arn of arns) {
    const found = table.get(arn);
    if (!found) {
      throw validationError(
        'Provided Target Groups may not be valid. Please ensure they exist and try again.',
      );
    }
    if (found.TargetType !== 'instance') {
      throw validationError(
        `Provided Target Groups must have target type instance: ${arn} has ${found.TargetType}`,
      );
    }
  }
  return arns;
}

/** As groups show them beside their `TargetGroupARNs`. */
export function trafficSources(TargetGroupARNs: readonly string[]): TrafficSourceIdentifier[] {
  return TargetGroupARNs.map((Identifier) => ({ Identifier, Type: 'elbv2' }));
}

function attach(context: Context, input: Attached): object {
  const row = changeableGroup(context, input.AutoScalingGroupName);
  const added = targetGroupArns(context, input);
  putTargetGroups(context, row, [...new Set([...row.TargetGroupARNs, ...added])]);
  return {};
}

function detach(context: Context, { TargetGroupARNs = [], ...input }: Attached): object {
  const row = changeableGroup(context, input.AutoScalingGroupName);
  const removed = [...TargetGroupARNs, ...(input.TrafficSources ?? []).map(identifierOf)];
  if (removed.some((arn) => !row.TargetGroupARNs.includes(arn))) {
    throw validationError('Trying to remove Target Groups that are not part of the group');
  }
  putTargetGroups(
    context,
    row,
    row.TargetGroupARNs.filter((arn) => !removed.includes(arn)),
  );
  const members = instancesOf(autoScalingTables(context.store), row.AutoScalingGroupName);
  for (const arn of removed) {
    for (const { InstanceId } of members) deregisterInstance(context, arn, InstanceId);
  }
  return {};
}

function putTargetGroups(context: Context, row: GroupRow, TargetGroupARNs: string[]): void {
  putGroup(context, { ...row, TargetGroupARNs, TrafficSources: trafficSources(TargetGroupARNs) });
}

function identifierOf({ Identifier = '', Type = 'elbv2' }: TrafficSourceIdentifier): string {
  if (Type !== 'elbv2') throw notBuilt(`traffic sources of type ${Type}`);
  return Identifier;
}

/** `InService` as soon as one of the group's instances is healthy there. */
function stateOf({ store }: Context, { AutoScalingGroupName }: GroupRow, arn: string): string {
  const serving = instancesOf(autoScalingTables(store), AutoScalingGroupName)
    .filter(({ LifecycleState }) => LifecycleState === 'InService')
    .map(({ InstanceId }) => InstanceId);
  const targets = elbv2Tables(store)
    .targets.list()
    .filter((row) => row.TargetGroupArn === arn && serving.includes(row.Id));
  if (targets.some(({ TargetHealth }) => TargetHealth.State === 'healthy')) return 'InService';
  return serving.every((id) => targets.some((row) => row.Id === id)) ? 'Added' : 'Adding';
}
