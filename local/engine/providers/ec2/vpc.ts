// aws:ec2/vpc:Vpc

import type { ModifyVpcAttributeRequest } from '@aws-sdk/client-ec2';
import { type Aws, type AwsOf, arnOf } from '../aws.ts';
import { resourceType } from '../resourceType.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';
import { usersOfVpc } from './users.ts';

/** Attributes are set one per call. */
const attributes = {
  enableDnsSupport: (Value: boolean) => ({ EnableDnsSupport: { Value } }),
  enableDnsHostnames: (Value: boolean) => ({ EnableDnsHostnames: { Value } }),
  enableNetworkAddressUsageMetrics: (Value: boolean) => ({
    EnableNetworkAddressUsageMetrics: { Value },
  }),
} as const satisfies Record<string, (value: boolean) => Partial<ModifyVpcAttributeRequest>>;

const attributeNames = Object.keys(attributes) as readonly (keyof typeof attributes)[];

export const vpc = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/vpc.ts',
    properties: {
      cidrBlock: { is: 'string', required: true, replaces: true },
      instanceTenancy: { is: 'string', replaces: true, default: 'default' },
      enableDnsSupport: { is: 'boolean', default: true },
      enableDnsHostnames: { is: 'boolean', default: false },
      enableNetworkAddressUsageMetrics: { is: 'boolean', default: false },
      ...tagged,
    },
    gone: ['InvalidVpcID.NotFound'],
    inUse: ['DependencyViolation'],
    users: usersOfVpc,
    async create(inputs, { ec2 }, token) {
      const { Vpc } = await ec2.createVpc({
        CidrBlock: inputs.cidrBlock,
        InstanceTenancy: inputs.instanceTenancy === 'dedicated' ? 'dedicated' : 'default',
        ...withTags('vpc', inputs.tags, token),
      });
      return Vpc?.VpcId ?? '';
    },
    find: findByToken,
    async read(VpcId, aws) {
      const { Vpcs } = await aws.ec2.describeVpcs({ VpcIds: [VpcId] });
      const Vpc = Vpcs?.[0];
      if (!Vpc) return undefined;
      const [support, hostnames, metrics, defaults] = await Promise.all([
        aws.ec2.describeVpcAttribute({ VpcId, Attribute: 'enableDnsSupport' }),
        aws.ec2.describeVpcAttribute({ VpcId, Attribute: 'enableDnsHostnames' }),
        aws.ec2.describeVpcAttribute({ VpcId, Attribute: 'enableNetworkAddressUsageMetrics' }),
        defaultsOf(VpcId, aws),
      ]);
      return {
        arn: arnOf(aws, 'ec2', Vpc.OwnerId, `vpc/${VpcId}`),
        cidrBlock: Vpc.CidrBlock,
        instanceTenancy: Vpc.InstanceTenancy,
        dhcpOptionsId: Vpc.DhcpOptionsId,
        ownerId: Vpc.OwnerId,
        ipv6AssociationId: '',
        ipv6CidrBlock: '',
        ...defaults,
        enableDnsSupport: support.EnableDnsSupport?.Value,
        enableDnsHostnames: hostnames.EnableDnsHostnames?.Value,
        enableNetworkAddressUsageMetrics: metrics.EnableNetworkAddressUsageMetrics?.Value,
        ...tagsOf(Vpc.Tags),
      };
    },
    changes: [
      ...attributeNames.map((name) => ({
        of: [name],
        apply: (id: string, news: Readonly<Record<typeof name, boolean>>, aws: Aws) =>
          setAttribute(name, id, news[name], aws),
      })),
      changeTags,
    ],
    delete: (VpcId, { ec2 }) => ec2.deleteVpc({ VpcId }),
  });

function setAttribute(name: keyof typeof attributes, VpcId: string, value: boolean, { ec2 }: Aws) {
  return ec2.modifyVpcAttribute({ VpcId, ...attributes[name](value) });
}

/** What AWS makes with each VPC. */
async function defaultsOf(VpcId: string, { ec2 }: Aws) {
  const ofVpc = { Name: 'vpc-id', Values: [VpcId] };
  const [acls, tables, groups] = await Promise.all([
    ec2.describeNetworkAcls({ Filters: [ofVpc, { Name: 'default', Values: ['true'] }] }),
    ec2.describeRouteTables({ Filters: [ofVpc, { Name: 'association.main', Values: ['true'] }] }),
    ec2.describeSecurityGroups({ Filters: [ofVpc, { Name: 'group-name', Values: ['default'] }] }),
  ]);
  const mainRouteTableId = tables.RouteTables?.[0]?.RouteTableId;
  return {
    defaultNetworkAclId: acls.NetworkAcls?.[0]?.NetworkAclId,
    defaultRouteTableId: mainRouteTableId,
    mainRouteTableId,
    defaultSecurityGroupId: groups.SecurityGroups?.[0]?.GroupId,
  };
}
