// How interfaces come to be, change their public address, and go: for all that has interfaces, which is
// instances, NAT gateways, endpoints, load balancers.

import { randomInt } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { NetworkInterfaceAttachment, NetworkInterfaceType, Tag } from '@aws-sdk/client-ec2';
import {
  type Ec2Tables,
  ec2Tables,
  type NetworkInterfaceRow,
  type SecurityGroupRow,
  type SubnetRow,
} from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { contains, freeAddress, macAddressOf, nthAddress } from './addressing.ts';
import { privateDnsName, publicDnsName } from './dnsNames.ts';
import { invalidParameterValue } from './errors.ts';
import { putTags } from './tagSpecifications.ts';

export type InterfaceRequest = {
  readonly subnet: SubnetRow;
  readonly groups: readonly SecurityGroupRow[];
  readonly PrivateIpAddress?: string | undefined;
  readonly Description?: string | undefined;
  /** `interface` unless told. */
  readonly InterfaceType?: NetworkInterfaceType;
  /** A service of AWS that it belongs to, such as `amazon-elb`; callers may then not change it. */
  readonly RequesterId?: string;
  readonly isPublic?: boolean;
  readonly Attachment?: NetworkInterfaceAttachment;
  readonly tags?: readonly Tag[];
};

/** A public address as an interface shows it. */
export type ElasticAssociation = {
  readonly AllocationId: string;
  readonly AssociationId: string;
  readonly PublicIp: string;
};

/** AWS keeps a subnet's first four addresses and its last. */
export const reservedInSubnet = { first: 4, last: 1 } as const;

/** The pool's first addresses are the host's, and its last is a broadcast. */
const reservedInPool = { first: 2, last: 1 } as const;

/** AWS's default quota. */
const maxGroups = 5;

/**
 * Makes an interface with addresses of its own.
 *
 * @throws AwsError for a private address that cannot be had, or where there is none left
 */
export function putNetworkInterface(
  context: Context,
  { subnet, groups, tags = [], ...request }: InterfaceRequest,
): NetworkInterfaceRow {
  const tables = ec2Tables(context.store);
  if (groups.length > maxGroups) {
    throw new AwsError(
      'SecurityGroupsPerInterfaceLimitExceeded',
      `The maximum number of security groups per interface, ${maxGroups}, has been reached.`,
    );
  }
  const NetworkInterfaceId = newId('eni');
  const row = withPublicAddress(
    context,
    {
      NetworkInterfaceId,
      InterfaceType: request.InterfaceType ?? 'interface',
      Description: request.Description ?? '',
      OwnerId: context.accountId,
      RequesterManaged: request.RequesterId !== undefined,
      ...(request.RequesterId !== undefined && { RequesterId: request.RequesterId }),
      Status: request.Attachment ? 'in-use' : 'available',
      ...(request.Attachment && { Attachment: request.Attachment }),
      SourceDestCheck: true,
      VpcId: subnet.VpcId,
      SubnetId: subnet.SubnetId,
      AvailabilityZone: subnet.AvailabilityZone,
      AvailabilityZoneId: subnet.AvailabilityZoneId,
      MacAddress: macAddressOf(NetworkInterfaceId),
      PrivateIpAddress: privateAddress(tables, subnet, request.PrivateIpAddress),
      Ipv6Addresses: [],
      Groups: groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })),
      hostAddress: freePoolAddress(context),
    },
    request.isPublic ? 'own' : undefined,
  );
  tables.networkInterfaces.put(NetworkInterfaceId, row);
  putTags(tables, NetworkInterfaceId, tags);
  return row;
}

/** Deletes it; elastic addresses that it has are free then. */
export function deleteNetworkInterface(tables: Ec2Tables, NetworkInterfaceId: string): void {
  for (const address of tables.addresses.list()) {
    if (address.NetworkInterfaceId !== NetworkInterfaceId) continue;
    const { AssociationId: _, NetworkInterfaceId: __, ...free } = address;
    tables.addresses.put(address.AllocationId, free);
  }
  tables.networkInterfaces.delete(NetworkInterfaceId);
  tables.tags.delete(NetworkInterfaceId);
}

