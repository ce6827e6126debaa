// aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule, and the same for egress.

import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { type AwsOf, arnOf } from '../aws.ts';
import type { Table, Values } from '../properties.ts';
import { resourceType } from '../resourceType.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';

/** EC2 changes a source or destination into another of its kind only. */
const ofOneKind = { is: 'string', replaces: 'when it comes or goes' } as const;

const properties = {
  securityGroupId: { is: 'string', required: true, replaces: true },
  ipProtocol: { is: 'string', required: true },
  fromPort: { is: 'number' },
  toPort: { is: 'number' },
  cidrIpv4: ofOneKind,
  cidrIpv6: ofOneKind,
  prefixListId: ofOneKind,
  referencedSecurityGroupId: ofOneKind,
  description: { is: 'string' },
  ...tagged,
} as const satisfies Table;

type Rule = Values<typeof properties>;

export const securityGroupIngressRule = (awsOf: AwsOf) => rule(awsOf, false);
export const securityGroupEgressRule = (awsOf: AwsOf) => rule(awsOf, true);

const rule = (awsOf: AwsOf, isEgress: boolean) =>
  resourceType(awsOf, {
    file: 'ec2/securityGroupRules.ts',
    properties,
    gone: ['InvalidSecurityGroupRuleId.NotFound', 'InvalidGroup.NotFound'],
    async create(inputs, { ec2 }, token) {
      const request = {
        GroupId: inputs.securityGroupId,
        IpPermissions: [permissionOf(inputs)],
        ...withTags('security-group-rule', inputs.tags, token),
      };
      const { SecurityGroupRules } = isEgress
        ? await ec2.authorizeSecurityGroupEgress(request)
        : await ec2.authorizeSecurityGroupIngress(request);
      return SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? '';
    },
    find: findByToken,
    async read(id, aws) {
      const { SecurityGroupRules } = await aws.ec2.describeSecurityGroupRules({
        SecurityGroupRuleIds: [id],
      });
      const found = SecurityGroupRules?.[0];
      return (
        found && {
          arn: arnOf(aws, 'ec2', found.GroupOwnerId, `security-group-rule/${id}`),
          securityGroupRuleId: id,
          securityGroupId: found.GroupId,
          ipProtocol: found.IpProtocol,
          fromPort: portOf(found, found.FromPort),
          toPort: portOf(found, found.ToPort),
          cidrIpv4: found.CidrIpv4,
          cidrIpv6: found.CidrIpv6,
          prefixListId: found.PrefixListId,
          referencedSecurityGroupId: found.ReferencedGroupInfo?.GroupId,
          description: found.Description,
          ...tagsOf(found.Tags),
        }
      );
    },
    changes: [
      {
        of: [
          'ipProtocol',
          'fromPort',
          'toPort',
          'cidrIpv4',
          'cidrIpv6',
          'prefixListId',
          'referencedSecurityGroupId',
          'description',
        ],
        apply: (id, news, { ec2 }) =>
          ec2.modifySecurityGroupRules({
            GroupId: news.securityGroupId,
            SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule: requestOf(news) }],
          }),
      },
      changeTags,
    ],
    delete(id, { ec2 }, { securityGroupId }) {
      const request = { GroupId: securityGroupId, SecurityGroupRuleIds: [id] };
      return isEgress
        ? ec2.revokeSecurityGroupEgress(request)
        : ec2.revokeSecurityGroupIngress(request);
    },
  });

function permissionOf(inputs: Rule): IpPermission {
  const Description = inputs.description;
  const { cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId } = inputs;
  return {
    IpProtocol: inputs.ipProtocol,
    ...portsOf(inputs),
    ...(cidrIpv4 && { IpRanges: [{ CidrIp: cidrIpv4, Description }] }),
    ...(cidrIpv6 && { Ipv6Ranges: [{ CidrIpv6: cidrIpv6, Description }] }),
    ...(prefixListId && { PrefixListIds: [{ PrefixListId: prefixListId, Description }] }),
    ...(referencedSecurityGroupId && {
      UserIdGroupPairs: [{ GroupId: referencedSecurityGroupId, Description }],
    }),
  };
}

function requestOf(inputs: Rule) {
  return {
    IpProtocol: inputs.ipProtocol,
    ...portsOf(inputs),
    CidrIpv4: inputs.cidrIpv4,
    CidrIpv6: inputs.cidrIpv6,
    PrefixListId: inputs.prefixListId,
    ReferencedGroupId: inputs.referencedSecurityGroupId,
    Description: inputs.description ?? '',
  };
}

/** Rules for all protocols have no ports, which EC2 writes as -1. */
function portsOf({ ipProtocol, fromPort, toPort }: Rule) {
  return ipProtocol === '-1' ? {} : { FromPort: fromPort, ToPort: toPort };
}

function portOf({ IpProtocol }: SecurityGroupRule, port: number | undefined) {
  return IpProtocol === '-1' ? undefined : port;
}
