// What VPC endpoints consist of: a gateway is a route in each of its route tables, and an interface
// endpoint has an interface in each of its subnets.

import type { State } from '@aws-sdk/client-ec2';
import {
  type Ec2Tables,
  ec2Tables,
  type NetworkInterfaceRow,
  type SecurityGroupRow,
  type SubnetRow,
  type VpcEndpointRow,
} from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { required } from '../shared/required.ts';
import { byId, byIds } from './describe.ts';
import { invalidParameterValue, kinds } from './errors.ts';
import { deleteNetworkInterface, putNetworkInterface } from './interfaceRows.ts';
import { prefixListsOf } from './prefixLists.ts';
import { checkEndpointService, type EndpointType } from './vpcEndpointServices.ts';

/** What an endpoint has that is given none. */
export const defaultEndpointPolicy = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

export type EndpointRequest = {
  readonly VpcId: string;
  readonly type: EndpointType;
  readonly ServiceName?: string | undefined;
  readonly PolicyDocument: string;
  readonly RouteTableIds?: readonly string[] | undefined;
  readonly SubnetIds?: readonly string[] | undefined;
  /** Undefined for the VPC's default group. */
  readonly SecurityGroupIds?: readonly string[] | undefined;
  readonly PrivateDnsEnabled?: boolean | undefined;
};

/** @throws AwsError for a service, subnets, groups or tables that cannot be had */
export function putVpcEndpoint(context: Context, request: EndpointRequest): VpcEndpointRow {
  const tables = ec2Tables(context.store);
  const { VpcId, type, PolicyDocument } = request;
  const ServiceName = required('ServiceName', request.ServiceName);
  checkEndpointService(context.regionName, ServiceName, type);
  const isInterface = type === 'Interface';
  if (isInterface && request.PrivateDnsEnabled) checkPrivateDns(tables, VpcId);
  const row: VpcEndpointRow = {
    VpcEndpointId: newId('vpce'),
    VpcEndpointType: type,
    VpcId,
    ServiceName,
    ServiceRegion: context.regionName,
    // As AWS says it, which the model spells otherwise.
    State: 'available' as State,
    PolicyDocument,
    SubnetIds: [...(request.SubnetIds ?? [])],
    Groups: isInterface ? endpointGroups(tables, VpcId, request.SecurityGroupIds) : [],
    IpAddressType: 'ipv4',
    DnsOptions: { DnsRecordIpType: isInterface ? 'ipv4' : 'service-defined' },
    PrivateDnsEnabled: isInterface && (request.PrivateDnsEnabled ?? hasDns(tables, VpcId)),
    RequesterManaged: false,
    NetworkInterfaceIds: [],
    DnsEntries: [],
    CreationTimestamp: context.now(),
    OwnerId: context.accountId,
  };
  tables.vpcEndpoints.put(row.VpcEndpointId, row);
  if (isInterface) return setEndpointInterfaces(context, row);
  setEndpointRoutes(context, row, request.RouteTableIds ?? []);
  return row;
}

/** An endpoint with the route tables that lead to it. */
export function vpcEndpointView(
  tables: Ec2Tables,
  row: VpcEndpointRow,
): VpcEndpointRow & { readonly RouteTableIds: string[] } {
  const RouteTableIds = tables.routeTables
    .list()
    .filter(({ Routes }) => Routes?.some(({ GatewayId }) => GatewayId === row.VpcEndpointId))
    .map(({ RouteTableId }) => RouteTableId);
  return { ...row, RouteTableIds };
}

/** Makes these the route tables of a gateway endpoint. */
export function setEndpointRoutes(
  { store, regionName }: Context,
  { VpcEndpointId, VpcId, ServiceName }: VpcEndpointRow,
  RouteTableIds: readonly string[],
): void {
  const { routeTables } = ec2Tables(store);
  const list = prefixListsOf(regionName).find((each) => each.PrefixListName === ServiceName);
  const DestinationPrefixListId = list?.PrefixListId;
  const foreign = byIds(routeTables, kinds.routeTable, RouteTableIds).find(
    (table) => table.VpcId !== VpcId,
  );
  if (foreign) {
    throw invalidParameterValue(
      `route table ${foreign.RouteTableId} and endpoint ${VpcEndpointId} belong to different networks`,
    );
  }
  for (const table of routeTables.list()) {
    const others = table.Routes?.filter(({ GatewayId }) => GatewayId !== VpcEndpointId) ?? [];
    const isWanted = RouteTableIds.includes(table.RouteTableId);
    if (isWanted && others.some((r) => r.DestinationPrefixListId === DestinationPrefixListId)) {
      throw new AwsError(
        'RouteAlreadyExists',
        `route table ${table.RouteTableId} already has a route with destination-prefix-list-id ${DestinationPrefixListId}`,
      );
    }
    if (!isWanted && others.length === table.Routes?.length) continue;
    const route = {
      DestinationPrefixListId,
      GatewayId: VpcEndpointId,
      Origin: 'CreateRoute' as const,
    };
    routeTables.put(table.RouteTableId, {
      ...table,
      Routes: isWanted ? [...others, route] : others,
    });
  }
}

