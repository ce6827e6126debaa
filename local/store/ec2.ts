// EC2's records, under AWS's names: a Describe filters and returns them. What AWS does not show is
// marked as ours. Tags stand in a table of their own, by resource id.

import type {
  Address,
  Image,
  Instance,
  InternetGateway,
  KeyPairInfo,
  LaunchTemplate,
  LaunchTemplateVersion,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Snapshot,
  Subnet,
  Tag,
  Volume,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type { Store, Table } from './store.ts';

/** A record of the SDK's type, with the members that it always has. */
type Row<Type, Always extends keyof Type> = Omit<Type, Always | 'Tags'> & {
  readonly [Key in Always]-?: NonNullable<Type[Key]>;
};

export type VpcRow = Row<Vpc, 'VpcId' | 'CidrBlock' | 'OwnerId'> & {
  /** Ours: the attributes that DescribeVpcAttribute shows. */
  readonly attributes: {
    readonly enableDnsSupport: boolean;
    readonly enableDnsHostnames: boolean;
    readonly enableNetworkAddressUsageMetrics: boolean;
  };
};
export type SubnetRow = Row<Subnet, 'SubnetId' | 'VpcId' | 'CidrBlock' | 'AvailabilityZone'>;
export type SecurityGroupRow = Omit<
  Row<SecurityGroup, 'GroupId' | 'GroupName' | 'VpcId'>,
  'IpPermissions' | 'IpPermissionsEgress'
>;
/** The one truth about permissions; `IpPermissions` are made of these. */
export type SecurityGroupRuleRow = Row<
  SecurityGroupRule,
  'SecurityGroupRuleId' | 'GroupId' | 'IsEgress' | 'IpProtocol'
>;
export type RouteTableRow = Row<RouteTable, 'RouteTableId' | 'VpcId'>;
export type InternetGatewayRow = Row<InternetGateway, 'InternetGatewayId'>;
export type NetworkAclRow = Row<NetworkAcl, 'NetworkAclId' | 'VpcId'>;
export type NatGatewayRow = Row<NatGateway, 'NatGatewayId'>;
export type AddressRow = Row<Address, 'AllocationId' | 'PublicIp'>;
export type VpcEndpointRow = Row<VpcEndpoint, 'VpcEndpointId' | 'VpcId'>;
export type NetworkInterfaceRow = Row<
  NetworkInterface,
  | 'NetworkInterfaceId'
  | 'VpcId'
  | 'SubnetId'
  | 'PrivateIpAddress'
  | 'MacAddress'
  | 'Groups'
  | 'Status'
> & {
  /** Ours: the pool's address that means this interface on the host; its public one, if it has one. */
  readonly hostAddress: string;
  /** Ours: what it goes back to when its elastic address, which is its `hostAddress` now, leaves it. */
  readonly withoutElasticAddress?: { readonly hostAddress: string; readonly isPublic: boolean };
};

export type KeyPairRow = Row<KeyPairInfo, 'KeyPairId' | 'KeyName'> & {
  /** Ours: as in `authorized_keys`. */
  readonly PublicKey: string;
};
export type SnapshotRow = Row<Snapshot, 'SnapshotId' | 'State' | 'VolumeSize'>;
export type ImageRow = Row<Image, 'ImageId' | 'Name' | 'State' | 'Architecture' | 'OwnerId'> & {
  /** Ours: ids of its layers, lowest first; empty until it is `available`. */
  readonly layers: readonly string[];
  /** Ours: the instance that a `pending` image is to be made of. */
  readonly source?: { readonly InstanceId: string; readonly noReboot: boolean };
};
export type VolumeRow = Row<Volume, 'VolumeId' | 'State' | 'Size'>;
export type InstanceRow = Row<
  Instance,
  | 'InstanceId'
  | 'ImageId'
  | 'InstanceType'
  | 'State'
  | 'LaunchTime'
  | 'PrivateIpAddress'
  | 'SubnetId'
  | 'VpcId'
  | 'Placement'
  | 'Architecture'
> & {
  /** Ours, of the API: what DescribeInstances shows of its reservation. */
  readonly reservation: {
    readonly ReservationId: string;
    readonly OwnerId: string;
    readonly RequesterId?: string;
  };
  /** Ours: what DescribeInstanceAttribute shows and DescribeInstances does not. */
  readonly attributes: {
    /** Base64, as it was given. */
    readonly userData?: string;
    readonly instanceInitiatedShutdownBehavior: 'stop' | 'terminate';
    readonly disableApiTermination: boolean;
    readonly disableApiStop: boolean;
  };
  /** Ours: a reboot that was asked for and not yet done. */
  readonly isRebootWanted?: boolean;
  /** Ours: when it was terminated; it is forgotten an hour later. */
  readonly terminatedAt?: Date;
};
export type LaunchTemplateRow = Row<
  LaunchTemplate,
  'LaunchTemplateId' | 'LaunchTemplateName' | 'DefaultVersionNumber' | 'LatestVersionNumber'
>;
export type LaunchTemplateVersionRow = Row<
  LaunchTemplateVersion,
  'LaunchTemplateId' | 'VersionNumber' | 'LaunchTemplateData'
>;

export type Ec2Tables = ReturnType<typeof ec2Tables>;

/** EC2's tables, each keyed by its id; `launchTemplateVersions` by `<LaunchTemplateId> <number>`. */
export function ec2Tables(store: Store) {
  const table = <Type>(kind: string): Table<Type> => store.table<Type>(`ec2.${kind}`);
  return {
    tags: table<readonly Tag[]>('tags'),
    vpcs: table<VpcRow>('vpc'),
    subnets: table<SubnetRow>('subnet'),
    securityGroups: table<SecurityGroupRow>('security-group'),
    securityGroupRules: table<SecurityGroupRuleRow>('security-group-rule'),
    routeTables: table<RouteTableRow>('route-table'),
    internetGateways: table<InternetGatewayRow>('internet-gateway'),
    networkAcls: table<NetworkAclRow>('network-acl'),
    natGateways: table<NatGatewayRow>('natgateway'),
    addresses: table<AddressRow>('elastic-ip'),
    vpcEndpoints: table<VpcEndpointRow>('vpc-endpoint'),
    networkInterfaces: table<NetworkInterfaceRow>('network-interface'),
    keyPairs: table<KeyPairRow>('key-pair'),
    snapshots: table<SnapshotRow>('snapshot'),
    images: table<ImageRow>('image'),
    volumes: table<VolumeRow>('volume'),
    instances: table<InstanceRow>('instance'),
    launchTemplates: table<LaunchTemplateRow>('launch-template'),
    launchTemplateVersions: table<LaunchTemplateVersionRow>('launch-template-version'),
  };
}
