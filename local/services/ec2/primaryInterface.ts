// The interface that an instance is launched with, and what becomes of its interfaces at its end.

import type { Tag } from '@aws-sdk/client-ec2';
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
import { byId, byIds } from './describe.ts';
import { invalidParameterCombination, kinds } from './errors.ts';
import { defaultVpcId } from './groupRows.ts';
import { deleteNetworkInterface, putNetworkInterface } from './interfaceRows.ts';

export type PrimaryInterfaceRequest = {
  /** Undefined for a default subnet of the default VPC. */
  readonly SubnetId?: string;
  /** With neither ids nor names: the default group of the VPC. */
  readonly groupIds?: readonly string[];
  /** In the default VPC only. */
  readonly groupNames?: readonly string[];
  /** Undefined for any that is free. */
  readonly PrivateIpAddress?: string;
  /** Undefined for what the subnet says: `MapPublicIpOnLaunch`. */
  readonly associatePublicIpAddress?: boolean;
  readonly InstanceId: string;
  readonly description?: string;
  /** True unless told. */
  readonly deleteOnTermination?: boolean;
  readonly tags?: readonly Tag[];
};

/**
 * Makes and attaches the interface of device index 0.
 *
 * @throws AwsError where the subnet, the groups or the address cannot be had
 */
export function createPrimaryInterface(
  context: Context,
  request: PrimaryInterfaceRequest,
): NetworkInterfaceRow {
  const tables = ec2Tables(context.store);
  const subnet =
    request.SubnetId === undefined
      ? defaultSubnet(tables)
      : byId(tables.subnets, kinds.subnet, request.SubnetId);
  if (request.SubnetId !== undefined && request.groupNames?.length) {
    throw invalidParameterCombination(
      'The parameter groupName cannot be used with the parameter subnet',
    );
  }
  return putNetworkInterface(context, {
    subnet,
    groups: groupsInSubnet(tables, subnet, request),
    PrivateIpAddress: request.PrivateIpAddress,
    Description: request.description,
    isPublic: request.associatePublicIpAddress ?? subnet.MapPublicIpOnLaunch ?? false,
    Attachment: {
      AttachmentId: newId('eni-attach'),
      AttachTime: context.now(),
      DeleteOnTermination: request.deleteOnTermination ?? true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      InstanceId: request.InstanceId,
      InstanceOwnerId: context.accountId,
      Status: 'attached',
    },
    tags: request.tags ?? [],
  });
}

/**
 * At termination: deletes the interfaces that say so, and detaches the others, which keep their elastic
 * addresses.
 */
export function releaseInstanceInterfaces({ store }: Context, InstanceId: string): void {
  const tables = ec2Tables(store);
  for (const row of tables.networkInterfaces.list()) {
    if (row.Attachment?.InstanceId !== InstanceId) continue;
    const { Attachment, ...detached } = row;
    if (Attachment.DeleteOnTermination) deleteNetworkInterface(tables, row.NetworkInterfaceId);
    else {
      tables.networkInterfaces.put(row.NetworkInterfaceId, { ...detached, Status: 'available' });
    }
  }
}

/**
 * Where an instance goes that names no subnet.
 *
 * @param AvailabilityZone any, unless told
 */
export function defaultSubnet(tables: Ec2Tables, AvailabilityZone?: string): SubnetRow {
  const VpcId = defaultVpcId(tables);
  const subnet = tables.subnets
    .list()
    .find(
      (row) =>
        row.DefaultForAz &&
        row.VpcId === VpcId &&
        (AvailabilityZone === undefined || row.AvailabilityZone === AvailabilityZone),
    );
  if (subnet) return subnet;
  throw new AwsError(
    'MissingInput',
    `No subnets found for the default VPC '${VpcId}'. Please specify a subnet.`,
  );
}

/**
 * The groups for an interface: those named, or the default group of the subnet's VPC.
 *
 * @throws AwsError for groups that do not exist, or are of another VPC
 */
export function groupsInSubnet(
  tables: Ec2Tables,
  { SubnetId, VpcId }: SubnetRow,
  {
    groupIds = [],
    groupNames = [],
  }: { readonly groupIds?: readonly string[]; readonly groupNames?: readonly string[] },
): SecurityGroupRow[] {
  const all = tables.securityGroups.list().filter((group) => group.VpcId === VpcId);
  const byName = (name: string): SecurityGroupRow => {
    const group = all.find(({ GroupName }) => GroupName === name);
    if (group) return group;
    throw new AwsError(
      kinds.securityGroup.notFoundCode,
      `The security group '${name}' does not exist in VPC '${VpcId}'`,
    );
  };
  const named = [
    ...byIds(tables.securityGroups, kinds.securityGroup, [...new Set(groupIds)]),
    ...groupNames.map(byName),
  ];
  const foreign = named.find((group) => group.VpcId !== VpcId);
  if (foreign) {
    throw new AwsError(
      'InvalidParameter',
      `Security group ${foreign.GroupId} and subnet ${SubnetId} belong to different networks.`,
    );
  }
  return named.length > 0 ? named : [byName('default')];
}
