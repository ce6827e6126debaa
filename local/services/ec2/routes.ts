// The routes of a route table: each has one destination, and leads to one target.

import type { CreateRouteRequest, Route } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type RouteTableRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { canonicalCidr, canonicalIpv6Cidr } from './addressing.ts';
import { byId } from './describe.ts';
import { invalidParameterCombination, invalidParameterValue, kinds } from './errors.ts';
import { notBuilt } from './notBuilt.ts';
import type { Ec2Operations } from './service.ts';

export const routeOperations: Ec2Operations = {
  CreateRoute(input, { store }) {
    const tables = ec2Tables(store);
    const table = byId(tables.routeTables, kinds.routeTable, input.RouteTableId ?? '');
    const destination = destinationOf(input);
    const target = targetOf(tables, table, input);
    if (table.Routes?.some(leadsTo(destination))) {
      throw new AwsError(
        'RouteAlreadyExists',
        `The route identified by ${destination.value} already exists.`,
      );
    }
    const route = { ...destination.members, ...target, Origin: 'CreateRoute' as const };
    tables.routeTables.put(table.RouteTableId, {
      ...table,
      Routes: [...(table.Routes ?? []), route],
    });
    return { Return: true };
  },

  ReplaceRoute(input, { store }) {
    const tables = ec2Tables(store);
    const table = byId(tables.routeTables, kinds.routeTable, input.RouteTableId ?? '');
    const destination = destinationOf(input);
    const existing = table.Routes?.find(leadsTo(destination));
    if (!existing) {
      throw invalidParameterValue(
        `There is no route defined for '${destination.value}' in the route table. Use CreateRoute instead.`,
      );
    }
    const { Origin } = existing;
    const target = input.LocalTarget ? { GatewayId: 'local' } : targetOf(tables, table, input);
    const route = { ...destination.members, ...target, Origin };
    tables.routeTables.put(table.RouteTableId, {
      ...table,
      Routes: table.Routes?.map((each) => (each === existing ? route : each)),
    });
    return {};
  },

  DeleteRoute(input, { store }) {
    const tables = ec2Tables(store);
    const table = byId(tables.routeTables, kinds.routeTable, input.RouteTableId ?? '');
    const destination = destinationOf(input);
    const existing = table.Routes?.find(leadsTo(destination));
    if (!existing) {
      throw new AwsError(
        'InvalidRoute.NotFound',
        `no route with ${destination.parameter} ${destination.value} in route table ${table.RouteTableId}`,
      );
    }
    if (existing.Origin === 'CreateRouteTable') {
      throw invalidParameterValue(
        `cannot remove local route ${destination.value} in route table ${table.RouteTableId}`,
      );
    }
    if (existing.GatewayId?.startsWith('vpce-')) {
      throw invalidParameterValue(
        `cannot remove VPC endpoint route ${destination.value} in route table ${table.RouteTableId}`,
      );
    }
    tables.routeTables.put(table.RouteTableId, {
      ...table,
      Routes: table.Routes?.filter((each) => each !== existing),
    });
    return {};
  },
};

type Destination = {
  /** As AWS's messages name it. */
  readonly parameter: string;
  readonly value: string;
  /** As a route has it. */
  readonly members: Pick<
    Route,
    'DestinationCidrBlock' | 'DestinationIpv6CidrBlock' | 'DestinationPrefixListId'
  >;
};

function destinationOf(input: Destination['members']): Destination {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = input;
  const given = [DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId];
  if (given.filter((each) => each !== undefined).length !== 1) {
    throw invalidParameterCombination(
      'Expected one of DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId',
    );
  }
  if (DestinationPrefixListId !== undefined) {
    return {
      parameter: 'destination-prefix-list-id',
      value: DestinationPrefixListId,
      members: { DestinationPrefixListId },
    };
  }
  if (DestinationIpv6CidrBlock !== undefined) {
    const value = canonicalIpv6Cidr(DestinationIpv6CidrBlock);
    if (value === undefined) throw noBlock('destinationIpv6CidrBlock', DestinationIpv6CidrBlock);
    const members = { DestinationIpv6CidrBlock: value };
    return { parameter: 'destination-ipv6-cidr-block', value, members };
  }
  const value = canonicalCidr(DestinationCidrBlock ?? '');
  if (value === undefined) throw noBlock('destinationCidrBlock', DestinationCidrBlock ?? '');
  const members = { DestinationCidrBlock: value };
  return { parameter: 'destination-cidr-block', value, members };
}

