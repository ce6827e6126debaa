// What an instance is told about itself, as a tree of its paths.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html#instancedata-data-categories

import type { Ec2Tables, InstanceRow, NetworkInterfaceRow } from '../store/ec2.ts';

/** A leaf is a text, computed when it is asked for; a folder is a record of its children. */
export type Category = string | (() => string) | { readonly [name: string]: Category };

/** A role's credentials, as the metadata service shows them. */
export type RoleCredentials = {
  readonly role: string;
  readonly issue: () => object;
};

export type Facts = {
  readonly row: InstanceRow;
  readonly networkInterface: NetworkInterfaceRow;
  readonly tables: Ec2Tables;
  readonly regionName: string;
  readonly accountId: string;
  /** Undefined without an instance profile, or with one that has no role. */
  readonly credentials: RoleCredentials | undefined;
  readonly now: () => Date;
};

export function metadataOf(facts: Facts): Category {
  const { row, networkInterface, regionName, tables } = facts;
  const hostname = privateName(networkInterface.PrivateIpAddress, regionName);
  const publicIp = networkInterface.Association?.PublicIp;
  const zone = row.Placement.AvailabilityZone ?? '';
  const key = tables.keyPairs.list().find(({ KeyName }) => KeyName === row.KeyName);
  const groups = networkInterface.Groups.map(({ GroupName }) => GroupName ?? '').join('\n');
  const tags = tables.tags.get(row.InstanceId) ?? [];
  return {
    'ami-id': row.ImageId,
    'ami-launch-index': String(row.AmiLaunchIndex ?? 0),
    'ami-manifest-path': '(unknown)',
    'block-device-mapping': { ami: row.RootDeviceName ?? '', root: row.RootDeviceName ?? '' },
    hostname,
    ...iam(facts),
    'instance-action': 'none',
    'instance-id': row.InstanceId,
    'instance-life-cycle': 'on-demand',
    'instance-type': row.InstanceType,
    'local-hostname': hostname,
    'local-ipv4': networkInterface.PrivateIpAddress,
    mac: networkInterface.MacAddress,
    network: { interfaces: { macs: { [networkInterface.MacAddress]: interfaceOf(facts) } } },
    placement: {
      'availability-zone': zone,
      'availability-zone-id': tables.subnets.get(row.SubnetId)?.AvailabilityZoneId ?? '',
      region: regionName,
    },
    profile: 'default-hvm',
    ...(publicIp && {
      'public-hostname': publicName(publicIp, regionName),
      'public-ipv4': publicIp,
    }),
    ...(key && {
      'public-keys': {
        [`0=${key.KeyName}`]: '',
        0: { 'openssh-key': `${key.PublicKey} ${key.KeyName}` },
      },
    }),
    'reservation-id': row.reservation.ReservationId,
    'security-groups': groups,
    services: { domain: 'amazonaws.com', partition: 'aws' },
    ...(row.MetadataOptions?.InstanceMetadataTags === 'enabled' && {
      tags: {
        instance: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
      },
    }),
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html */
export function identityDocument({ row, regionName, accountId }: Facts): string {
  return JSON.stringify(
    {
      accountId,
      architecture: row.Architecture,
      availabilityZone: row.Placement.AvailabilityZone,
      billingProducts: null,
      devpayProductCodes: null,
      marketplaceProductCodes: null,
      imageId: row.ImageId,
      instanceId: row.InstanceId,
      instanceType: row.InstanceType,
      kernelId: null,
      pendingTime: row.LaunchTime.toISOString().replace(/\.\d+Z$/, 'Z'),
      privateIp: row.PrivateIpAddress,
      ramdiskId: null,
      region: regionName,
      version: '2017-09-30',
    },
    null,
    2,
  );
}

function iam({ row, credentials, now }: Facts): Readonly<Record<string, Category>> {
  const profile = row.IamInstanceProfile;
  if (!profile) return {};
  const info = {
    Code: 'Success',
    LastUpdated: now().toISOString(),
    InstanceProfileArn: profile.Arn,
    InstanceProfileId: profile.Id,
  };
  return {
    iam: {
      info: JSON.stringify(info, null, 2),
      ...(credentials && {
        'security-credentials': {
          [credentials.role]: () => JSON.stringify(credentials.issue(), null, 2),
        },
      }),
    },
  };
}

function interfaceOf({ networkInterface, regionName, tables, accountId }: Facts): Category {
  const { Association, Groups, MacAddress, NetworkInterfaceId } = networkInterface;
  const { PrivateIpAddress, SubnetId, VpcId } = networkInterface;
  const publicIp = Association?.PublicIp;
  const vpcCidr = tables.vpcs.get(VpcId)?.CidrBlock ?? '';
  return {
    'device-number': '0',
    'interface-id': NetworkInterfaceId,
    'local-hostname': privateName(PrivateIpAddress, regionName),
    'local-ipv4s': PrivateIpAddress,
    mac: MacAddress,
    'owner-id': accountId,
    ...(publicIp && {
      'public-hostname': publicName(publicIp, regionName),
      'public-ipv4s': publicIp,
    }),
    'security-group-ids': Groups.map(({ GroupId }) => GroupId).join('\n'),
    'security-groups': Groups.map(({ GroupName }) => GroupName).join('\n'),
    'subnet-id': SubnetId,
    'subnet-ipv4-cidr-block': tables.subnets.get(SubnetId)?.CidrBlock ?? '',
    'vpc-id': VpcId,
    'vpc-ipv4-cidr-block': vpcCidr,
    'vpc-ipv4-cidr-blocks': vpcCidr,
  };
}

function privateName(ip: string, regionName: string): string {
  const name = `ip-${ip.replaceAll('.', '-')}`;
  return regionName === 'us-east-1'
    ? `${name}.ec2.internal`
    : `${name}.${regionName}.compute.internal`;
}

function publicName(ip: string, regionName: string): string {
  const zone = regionName === 'us-east-1' ? 'compute-1' : `${regionName}.compute`;
  return `ec2-${ip.replaceAll('.', '-')}.${zone}.amazonaws.com`;
}
