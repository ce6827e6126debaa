// Changes of rules that exist: they keep their ids and tags.

import type {
  IpPermission,
  SecurityGroupRuleDescription,
  SecurityGroupRuleRequest,
} from '@aws-sdk/client-ec2';
import { ec2Tables, type SecurityGroupRow, type SecurityGroupRuleRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { invalidParameterCombination, invalidParameterValue } from './errors.ts';
import { findSecurityGroup, referencesFor, rulesIn } from './groupRows.ts';
import { described, type Permitted, rulesOf } from './permissions.ts';
import {
  checkDistinct,
  checkNew,
  matchingRules,
  ruleNotFound,
  rulesById,
} from './securityGroupRules.ts';
import type { Ec2Operations } from './service.ts';

export const securityGroupRuleChangeOperations: Ec2Operations = {
  ModifySecurityGroupRules({ GroupId = '', SecurityGroupRules = [] }, context) {
    const tables = ec2Tables(context.store);
    const group = findSecurityGroup(tables, { GroupId });
    const existing = rulesIn(tables, GroupId);
    const ids = SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId);
    if (new Set(ids).size < ids.length) {
      throw invalidParameterValue('The same security group rule must not appear multiple times');
    }
    const changed = rulesById(tables, existing, ids).map((rule, index) =>
      changeRule(context, group, rule, SecurityGroupRules[index]?.SecurityGroupRule),
    );
    for (const isEgress of [false, true]) {
      const inDirection = changed.filter(({ IsEgress }) => IsEgress === isEgress);
      const others = existing
        .filter(({ IsEgress }) => IsEgress === isEgress)
        .filter(({ SecurityGroupRuleId }) => !ids.includes(SecurityGroupRuleId));
      checkDistinct(inDirection);
      checkNew(inDirection, others);
    }
    for (const rule of changed) tables.securityGroupRules.put(rule.SecurityGroupRuleId, rule);
    return { Return: true };
  },

  UpdateSecurityGroupRuleDescriptionsIngress: (input, context) =>
    describeRules(context, input, false),
  UpdateSecurityGroupRuleDescriptionsEgress: (input, context) =>
    describeRules(context, input, true),
};

type DescriptionsRequest = {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly IpPermissions?: readonly IpPermission[] | undefined;
  readonly SecurityGroupRuleDescriptions?: readonly SecurityGroupRuleDescription[] | undefined;
};

/** A description that is not given is taken away. */
function describeRules(
  context: Context,
  { IpPermissions = [], SecurityGroupRuleDescriptions = [], ...input }: DescriptionsRequest,
  isEgress: boolean,
) {
  const tables = ec2Tables(context.store);
  const group = findSecurityGroup(tables, input);
  if (IpPermissions.length > 0 === SecurityGroupRuleDescriptions.length > 0) {
    throw invalidParameterCombination(
      'Expected one of IpPermissions, SecurityGroupRuleDescriptions',
    );
  }
  const existing = rulesIn(tables, group.GroupId, isEgress);
  const put = ({ Description: _, ...rule }: SecurityGroupRuleRow, text: string | undefined) =>
    tables.securityGroupRules.put(rule.SecurityGroupRuleId, { ...rule, ...described(text) });

  for (const { SecurityGroupRuleId = '', Description } of SecurityGroupRuleDescriptions) {
    for (const rule of rulesById(tables, existing, [SecurityGroupRuleId])) put(rule, Description);
  }
  const references = referencesFor(context, group);
  for (const wanted of IpPermissions.flatMap((each) => rulesOf(each, references))) {
    const [rule] = matchingRules(existing, [wanted]).found;
    if (!rule) throw ruleNotFound();
    put(rule, wanted.Description);
  }
  return { Return: true };
}

function changeRule(
  context: Context,
  group: SecurityGroupRow,
  {
    SecurityGroupRuleId,
    SecurityGroupRuleArn,
    GroupId,
    GroupOwnerId,
    IsEgress,
    ...old
  }: SecurityGroupRuleRow,
  request: SecurityGroupRuleRequest | undefined,
): SecurityGroupRuleRow {
  const permitted = requestedRule(context, group, request ?? {});
  const [before, after] = [kindOfSource(old), kindOfSource(permitted)];
  if (before !== after) {
    throw invalidParameterValue(
      `Invalid rule type for security group rule '${SecurityGroupRuleId}'. You may not specify ${after} for existing ${before} rule`,
    );
  }
  return {
    SecurityGroupRuleId,
    SecurityGroupRuleArn,
    GroupId,
    GroupOwnerId,
    IsEgress,
    ...permitted,
  };
}

function requestedRule(
  context: Context,
  group: SecurityGroupRow,
  request: SecurityGroupRuleRequest,
): Permitted {
  const { CidrIpv4: CidrIp, CidrIpv6, PrefixListId, ReferencedGroupId, Description } = request;
  const { IpProtocol, FromPort, ToPort } = request;
  const rules = rulesOf(
    {
      IpProtocol,
      FromPort,
      ToPort,
      ...(CidrIp !== undefined && { IpRanges: [{ CidrIp, Description }] }),
      ...(CidrIpv6 !== undefined && { Ipv6Ranges: [{ CidrIpv6, Description }] }),
      ...(PrefixListId !== undefined && { PrefixListIds: [{ PrefixListId, Description }] }),
      ...(ReferencedGroupId !== undefined && {
        UserIdGroupPairs: [{ GroupId: ReferencedGroupId, Description }],
      }),
    },
    referencesFor(context, group),
  );
  const [rule, ...more] = rules;
  if (rule && more.length === 0) return rule;
  throw new AwsError(
    'InvalidPermission.Malformed',
    `A rule has one source: got ${rules.length} of CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId`,
  );
}

function kindOfSource({ CidrIpv4, CidrIpv6, PrefixListId }: Permitted): string {
  if (CidrIpv4 !== undefined) return 'CidrIpv4';
  if (CidrIpv6 !== undefined) return 'CidrIpv6';
  return PrefixListId !== undefined ? 'PrefixListId' : 'ReferencedGroupId';
}
