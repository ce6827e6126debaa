// Security groups. Their rules are records of their own, of which the permissions shown are made.

import type { IpPermission } from '@aws-sdk/client-ec2';
import {
  type Ec2Tables,
  ec2Tables,
  type SecurityGroupRow,
  type SecurityGroupRuleRow,
} from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import type { Filterable } from '../shared/filters.ts';
import { newId } from '../shared/ids.ts';
import { resourceArn } from './arns.ts';
import { byId, describe } from './describe.ts';
import { dependencyViolation, invalidParameterValue, kinds } from './errors.ts';
import { defaultVpcId, findSecurityGroup, putRules, rulesIn } from './groupRows.ts';
import { permissionsOf } from './permissions.ts';
import type { Ec2Operations } from './service.ts';
import { tableView } from './tableView.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

export const securityGroupOperations: Ec2Operations = {
  CreateSecurityGroup(input, context) {
    const tables = ec2Tables(context.store);
    const GroupName = checkName(input.GroupName ?? '');
    const Description = checkText('GroupDescription', input.Description ?? '');
    const VpcId = input.VpcId ?? defaultVpcId(tables);
    byId(tables.vpcs, kinds.vpc, VpcId);
    const isTaken = tables.securityGroups
      .list()
      .some((row) => row.VpcId === VpcId && row.GroupName === GroupName);
    if (isTaken) {
      throw new AwsError(
        'InvalidGroup.Duplicate',
        `The security group '${GroupName}' already exists for VPC '${VpcId}'`,
      );
    }
    const Tags = tagsFor('security-group', input.TagSpecifications);
    const { GroupId, SecurityGroupArn } = putSecurityGroup(context, {
      GroupName,
      Description,
      VpcId,
    });
    putTags(tables, GroupId, Tags);
    return { GroupId, SecurityGroupArn, Tags };
  },

  DescribeSecurityGroups(input, { store }) {
    const tables = ec2Tables(store);
    const named = (input.GroupNames ?? []).map(
      (GroupName) => findSecurityGroup(tables, { GroupName }).GroupId,
    );
    const { items, nextToken } = describe(
      tables,
      tableView(tables.securityGroups, (row) => securityGroupView(tables, row)),
      kinds.securityGroup,
      ({ GroupId }) => GroupId,
      { ...input, ids: [...(input.GroupIds ?? []), ...named] },
      {
        ...permissionFilters('ip-permission', ({ IpPermissions }) => IpPermissions),
        ...permissionFilters('egress.ip-permission', (group) => group.IpPermissionsEgress),
        description: ({ Description }) => Description,
        'group-id': ({ GroupId }) => GroupId,
        'group-name': ({ GroupName }) => GroupName,
        'owner-id': ({ OwnerId }) => OwnerId,
        'vpc-id': ({ VpcId }) => VpcId,
      },
    );
    return { SecurityGroups: items, NextToken: nextToken };
  },

  DeleteSecurityGroup(input, { store }) {
    const tables = ec2Tables(store);
    const { GroupId, GroupName } = findSecurityGroup(tables, input);
    if (GroupName === 'default') {
      throw new AwsError(
        'CannotDelete',
        `the specified group: "${GroupId}" name: "${GroupName}" cannot be deleted by a user`,
      );
    }
    if (isUsed(tables, GroupId)) {
      throw dependencyViolation(`resource ${GroupId} has a dependent object`);
    }
    deleteSecurityGroup(tables, GroupId);
    return { Return: true, GroupId };
  },
};

/** A group that lets nothing in and everything out, as AWS makes them. */
export function putSecurityGroup(
  context: Context,
  group: Pick<SecurityGroupRow, 'GroupName' | 'Description' | 'VpcId'>,
): SecurityGroupRow {
  const GroupId = newId('sg');
  const row: SecurityGroupRow = {
    ...group,
    GroupId,
    OwnerId: context.accountId,
    SecurityGroupArn: resourceArn(context, 'security-group', GroupId),
  };
  ec2Tables(context.store).securityGroups.put(GroupId, row);
  putRules(context, GroupId, true, [{ ...everything, CidrIpv4: '0.0.0.0/0' }]);
  return row;
}

