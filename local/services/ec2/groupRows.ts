// Security groups and their rules, as the operations on both find and keep them.

import type { ReferencedSecurityGroup, Tag, UserIdGroupPair } from '@aws-sdk/client-ec2';
import {
  type Ec2Tables,
  ec2Tables,
  type SecurityGroupRow,
  type SecurityGroupRuleRow,
} from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { resourceArn } from './arns.ts';
import { byId } from './describe.ts';
import { invalidParameterValue, kinds } from './errors.ts';
import type { Permitted, References } from './permissions.ts';
import { prefixListsOf } from './prefixLists.ts';
import { putTags } from './tagSpecifications.ts';

/** @throws AwsError `VPCIdNotSpecified` where there is none */
export function defaultVpcId({ vpcs }: Ec2Tables): string {
  const vpc = vpcs.list().find(({ IsDefault }) => IsDefault);
  if (vpc) return vpc.VpcId;
  throw new AwsError(
    'VPCIdNotSpecified',
    'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.',
  );
}

/**
 * The group that a request names: by id, or by a name in the default VPC.
 *
 * @throws AwsError where it names none
 */
export function findSecurityGroup(
  tables: Ec2Tables,
  {
    GroupId,
    GroupName,
  }: { readonly GroupId?: string | undefined; readonly GroupName?: string | undefined },
): SecurityGroupRow {
  if (GroupId !== undefined) return byId(tables.securityGroups, kinds.securityGroup, GroupId);
  if (GroupName === undefined) {
    throw new AwsError(
      'MissingParameter',
      'The request must contain the parameter groupName or groupId',
    );
  }
  const VpcId = defaultVpcId(tables);
  const group = tables.securityGroups
    .list()
    .find((row) => row.VpcId === VpcId && row.GroupName === GroupName);
  if (group) return group;
  throw new AwsError(
    kinds.securityGroup.notFoundCode,
    `The security group '${GroupName}' does not exist in default VPC '${VpcId}'`,
  );
}

/** What rules of this group may refer to: groups of its VPC, and the prefix lists of the region. */
export function referencesFor(
  { store, regionName }: Context,
  { VpcId }: SecurityGroupRow,
): References {
  const tables = ec2Tables(store);
  return {
    group: (pair) => referencedGroup(tables, VpcId, pair),
    prefixListId(id) {
      if (prefixListsOf(regionName).some(({ PrefixListId }) => PrefixListId === id)) return id;
      throw new AwsError(
        'InvalidPrefixListID.NotFound',
        `The prefix list ID '${id}' does not exist`,
      );
    },
  };
}

/** The rules of a group, in the order in which they were made. */
export function rulesIn(
  { securityGroupRules }: Ec2Tables,
  GroupId: string,
  isEgress?: boolean,
): SecurityGroupRuleRow[] {
  return securityGroupRules
    .list()
    .filter((rule) => rule.GroupId === GroupId)
    .filter(({ IsEgress }) => isEgress === undefined || IsEgress === isEgress);
}

/** Makes rules of what is known to be permissible. */
export function putRules(
  context: Context,
  GroupId: string,
  IsEgress: boolean,
  permitted: readonly Permitted[],
  tags: readonly Tag[] = [],
): SecurityGroupRuleRow[] {
  const tables = ec2Tables(context.store);
  return permitted.map((rule) => {
    const SecurityGroupRuleId = newId('sgr');
    const row: SecurityGroupRuleRow = {
      ...rule,
      SecurityGroupRuleId,
      SecurityGroupRuleArn: resourceArn(context, 'security-group-rule', SecurityGroupRuleId),
      GroupId,
      GroupOwnerId: context.accountId,
      IsEgress,
    };
    tables.securityGroupRules.put(SecurityGroupRuleId, row);
    putTags(tables, SecurityGroupRuleId, tags);
    return row;
  });
}

function referencedGroup(
  tables: Ec2Tables,
  VpcId: string,
  { GroupId, GroupName }: UserIdGroupPair,
): ReferencedSecurityGroup {
  const isDefaultVpc = tables.vpcs.get(VpcId)?.IsDefault === true;
  if (GroupId === undefined && GroupName !== undefined && !isDefaultVpc) {
    throw invalidParameterValue(
      `Invalid value '${GroupName}' for groupName. You may not reference Amazon VPC security ` +
        'groups by name. Please use the corresponding id for this operation.',
    );
  }
  const group = findSecurityGroup(tables, { GroupId, GroupName });
  if (group.VpcId !== VpcId) {
    throw new AwsError(
      kinds.securityGroup.notFoundCode,
      'You have specified two resources that belong to different networks.',
    );
  }
  return { GroupId: group.GroupId, UserId: group.OwnerId };
}