/**
 * The interface with its names, and with the public address given: its `own`, which is its
 * `hostAddress`; an elastic one, whose `hostAddress` it takes; or none.
 */
export function withPublicAddress(
  { regionName, store }: Context,
  row: NetworkInterfaceRow,
  address: 'own' | ElasticAssociation | undefined,
): NetworkInterfaceRow {
  const { Association: _, PublicDnsName: __, PrivateIpAddresses: ___, ...rest } = row;
  const PrivateDnsName = privateDnsName(regionName, row.PrivateIpAddress);
  const hostAddress = typeof address === 'object' ? address.PublicIp : row.hostAddress;
  const hasNames = ec2Tables(store).vpcs.get(row.VpcId)?.attributes.enableDnsHostnames;
  const names = hasNames ? { PublicDnsName: publicDnsName(regionName, hostAddress) } : {};
  const Association = address && {
    ...(address === 'own' ? { IpOwnerId: 'amazon' } : { ...address, IpOwnerId: row.OwnerId }),
    PublicIp: hostAddress,
    ...names,
  };
  const shown = { PrivateDnsName, ...(Association && { Association }) };
  return {
    ...rest,
    ...shown,
    ...(Association && names),
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: row.PrivateIpAddress, ...shown }],
    hostAddress,
  };
}

/**
 * An address of the pool that no interface and no elastic address has.
 *
 * @throws AwsError `InsufficientAddressCapacity` where there is none
 */
export function freePoolAddress({ store, addressPool }: Context): string {
  const tables = ec2Tables(store);
  const [interfaces, elastic] = [tables.networkInterfaces.list(), tables.addresses.list()];
  // Looked for among the rows, since most of a pool is free: a set of them all would cost more.
  const isUsed = (address: string) =>
    elastic.some(({ PublicIp }) => PublicIp === address) ||
    interfaces.some(
      (row) => row.hostAddress === address || row.withoutElasticAddress?.hostAddress === address,
    );
  const address = freeAddress(addressPool, reservedInPool, isUsed, randomInt(2 ** 32));
  if (address !== undefined) return address;
  throw new AwsError(
    'InsufficientAddressCapacity',
    `Not enough available addresses to satisfy your request: all of ${addressPool} are in use`,
  );
}

/** The private addresses in use in a subnet. */
export function addressesIn({ networkInterfaces }: Ec2Tables, SubnetId: string): string[] {
  const inside = networkInterfaces.list().filter((row) => row.SubnetId === SubnetId);
  return inside.map(({ PrivateIpAddress }) => PrivateIpAddress);
}

function privateAddress(
  tables: Ec2Tables,
  { SubnetId, CidrBlock }: SubnetRow,
  wanted: string | undefined,
): string {
  const used = addressesIn(tables, SubnetId);
  const isUsed = (address: string) => used.includes(address);
  if (wanted === undefined) {
    const address = freeAddress(CidrBlock, reservedInSubnet, isUsed, randomInt(2 ** 32));
    if (address !== undefined) return address;
    throw new AwsError(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${SubnetId}' to satisfy the request.`,
    );
  }
  if (!isIPv4(wanted) || !contains(CidrBlock, wanted)) {
    throw invalidParameterValue(
      `Address ${wanted} does not fall within the subnet's address range`,
    );
  }
  if ([0, 1, 2, 3, -1].some((index) => nthAddress(CidrBlock, index) === wanted)) {
    throw invalidParameterValue(`Address ${wanted} is in subnet's reserved address range`);
  }
  if (!isUsed(wanted)) return wanted;
  throw new AwsError('InvalidIPAddress.InUse', `Address ${wanted} is in use.`);
}