function leadsTo({ value }: Destination): (route: Route) => boolean {
  return (route) =>
    route.DestinationCidrBlock === value ||
    route.DestinationIpv6CidrBlock === value ||
    route.DestinationPrefixListId === value;
}

type Target = Pick<
  Route,
  'GatewayId' | 'NatGatewayId' | 'NetworkInterfaceId' | 'InstanceId' | 'InstanceOwnerId'
>;

const targetsNotBuilt = [
  'CarrierGatewayId',
  'CoreNetworkArn',
  'EgressOnlyInternetGatewayId',
  'LocalGatewayId',
  'OdbNetworkArn',
  'TransitGatewayId',
  'VpcEndpointId',
  'VpcPeeringConnectionId',
] as const;

/** @throws AwsError for a target that does not exist, or is of another VPC */
function targetOf(tables: Ec2Tables, table: RouteTableRow, input: CreateRouteRequest): Target {
  const missing = targetsNotBuilt.find((name) => input[name] !== undefined);
  if (missing) throw notBuilt(`CreateRoute to a ${missing}`);
  const { GatewayId, NatGatewayId, NetworkInterfaceId, InstanceId } = input;
  const given = [GatewayId, NatGatewayId, NetworkInterfaceId, InstanceId];
  if (given.filter((each) => each !== undefined).length !== 1) {
    throw invalidParameterCombination(
      'Expected one of GatewayId, NatGatewayId, NetworkInterfaceId, InstanceId',
    );
  }
  if (GatewayId !== undefined) return gatewayTarget(tables, table, GatewayId);
  if (NatGatewayId !== undefined) {
    const natGateway = tables.natGateways.get(NatGatewayId);
    if (!natGateway || natGateway.State === 'deleted') {
      throw new AwsError(
        'InvalidNatGatewayID.NotFound',
        `The natGateway ID '${NatGatewayId}' does not exist`,
      );
    }
    checkSameVpc(table, 'nat gateway', NatGatewayId, natGateway.VpcId);
    return { NatGatewayId };
  }
  const interfaceId = NetworkInterfaceId ?? onlyInterfaceOf(tables, InstanceId ?? '');
  const row = byId(tables.networkInterfaces, kinds.networkInterface, interfaceId);
  checkSameVpc(table, 'interface', interfaceId, row.VpcId);
  const { Attachment } = row;
  return {
    NetworkInterfaceId: interfaceId,
    ...(Attachment?.InstanceId !== undefined && {
      InstanceId: Attachment.InstanceId,
      InstanceOwnerId: Attachment.InstanceOwnerId,
    }),
  };
}

function gatewayTarget(tables: Ec2Tables, table: RouteTableRow, GatewayId: string): Target {
  const gateway = tables.internetGateways.get(GatewayId);
  if (!gateway) {
    throw new AwsError('InvalidGatewayID.NotFound', `The gateway ID '${GatewayId}' does not exist`);
  }
  checkSameVpc(table, 'network gateway', GatewayId, gateway.Attachments?.[0]?.VpcId);
  return { GatewayId };
}

function onlyInterfaceOf(tables: Ec2Tables, InstanceId: string): string {
  byId(tables.instances, kinds.instance, InstanceId);
  const [only, ...more] = tables.networkInterfaces
    .list()
    .filter(({ Attachment }) => Attachment?.InstanceId === InstanceId);
  if (only && more.length === 0) return only.NetworkInterfaceId;
  throw new AwsError(
    'InvalidInstanceID',
    `There are multiple interfaces attached to instance '${InstanceId}'. Please specify an interface ID for the operation instead.`,
  );
}

function checkSameVpc(
  { RouteTableId, VpcId }: RouteTableRow,
  noun: string,
  id: string,
  otherVpcId: string | undefined,
): void {
  if (otherVpcId === VpcId) return;
  throw invalidParameterValue(
    `route table ${RouteTableId} and ${noun} ${id} belong to different networks`,
  );
}

function noBlock(parameter: string, value: string): AwsError {
  return invalidParameterValue(
    `Value (${value}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`,
  );
}
