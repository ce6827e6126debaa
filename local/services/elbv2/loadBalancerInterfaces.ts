// The network of a load balancer: a subnet in each of its zones, an interface in each subnet, and the
// security groups of those interfaces.

import type { SubnetMapping } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ec2Tables, type SecurityGroupRow, type SubnetRow } from '../../store/ec2.ts';
import { elbv2Tables, type LoadBalancerRow } from '../../store/elbv2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { sizeOf } from '../ec2/addressing.ts';
import {
  addressesIn,
  deleteNetworkInterface,
  putNetworkInterface,
  reservedInSubnet,
} from '../ec2/interfaceRows.ts';
import { internetGatewayOf } from '../ec2/internetGateways.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { loadBalancerPath } from './arns.ts';
import { invalidConfigurationRequest, validationError } from './errors.ts';

export type Network = {
  readonly VpcId: string;
  readonly subnets: readonly SubnetRow[];
  readonly groups: readonly SecurityGroupRow[];
};

type SubnetRequest = {
  readonly Subnets?: readonly string[] | undefined;
  readonly SubnetMappings?: readonly SubnetMapping[] | undefined;
};

/** What AWS wants to be free in each subnet. */
const minFreeAddresses = 8;
/** AWS's default quota for an interface. */
const maxGroups = 5;

/** @throws AwsError where the subnets or the groups are not fit for a load balancer */
export function resolveNetwork(
  context: Context,
  request: SubnetRequest & {
    readonly Scheme: string;
    readonly SecurityGroups?: readonly string[] | undefined;
  },
): Network {
  const subnets = resolveSubnets(context, request);
  const VpcId = subnets[0]?.VpcId ?? '';
  if (request.Scheme !== 'internal' && !internetGatewayOf(ec2Tables(context.store), VpcId)) {
    throw invalidSubnet(`VPC ${VpcId} has no internet gateway`);
  }
  return { VpcId, subnets, groups: resolveGroups(context, VpcId, request.SecurityGroups) };
}

/** @throws AwsError where the subnets are not of two zones of one VPC */
export function resolveSubnets({ store }: Context, request: SubnetRequest): SubnetRow[] {
  const tables = ec2Tables(store);
  const subnets = subnetIds(request).map((SubnetId) => {
    const subnet = tables.subnets.get(SubnetId);
    if (subnet) return subnet;
    throw new AwsError('SubnetNotFound', `The subnet ID '${SubnetId}' does not exist`);
  });
  const vpcs = new Set(subnets.map(({ VpcId }) => VpcId));
  if (vpcs.size > 1) {
    throw invalidConfigurationRequest('All subnets must belong to the same VPC');
  }
  const zones = new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone));
  if (zones.size < subnets.length) {
    throw invalidConfigurationRequest(
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  }
  if (zones.size < 2) {
    throw validationError(
      'At least two subnets in two different Availability Zones must be specified',
    );
  }
  return subnets;
}

/**
 * @param ids undefined or empty for the VPC's default group
 * @throws AwsError for groups that are not of the VPC, or too many
 */
export function resolveGroups(
  { store }: Context,
  VpcId: string,
  ids: readonly string[] = [],
): SecurityGroupRow[] {
  const { securityGroups } = ec2Tables(store);
  if (ids.length === 0) {
    return securityGroups
      .list()
      .filter((group) => group.VpcId === VpcId && group.GroupName === 'default');
  }
  if (ids.length > maxGroups) {
    throw invalidConfigurationRequest(
      `A load balancer can have up to ${maxGroups} security groups`,
    );
  }
  return [...new Set(ids)].map((GroupId) => {
    const group = securityGroups.get(GroupId);
    if (group?.VpcId === VpcId) return group;
    throw invalidConfigurationRequest('One or more security groups are invalid');
  });
}

