// The rules of security groups: each permits traffic of one kind, from or to one source.

import type { IpPermission, RevokedSecurityGroupRule, TagSpecification } from '@aws-sdk/client-ec2';
import {
  type Ec2Tables,
  ec2Tables,
  type SecurityGroupRow,
  type SecurityGroupRuleRow,
} from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { byIds, describe } from './describe.ts';
import { invalidParameterValue, kinds, notFound } from './errors.ts';
import { findSecurityGroup, putRules, referencesFor, rulesIn } from './groupRows.ts';
import { notBuilt } from './notBuilt.ts';
import { identityOf, type Permitted, permissionsOf, rulesOf, ruleText } from './permissions.ts';
import type { Ec2Operations } from './service.ts';
import { tagsFor } from './tagSpecifications.ts';

export const securityGroupRuleOperations: Ec2Operations = {
  AuthorizeSecurityGroupIngress: (input, context) => authorize(context, input, false),
  AuthorizeSecurityGroupEgress: (input, context) => authorize(context, input, true),
  RevokeSecurityGroupIngress: (input, context) => revoke(context, input, false),
  RevokeSecurityGroupEgress: (input, context) => revoke(context, input, true),

  DescribeSecurityGroupRules(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tables.securityGroupRules,
      kinds.securityGroupRule,
      ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
      { ...input, ids: input.SecurityGroupRuleIds },
      {
        'group-id': ({ GroupId }) => GroupId,
        'security-group-rule-id': ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
      },
    );
    return { SecurityGroupRules: items, NextToken: nextToken };
  },
};

/** A request's rules: in permissions, or one in the members of the request itself. */
type RulesRequest = {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly IpPermissions?: readonly IpPermission[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
  readonly SourceSecurityGroupName?: string | undefined;
  readonly TagSpecifications?: readonly TagSpecification[] | undefined;
  readonly SecurityGroupRuleIds?: readonly string[] | undefined;
};

/** AWS's default quota, of each direction and family of addresses. */
const maxRules = 60;

function authorize(context: Context, input: RulesRequest, isEgress: boolean) {
  const tables = ec2Tables(context.store);
  const group = findSecurityGroup(tables, input);
  const tags = tagsFor('security-group-rule', input.TagSpecifications);
  const added = requestedRules(context, group, input);
  checkDistinct(added);
  checkNew(added, rulesIn(tables, group.GroupId, isEgress));
  checkQuota([...rulesIn(tables, group.GroupId, isEgress), ...added]);
  const rules = putRules(context, group.GroupId, isEgress, added, tags);
  return { Return: true, SecurityGroupRules: rules.map((rule) => ({ ...rule, Tags: tags })) };
}

function revoke(context: Context, input: RulesRequest, isEgress: boolean) {
  const tables = ec2Tables(context.store);
  const group = findSecurityGroup(tables, input);
  const existing = rulesIn(tables, group.GroupId, isEgress);
  const { found, unknown } = input.SecurityGroupRuleIds?.length
    ? { found: rulesById(tables, existing, input.SecurityGroupRuleIds), unknown: [] }
    : matchingRules(existing, requestedRules(context, group, input));
  const isDefaultVpc = tables.vpcs.get(group.VpcId)?.IsDefault === true;
  if (unknown.length > 0 && !isDefaultVpc) throw ruleNotFound();
  for (const { SecurityGroupRuleId } of found) {
    tables.securityGroupRules.delete(SecurityGroupRuleId);
    tables.tags.delete(SecurityGroupRuleId);
  }
  return {
    Return: true,
    RevokedSecurityGroupRules: found.map(revoked),
    UnknownIpPermissions: permissionsOf(unknown),
  };
}

/** @throws AwsError `InvalidPermission.Duplicate` for a rule that the group has */
export function checkNew(added: readonly Permitted[], existing: readonly Permitted[]): void {
  const identities = new Set(existing.map(identityOf));
  const duplicate = added.find((rule) => identities.has(identityOf(rule)));
  if (!duplicate) return;
  throw new AwsError(
    'InvalidPermission.Duplicate',
    `the specified rule ${ruleText(duplicate)} already exists`,
  );
}

/** The rules that permit what is wanted, and what none permits. */
export function matchingRules<Wanted extends Permitted>(
  existing: readonly SecurityGroupRuleRow[],
  wanted: readonly Wanted[],
): { readonly found: SecurityGroupRuleRow[]; readonly unknown: Wanted[] } {
  const byIdentity = new Map(existing.map((rule) => [identityOf(rule), rule]));
  return {
    found: wanted.flatMap((rule) => byIdentity.get(identityOf(rule)) ?? []),
    unknown: wanted.filter((rule) => !byIdentity.has(identityOf(rule))),
  };
}

/** @throws AwsError for ids that name no rule, or none of `existing` */
export function rulesById(
  { securityGroupRules }: Ec2Tables,
  existing: readonly SecurityGroupRuleRow[],
  ids: readonly string[],
): SecurityGroupRuleRow[] {
  const rules = byIds(securityGroupRules, kinds.securityGroupRule, [...new Set(ids)]);
  const foreign = rules.filter((rule) => !existing.includes(rule));
  if (foreign.length === 0) return rules;
  throw notFound(kinds.securityGroupRule, ...foreign.map((rule) => rule.SecurityGroupRuleId));
}

export function ruleNotFound(): AwsError {
  return new AwsError(
    'InvalidPermission.NotFound',
    'The specified rule does not exist in this security group.',
  );
}

export function checkDistinct(rules: readonly Permitted[]): void {
  if (new Set(rules.map(identityOf)).size === rules.length) return;
  throw invalidParameterValue('The same permission must not appear multiple times');
}

/** Rules of IPv4 and of IPv6 count apart; those of groups and prefix lists count as both. */
function checkQuota(rules: readonly Permitted[]): void {
  const ipv4 = rules.filter(({ CidrIpv6 }) => CidrIpv6 === undefined).length;
  const ipv6 = rules.filter(({ CidrIpv4 }) => CidrIpv4 === undefined).length;
  if (Math.max(ipv4, ipv6) <= maxRules) return;
  throw new AwsError(
    'RulesPerSecurityGroupLimitExceeded',
    'The maximum number of rules per security group has been reached.',
  );
}

function requestedRules(
  context: Context,
  group: SecurityGroupRow,
  { IpPermissions, IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName }: RulesRequest,
): Permitted[] {
  if (SourceSecurityGroupName !== undefined) {
    throw notBuilt('AuthorizeSecurityGroupIngress with SourceSecurityGroupName');
  }
  const references = referencesFor(context, group);
  if (IpPermissions?.length) return IpPermissions.flatMap((each) => rulesOf(each, references));
  if (IpProtocol === undefined) {
    throw new AwsError(
      'MissingParameter',
      "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.",
    );
  }
  const IpRanges = CidrIp === undefined ? [] : [{ CidrIp }];
  return rulesOf({ IpProtocol, FromPort, ToPort, IpRanges }, references);
}

function revoked(rule: SecurityGroupRuleRow): RevokedSecurityGroupRule {
  const { ReferencedGroupInfo, SecurityGroupRuleArn: _, GroupOwnerId: __, ...rest } = rule;
  return {
    ...rest,
    ...(ReferencedGroupInfo && { ReferencedGroupId: ReferencedGroupInfo.GroupId }),
  };
}