/** The group that a VPC is made with: its members reach one another. */
export function putDefaultSecurityGroup(context: Context, VpcId: string): void {
  const { GroupId } = putSecurityGroup(context, {
    GroupName: 'default',
    Description: 'default VPC security group',
    VpcId,
  });
  const ReferencedGroupInfo = { GroupId, UserId: context.accountId };
  putRules(context, GroupId, false, [{ ...everything, ReferencedGroupInfo }]);
}

/** Deletes a group with its rules and tags. */
export function deleteSecurityGroup(tables: Ec2Tables, GroupId: string): void {
  for (const { SecurityGroupRuleId } of rulesIn(tables, GroupId)) {
    tables.securityGroupRules.delete(SecurityGroupRuleId);
    tables.tags.delete(SecurityGroupRuleId);
  }
  tables.securityGroups.delete(GroupId);
  tables.tags.delete(GroupId);
}

const everything = { IpProtocol: '-1', FromPort: -1, ToPort: -1 } as const;

function isUsed(tables: Ec2Tables, GroupId: string): boolean {
  const isReferenced = (rule: SecurityGroupRuleRow) =>
    rule.GroupId !== GroupId && rule.ReferencedGroupInfo?.GroupId === GroupId;
  return (
    tables.securityGroupRules.list().some(isReferenced) ||
    tables.networkInterfaces
      .list()
      .some(({ Groups }) => Groups.some((group) => group.GroupId === GroupId))
  );
}

type SecurityGroupView = SecurityGroupRow & {
  readonly IpPermissions: IpPermission[];
  readonly IpPermissionsEgress: IpPermission[];
};

function securityGroupView(tables: Ec2Tables, row: SecurityGroupRow): SecurityGroupView {
  const rules = rulesIn(tables, row.GroupId);
  return {
    ...row,
    IpPermissions: permissionsOf(rules.filter(({ IsEgress }) => !IsEgress)),
    IpPermissionsEgress: permissionsOf(rules.filter(({ IsEgress }) => IsEgress)),
  };
}

function permissionFilters(
  prefix: string,
  permissionsIn: (group: SecurityGroupView) => readonly IpPermission[],
): Filterable<SecurityGroupView> {
  const each =
    <Value>(valuesOf: (permission: IpPermission) => readonly Value[]) =>
    (group: SecurityGroupView) =>
      permissionsIn(group).flatMap(valuesOf);
  return {
    [`${prefix}.cidr`]: each(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp)),
    [`${prefix}.from-port`]: each(({ FromPort }) => [FromPort]),
    [`${prefix}.group-id`]: each(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.map(({ GroupId }) => GroupId),
    ),
    [`${prefix}.ipv6-cidr`]: each(({ Ipv6Ranges = [] }) =>
      Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
    ),
    [`${prefix}.prefix-list-id`]: each(({ PrefixListIds = [] }) =>
      PrefixListIds.map(({ PrefixListId }) => PrefixListId),
    ),
    [`${prefix}.protocol`]: each(({ IpProtocol }) => [IpProtocol]),
    [`${prefix}.to-port`]: each(({ ToPort }) => [ToPort]),
    [`${prefix}.user-id`]: each(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.map(({ UserId }) => UserId),
    ),
  };
}

function checkName(name: string): string {
  if (name.startsWith('sg-')) {
    throw invalidParameterValue(
      `Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*`,
    );
  }
  if (name === 'default') {
    throw invalidParameterValue(`Cannot use reserved security group name: ${name}`);
  }
  return checkText('GroupName', name);
}

/** 1 to 255 of the characters that AWS allows in names and descriptions. */
function checkText(parameter: string, text: string): string {
  if (/^[\w .\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(text)) return text;
  throw invalidParameterValue(
    `Value (${text.slice(0, 300)}) for parameter ${parameter} is invalid. Expected 1 to 255 of ` +
      'a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*',
  );
}