/** Keeps the load balancer in these subnets alone: interfaces come and go, those that stay are as they were. */
export function putInterfaces(
  context: Context,
  row: LoadBalancerRow,
  subnets: readonly SubnetRow[],
): LoadBalancerRow {
  const tables = ec2Tables(context.store);
  const groups = row.SecurityGroups.flatMap((id) => tables.securityGroups.get(id) ?? []);
  const interfaceIds: Record<string, string> = {};
  for (const subnet of subnets) {
    const { SubnetId } = subnet;
    interfaceIds[SubnetId] =
      row.interfaceIds[SubnetId] ?? putInterface(context, row, subnet, groups);
  }
  const kept = Object.values(interfaceIds);
  deleteInterfaces(
    context,
    Object.values(row.interfaceIds).filter((id) => !kept.includes(id)),
  );
  const placed: LoadBalancerRow = {
    ...row,
    AvailabilityZones: subnets.map(({ AvailabilityZone, SubnetId }) => ({
      ZoneName: AvailabilityZone,
      SubnetId,
      LoadBalancerAddresses: [],
    })),
    interfaceIds,
  };
  elbv2Tables(context.store).loadBalancers.put(row.LoadBalancerArn, placed);
  return placed;
}

/** Gives its interfaces these groups, and keeps them. */
export function setGroups(
  { store }: Context,
  row: LoadBalancerRow,
  groups: readonly SecurityGroupRow[],
): void {
  const { networkInterfaces } = ec2Tables(store);
  const Groups = groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName }));
  for (const id of Object.values(row.interfaceIds)) {
    const networkInterface = networkInterfaces.get(id);
    if (networkInterface) networkInterfaces.put(id, { ...networkInterface, Groups });
  }
  const SecurityGroups = groups.map(({ GroupId }) => GroupId);
  elbv2Tables(store).loadBalancers.put(row.LoadBalancerArn, { ...row, SecurityGroups });
}

export function deleteInterfaces({ store }: Context, ids: readonly string[]): void {
  for (const id of ids) deleteNetworkInterface(ec2Tables(store), id);
}

function putInterface(
  context: Context,
  { LoadBalancerArn, Scheme }: LoadBalancerRow,
  subnet: SubnetRow,
  groups: readonly SecurityGroupRow[],
): string {
  checkFreeAddresses(context, subnet);
  const { NetworkInterfaceId } = putNetworkInterface(context, {
    subnet,
    groups,
    Description: `ELB ${loadBalancerPath(LoadBalancerArn)}`,
    RequesterId: 'amazon-elb',
    isPublic: Scheme === 'internet-facing',
    Attachment: {
      AttachmentId: newId('ela-attach'),
      AttachTime: context.now(),
      DeleteOnTermination: false,
      DeviceIndex: 1,
      InstanceOwnerId: 'amazon-elb',
      Status: 'attached',
    },
  });
  return NetworkInterfaceId;
}

function checkFreeAddresses({ store }: Context, { SubnetId, CidrBlock }: SubnetRow): void {
  const { first, last } = reservedInSubnet;
  const used = addressesIn(ec2Tables(store), SubnetId).length;
  if (sizeOf(CidrBlock) - first - last - used >= minFreeAddresses) return;
  throw invalidSubnet(
    `Not enough IP space available in ${SubnetId}. ELB requires at least ${minFreeAddresses} free IP addresses in each subnet.`,
  );
}

function subnetIds({ Subnets, SubnetMappings }: SubnetRequest): string[] {
  if (Subnets?.length && SubnetMappings?.length) {
    throw validationError('Subnets and subnet mappings cannot be specified at the same time');
  }
  if (SubnetMappings?.some(({ AllocationId }) => AllocationId !== undefined)) {
    throw validationError(
      "Elastic IP addresses are not supported for load balancers with type 'application'",
    );
  }
  const ids = Subnets ?? SubnetMappings?.map(({ SubnetId = '' }) => SubnetId) ?? [];
  return [...new Set(ids)];
}

function invalidSubnet(message: string): AwsError {
  return new AwsError('InvalidSubnet', message);
}