/** Makes an interface endpoint's interfaces match its subnets and groups. */
export function setEndpointInterfaces(context: Context, row: VpcEndpointRow): VpcEndpointRow {
  const tables = ec2Tables(context.store);
  const subnets = byIds(tables.subnets, kinds.subnet, row.SubnetIds ?? []);
  const groups = (row.Groups ?? []).map(({ GroupId = '' }) =>
    byId(tables.securityGroups, kinds.securityGroup, GroupId),
  );
  const zones = new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone));
  if (zones.size < subnets.length) {
    throw new AwsError(
      'DuplicateSubnetsInSameZone',
      `Found another VPC endpoint subnet in the availability zone of one of ${row.SubnetIds}`,
    );
  }
  const foreign = subnets.find(({ VpcId }) => VpcId !== row.VpcId);
  if (foreign) {
    throw invalidParameterValue(`Subnet ${foreign.SubnetId} is not of the VPC ${row.VpcId}`);
  }
  const existing = byIds(
    tables.networkInterfaces,
    kinds.networkInterface,
    row.NetworkInterfaceIds ?? [],
  );
  for (const { NetworkInterfaceId, SubnetId } of existing) {
    if (!row.SubnetIds?.includes(SubnetId)) deleteNetworkInterface(tables, NetworkInterfaceId);
  }
  const Groups = groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName }));
  const NetworkInterfaceIds = subnets.map((subnet) => {
    const kept = existing.find(({ SubnetId }) => SubnetId === subnet.SubnetId);
    if (kept) tables.networkInterfaces.put(kept.NetworkInterfaceId, { ...kept, Groups });
    return (kept ?? putEndpointInterface(context, row, subnet, groups)).NetworkInterfaceId;
  });
  const changed = { ...row, NetworkInterfaceIds };
  tables.vpcEndpoints.put(row.VpcEndpointId, changed);
  return changed;
}

/** Deletes it with its routes and interfaces. */
export function deleteVpcEndpoint(context: Context, row: VpcEndpointRow): void {
  const tables = ec2Tables(context.store);
  setEndpointRoutes(context, row, []);
  for (const id of row.NetworkInterfaceIds ?? []) deleteNetworkInterface(tables, id);
  tables.vpcEndpoints.delete(row.VpcEndpointId);
  tables.tags.delete(row.VpcEndpointId);
}

/** @throws AwsError where the VPC's attributes do not allow private names */
export function checkPrivateDns(tables: Ec2Tables, VpcId: string): void {
  if (hasDns(tables, VpcId)) return;
  throw new AwsError(
    'InvalidParameter',
    'Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes ' +
      `set to true for ${VpcId}`,
  );
}

/** The groups named, or the VPC's default one. */
export function endpointGroups(
  { securityGroups }: Ec2Tables,
  VpcId: string,
  ids: readonly string[] | undefined,
) {
  const groups = ids?.length
    ? byIds(securityGroups, kinds.securityGroup, ids)
    : securityGroups.list().filter((row) => row.VpcId === VpcId && row.GroupName === 'default');
  const foreign = groups.find((group) => group.VpcId !== VpcId);
  if (!foreign) return groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName }));
  throw new AwsError(
    'InvalidParameter',
    `Security group ${foreign.GroupId} and VPC ${VpcId} belong to different networks.`,
  );
}

function putEndpointInterface(
  context: Context,
  { VpcEndpointId }: VpcEndpointRow,
  subnet: SubnetRow,
  groups: readonly SecurityGroupRow[],
): NetworkInterfaceRow {
  return putNetworkInterface(context, {
    subnet,
    groups,
    Description: `VPC Endpoint Interface ${VpcEndpointId}`,
    InterfaceType: 'vpc_endpoint',
    RequesterId: 'amazon-vpce',
    Attachment: {
      AttachmentId: newId('ela-attach'),
      AttachTime: context.now(),
      DeleteOnTermination: false,
      DeviceIndex: 1,
      InstanceOwnerId: 'amazon-aws',
      Status: 'attached',
    },
  });
}

function hasDns({ vpcs }: Ec2Tables, VpcId: string): boolean {
  const attributes = vpcs.get(VpcId)?.attributes;
  return attributes?.enableDnsSupport === true && attributes.enableDnsHostnames;
}
