// aws:ec2/securityGroup:SecurityGroup, whose rules are resources of their own.

import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import { type Aws, type AwsOf, arnOf } from '../aws.ts';
import { resourceType } from '../resourceType.ts';
import { until } from '../until.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';
import { usingInterfaces } from './users.ts';

export const securityGroup = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/securityGroup.ts',
    properties: {
      name: { is: 'string', replaces: true, computed: true },
      namePrefix: { is: 'string', replaces: true },
      description: { is: 'string', replaces: true, default: 'Managed by Pulumi' },
      vpcId: { is: 'string', replaces: true, computed: true },
      revokeRulesOnDelete: { is: 'boolean', default: false },
      ...tagged,
    },
    identity: ['name', 'vpcId'],
    name: { of: 'name', prefix: 'namePrefix' },
    kept: ['namePrefix', 'revokeRulesOnDelete'],
    gone: ['InvalidGroup.NotFound', 'InvalidGroupId.Malformed'],
    inUse: ['DependencyViolation', 'InvalidGroup.InUse'],
    users: usingInterfaces('group-id'),
    async create(inputs, aws, token) {
      const { GroupId = '' } = await aws.ec2.createSecurityGroup({
        GroupName: inputs.name,
        Description: inputs.description,
        VpcId: inputs.vpcId,
        ...withTags('security-group', inputs.tags, token),
      });
      return GroupId;
    },
    find: findByToken,
    ready: revokeDefaultEgress,
    async read(GroupId, aws) {
      const { SecurityGroups } = await aws.ec2.describeSecurityGroups({ GroupIds: [GroupId] });
      const group = SecurityGroups?.[0];
      return (
        group && {
          arn: arnOf(aws, 'ec2', group.OwnerId, `security-group/${GroupId}`),
          ownerId: group.OwnerId,
          name: group.GroupName,
          description: group.Description,
          vpcId: group.VpcId,
          ...tagsOf(group.Tags),
        }
      );
    },
    changes: [changeTags],
    async delete(GroupId, aws, { revokeRulesOnDelete }) {
      if (revokeRulesOnDelete) await revoke(GroupId, await rulesOf(GroupId, aws), aws);
      return aws.ec2.deleteSecurityGroup({ GroupId });
    },
  });

/**
 * EC2 lets a new group send anything anywhere; who wants that says so with a rule. Rules made here have
 * tags, EC2's own has none.
 */
async function revokeDefaultEgress(GroupId: string, aws: Aws): Promise<void> {
  await until(`${GroupId} to be visible`, aws, async () => {
    const Filters = [{ Name: 'group-id', Values: [GroupId] }];
    return (await aws.ec2.describeSecurityGroups({ Filters })).SecurityGroups?.[0];
  });
  const own = (await rulesOf(GroupId, aws))
    .filter(({ IsEgress, IpProtocol }) => IsEgress && IpProtocol === '-1')
    .filter(({ CidrIpv4, CidrIpv6 }) => CidrIpv4 === '0.0.0.0/0' || CidrIpv6 === '::/0')
    .filter(({ Description, Tags }) => !Description && !Tags?.length);
  await revoke(GroupId, own, aws);
}

async function rulesOf(GroupId: string, { ec2 }: Aws): Promise<SecurityGroupRule[]> {
  const { SecurityGroupRules = [] } = await ec2.describeSecurityGroupRules({
    Filters: [{ Name: 'group-id', Values: [GroupId] }],
  });
  return SecurityGroupRules;
}

async function revoke(
  GroupId: string,
  rules: readonly SecurityGroupRule[],
  { ec2 }: Aws,
): Promise<void> {
  const idsOf = (isEgress: boolean) =>
    rules
      .filter(({ IsEgress }) => IsEgress === isEgress)
      .flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
  const [ingress, egress] = [idsOf(false), idsOf(true)];
  if (ingress.length > 0) {
    await ec2.revokeSecurityGroupIngress({ GroupId, SecurityGroupRuleIds: ingress });
  }
  if (egress.length > 0) {
    await ec2.revokeSecurityGroupEgress({ GroupId, SecurityGroupRuleIds: egress });
  }
}
