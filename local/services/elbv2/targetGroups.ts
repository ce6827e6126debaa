// Target groups: whom load balancers send requests to, and how they ask whether those are healthy.

import { isDeepStrictEqual } from 'node:util';
import type {
  CreateTargetGroupInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ec2Tables } from '../../store/ec2.ts';
import {
  type Elbv2Tables,
  elbv2Tables,
  type TargetGroupRow,
  targetKey,
} from '../../store/elbv2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { targetGroupArn } from './arns.ts';
import { defaultAttributes } from './attributes.ts';
import { duplicateName, kinds, someNotFound, validationError } from './errors.ts';
import { defaultHealthChecks, healthChecksFor } from './healthChecks.ts';
import { checkLimit } from './limits.ts';
import { checkName } from './names.ts';
import { notBuilt } from './notBuilt.ts';
import { page } from './pages.ts';
import { byArn, byArns, checkArn } from './records.ts';
import type { Elbv2Operations } from './service.ts';
import { hasOtherTags, putTags } from './tags.ts';
import { targetGroupAttributes } from './targetGroupAttributeTable.ts';
import { groupsOf, loadBalancersByGroup, loadBalancersOf } from './targetGroupUse.ts';

export const targetGroupOperations: Elbv2Operations = {
  CreateTargetGroup(input, context) {
    checkBuilt(input);
    const tables = elbv2Tables(context.store);
    const TargetGroupName = checkName(kinds.targetGroup, input.Name ?? '');
    const row = newTargetGroup(context, TargetGroupName, input);
    const existing = tables.targetGroups
      .list()
      .find((each) => each.TargetGroupName === TargetGroupName);
    if (existing) {
      const { TargetGroupArn } = existing;
      if (!hasSettings(existing, row) || hasOtherTags(tables, TargetGroupArn, input.Tags)) {
        throw duplicateName(kinds.targetGroup, TargetGroupName);
      }
      return { TargetGroups: [shownTargetGroup(tables, existing)] };
    }
    checkLimit('target-groups', tables.targetGroups.list().length + 1, 'TooManyTargetGroups');
    tables.targetGroups.put(row.TargetGroupArn, row);
    putTags(tables, row.TargetGroupArn, input.Tags);
    return { TargetGroups: [shownTargetGroup(tables, row)] };
  },

  DescribeTargetGroups({ LoadBalancerArn, TargetGroupArns, Names, ...request }, { store }) {
    const tables = elbv2Tables(store);
    const criteria = [LoadBalancerArn, TargetGroupArns?.length, Names?.length];
    if (criteria.filter(Boolean).length > 1) {
      throw validationError(
        'Load balancer ARN, target group names and target group ARNs cannot be specified at the same time',
      );
    }
    const { items, marks } = page(
      chosen(tables, LoadBalancerArn, TargetGroupArns, Names),
      ({ TargetGroupArn }) => TargetGroupArn,
      request,
    );
    const uses = loadBalancersByGroup(tables);
    return {
      TargetGroups: items.map((row) => shownTargetGroup(tables, row, uses)),
      ...marks,
    };
  },

  ModifyTargetGroup({ TargetGroupArn, ...input }, { store }) {
    const tables = elbv2Tables(store);
    const before = byArn(tables.targetGroups, kinds.targetGroup, TargetGroupArn);
    const row = { ...before, ...healthChecksFor(before, input) };
    tables.targetGroups.put(row.TargetGroupArn, row);
    return { TargetGroups: [shownTargetGroup(tables, row)] };
  },

  /** As AWS does, says nothing of one that there is not. */
  DeleteTargetGroup({ TargetGroupArn = '' }, { store }) {
    checkArn(kinds.targetGroup, TargetGroupArn);
    const tables = elbv2Tables(store);
    if (loadBalancersOf(tables, TargetGroupArn).length > 0) {
      throw new AwsError(
        'ResourceInUse',
        `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
      );
    }
    for (const target of tables.targets.list()) {
      if (target.TargetGroupArn === TargetGroupArn) tables.targets.delete(targetKey(target));
    }
    tables.targetGroups.delete(TargetGroupArn);
    tables.tags.delete(TargetGroupArn);
    return {};
  },
};

function checkBuilt({
  TargetType = 'instance',
  ProtocolVersion,
  IpAddressType = 'ipv4',
  ...input
}: CreateTargetGroupInput): void {
  const what = 'CreateTargetGroup';
  if (TargetType !== 'instance') throw notBuilt(`${what} with targets of type ${TargetType}`);
  if (input.Protocol === undefined) throw validationError('A protocol must be specified');
  if (input.Protocol !== 'HTTP') throw notBuilt(`${what} with protocol ${input.Protocol}`);
  // Terraform sends an empty one.
  if (ProtocolVersion && ProtocolVersion !== 'HTTP1')
    throw notBuilt(`${what} with version ${ProtocolVersion}`);
  if (IpAddressType !== 'ipv4') throw notBuilt(`${what} with IPv6`);
  if (input.TargetControlPort !== undefined) throw notBuilt(`${what} with a target optimizer`);
  if (input.Port === undefined) throw validationError('A port must be specified');
  if (input.VpcId === undefined) throw validationError('A VPC ID must be specified');
}

function newTargetGroup(
  context: Context,
  TargetGroupName: string,
  input: CreateTargetGroupInput,
): TargetGroupRow {
  const { Port = 0, VpcId = '' } = input;
  if (!ec2Tables(context.store).vpcs.get(VpcId)) {
    throw validationError(`The VPC ID '${VpcId}' is not found`);
  }
  return {
    TargetGroupArn: targetGroupArn(context, TargetGroupName),
    TargetGroupName,
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port,
    VpcId,
    TargetType: 'instance',
    IpAddressType: 'ipv4',
    ...healthChecksFor(defaultHealthChecks, input),
    attributes: defaultAttributes(targetGroupAttributes),
  };
}

function hasSettings(existing: TargetGroupRow, wanted: TargetGroupRow): boolean {
  const settingsOf = ({ TargetGroupArn: _, attributes: __, ...settings }: TargetGroupRow) =>
    settings;
  return isDeepStrictEqual(settingsOf(existing), settingsOf(wanted));
}

function shownTargetGroup(
  tables: Elbv2Tables,
  { attributes: _, ...row }: TargetGroupRow,
  uses = loadBalancersByGroup(tables),
): TargetGroup {
  return { ...row, LoadBalancerArns: [...(uses.get(row.TargetGroupArn) ?? [])] };
}

function chosen(
  tables: Elbv2Tables,
  LoadBalancerArn: string | undefined,
  TargetGroupArns: readonly string[] = [],
  Names: readonly string[] = [],
): TargetGroupRow[] {
  const { targetGroups, loadBalancers } = tables;
  if (LoadBalancerArn !== undefined) {
    const row = byArn(loadBalancers, kinds.loadBalancer, LoadBalancerArn);
    return groupsOf(tables, row.LoadBalancerArn).flatMap((arn) => targetGroups.get(arn) ?? []);
  }
  if (TargetGroupArns.length > 0) return byArns(targetGroups, kinds.targetGroup, TargetGroupArns);
  const all = targetGroups.list();
  if (Names.length === 0) return all;
  if (Names.some((name) => !all.some((row) => row.TargetGroupName === name))) {
    throw someNotFound(kinds.targetGroup);
  }
  return all.filter(({ TargetGroupName }) => Names.includes(TargetGroupName));
}
