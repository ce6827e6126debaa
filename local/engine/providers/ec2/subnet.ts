// aws:ec2/subnet:Subnet

import type { ModifySubnetAttributeRequest } from '@aws-sdk/client-ec2';
import type { Aws, AwsOf } from '../aws.ts';
import { resourceType } from '../resourceType.ts';
import { until } from '../until.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';
import { usingInterfaces } from './users.ts';

/** Attributes are set one per call, and none of them when the subnet is made. */
const attributes = {
  mapPublicIpOnLaunch: (Value: boolean) => ({ MapPublicIpOnLaunch: { Value } }),
  assignIpv6AddressOnCreation: (Value: boolean) => ({ AssignIpv6AddressOnCreation: { Value } }),
  enableDns64: (Value: boolean) => ({ EnableDns64: { Value } }),
  enableResourceNameDnsARecordOnLaunch: (Value: boolean) => ({
    EnableResourceNameDnsARecordOnLaunch: { Value },
  }),
  enableResourceNameDnsAaaaRecordOnLaunch: (Value: boolean) => ({
    EnableResourceNameDnsAAAARecordOnLaunch: { Value },
  }),
} as const satisfies Record<string, (value: boolean) => Partial<ModifySubnetAttributeRequest>>;

const attributeNames = Object.keys(attributes) as readonly (keyof typeof attributes)[];
const off = { is: 'boolean', default: false } as const;

export const subnet = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/subnet.ts',
    properties: {
      vpcId: { is: 'string', required: true, replaces: true },
      cidrBlock: { is: 'string', required: true, replaces: true },
      availabilityZone: { is: 'string', replaces: true, computed: true },
      availabilityZoneId: { is: 'string', replaces: true, computed: true },
      mapPublicIpOnLaunch: off,
      assignIpv6AddressOnCreation: off,
      enableDns64: off,
      enableResourceNameDnsARecordOnLaunch: off,
      enableResourceNameDnsAaaaRecordOnLaunch: off,
      ...tagged,
    },
    identity: ['vpcId', 'cidrBlock'],
    gone: ['InvalidSubnetID.NotFound'],
    inUse: ['DependencyViolation'],
    users: usingInterfaces('subnet-id'),
    async create(inputs, { ec2 }, token) {
      const { Subnet } = await ec2.createSubnet({
        VpcId: inputs.vpcId,
        CidrBlock: inputs.cidrBlock,
        AvailabilityZone: inputs.availabilityZone,
        AvailabilityZoneId: inputs.availabilityZoneId,
        ...withTags('subnet', inputs.tags, token),
      });
      return Subnet?.SubnetId ?? '';
    },
    find: findByToken,
    ready: (SubnetId, aws) =>
      until(`${SubnetId} to be available`, aws, async () => {
        const { Subnets } = await aws.ec2.describeSubnets({
          Filters: [{ Name: 'subnet-id', Values: [SubnetId] }],
        });
        return Subnets?.[0]?.State === 'available' || undefined;
      }),
    async read(SubnetId, aws) {
      const { Subnets } = await aws.ec2.describeSubnets({ SubnetIds: [SubnetId] });
      const Subnet = Subnets?.[0];
      if (!Subnet) return undefined;
      const names = Subnet.PrivateDnsNameOptionsOnLaunch;
      return {
        arn: Subnet.SubnetArn,
        ownerId: Subnet.OwnerId,
        vpcId: Subnet.VpcId,
        cidrBlock: Subnet.CidrBlock,
        availabilityZone: Subnet.AvailabilityZone,
        availabilityZoneId: Subnet.AvailabilityZoneId,
        mapPublicIpOnLaunch: Subnet.MapPublicIpOnLaunch,
        assignIpv6AddressOnCreation: Subnet.AssignIpv6AddressOnCreation,
        enableDns64: Subnet.EnableDns64,
        enableResourceNameDnsARecordOnLaunch: names?.EnableResourceNameDnsARecord,
        enableResourceNameDnsAaaaRecordOnLaunch: names?.EnableResourceNameDnsAAAARecord,
        privateDnsHostnameTypeOnLaunch: names?.HostnameType,
        ...tagsOf(Subnet.Tags),
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
    delete: (SubnetId, { ec2 }) => ec2.deleteSubnet({ SubnetId }),
  });

function setAttribute(
  name: keyof typeof attributes,
  SubnetId: string,
  value: boolean,
  { ec2 }: Aws,
) {
  return ec2.modifySubnetAttribute({ SubnetId, ...attributes[name](value) });
}
