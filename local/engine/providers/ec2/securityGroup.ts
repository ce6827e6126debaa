// aws:ec2/securityGroup:SecurityGroup, whose rules are resources of their own.

import { type Aws, type AwsOf, arnOf, errorCode } from '../aws.ts';
import { resourceType } from '../resourceType.ts';
import { until } from '../until.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';

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
    async create(inputs, aws, token) {
      const { GroupId = '' } = await aws.ec2.createSecurityGroup({
        GroupName: inputs.name,
        Description: inputs.description,
        VpcId: inputs.vpcId,
        ...withTags('security-group', inputs.tags, token),
      });
      try {
        await revokeDefaultEgress(GroupId, aws);
      } catch (error) {
        await aws.ec2.deleteSecurityGroup({ GroupId });
        throw error;
      }
      return GroupId;
    },
    async find(inputs, aws, token) {
      const GroupId = await findByToken(inputs, aws, token);
      // It may have been cut off just before this, and has no other rules yet.
      if (GroupId !== undefined) await revokeDefaultEgress(GroupId, aws);
      return GroupId;
    },
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
      if (revokeRulesOnDelete) await revokeAll(GroupId, aws);
      return aws.ec2.deleteSecurityGroup({ GroupId });
    },
  });

/** EC2 lets a new group send anything anywhere; who wants that says so with a rule. */
async function revokeDefaultEgress(GroupId: string, aws: Aws): Promise<void> {
  await until(`${GroupId} to be visible`, aws, async () => {
    const Filters = [{ Name: 'group-id', Values: [GroupId] }];
    return (await aws.ec2.describeSecurityGroups({ Filters })).SecurityGroups?.[0];
  });
  const everywhere = [
    { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
  ];
  for (const permission of everywhere) {
    try {
      await aws.ec2.revokeSecurityGroupEgress({ GroupId, IpPermissions: [permission] });
    } catch (error) {
      // A VPC without IPv6 has no such rule, and some say so otherwise.
      const code = errorCode(error);
      if (code !== 'InvalidPermission.NotFound' && code !== 'InvalidParameterValue') throw error;
    }
  }
}

async function revokeAll(GroupId: string, { ec2 }: Aws): Promise<void> {
  const { SecurityGroupRules = [] } = await ec2.describeSecurityGroupRules({
    Filters: [{ Name: 'group-id', Values: [GroupId] }],
  });
  const idsOf = (isEgress: boolean) =>
    SecurityGroupRules.filter(({ IsEgress }) => IsEgress === isEgress).flatMap(
      ({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? [],
    );
  const [ingress, egress] = [idsOf(false), idsOf(true)];
  if (ingress.length > 0) {
    await ec2.revokeSecurityGroupIngress({ GroupId, SecurityGroupRuleIds: ingress });
  }
  if (egress.length > 0) {
    await ec2.revokeSecurityGroupEgress({ GroupId, SecurityGroupRuleIds: egress });
  }
}
