// Route tables: a main one for each VPC, and those that callers make. They are records: the region's
// network lets security groups alone decide what passes.

import type { Route, RouteTable, RouteTableAssociation } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type RouteTableRow } from '../../store/ec2.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { byId, describe } from './describe.ts';
import { dependencyViolation, kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';
import { tableView } from './tableView.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

export const routeTableOperations: Ec2Operations = {
  CreateRouteTable({ VpcId = '', TagSpecifications }, context) {
    const tables = ec2Tables(context.store);
    byId(tables.vpcs, kinds.vpc, VpcId);
    const Tags = tagsFor('route-table', TagSpecifications);
    const row = putRouteTable(context, VpcId);
    putTags(tables, row.RouteTableId, Tags);
    return { RouteTable: { ...routeTableView(tables, row), Tags } };
  },

  DescribeRouteTables(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tableView(tables.routeTables, (row) => routeTableView(tables, row)),
      kinds.routeTable,
      ({ RouteTableId }) => RouteTableId,
      { ...input, ids: input.RouteTableIds },
      {
        'association.gateway-id': associations(({ GatewayId }) => GatewayId),
        'association.main': associations(({ Main }) => Main),
        'association.route-table-association-id': associations(
          ({ RouteTableAssociationId }) => RouteTableAssociationId,
        ),
        'association.route-table-id': associations(({ RouteTableId }) => RouteTableId),
        'association.subnet-id': associations(({ SubnetId }) => SubnetId),
        'owner-id': ({ OwnerId }) => OwnerId,
        'route-table-id': ({ RouteTableId }) => RouteTableId,
        'route.destination-cidr-block': routes((route) => route.DestinationCidrBlock),
        'route.destination-ipv6-cidr-block': routes((route) => route.DestinationIpv6CidrBlock),
        'route.destination-prefix-list-id': routes((route) => route.DestinationPrefixListId),
        'route.gateway-id': routes(({ GatewayId }) => GatewayId),
        'route.instance-id': routes(({ InstanceId }) => InstanceId),
        'route.nat-gateway-id': routes(({ NatGatewayId }) => NatGatewayId),
        'route.network-interface-id': routes(({ NetworkInterfaceId }) => NetworkInterfaceId),
        'route.origin': routes(({ Origin }) => Origin),
        'route.state': routes(({ State }) => State),
        'route.transit-gateway-id': routes(({ TransitGatewayId }) => TransitGatewayId),
        'vpc-id': ({ VpcId }) => VpcId,
      },
    );
    return { RouteTables: items, NextToken: nextToken };
  },

  DeleteRouteTable({ RouteTableId = '' }, { store }) {
    const tables = ec2Tables(store);
    const row = byId(tables.routeTables, kinds.routeTable, RouteTableId);
    if (row.Associations?.length) {
      throw dependencyViolation(
        `The routeTable '${RouteTableId}' has dependencies and cannot be deleted.`,
      );
    }
    tables.routeTables.delete(RouteTableId);
    tables.tags.delete(RouteTableId);
    return {};
  },
};

/** A table with the local routes of its VPC. */
export function putRouteTable(
  { store, accountId }: Context,
  VpcId: string,
  isMain = false,
): RouteTableRow {
  const tables = ec2Tables(store);
  const RouteTableId = newId('rtb');
  const row: RouteTableRow = {
    RouteTableId,
    VpcId,
    OwnerId: accountId,
    PropagatingVgws: [],
    Associations: isMain ? [newAssociation(RouteTableId, { Main: true })] : [],
    Routes: localRoutes(tables, VpcId),
  };
  tables.routeTables.put(RouteTableId, row);
  return row;
}

/** An association in the state that it keeps: `associated`. */
export function newAssociation(
  RouteTableId: string,
  what: { readonly Main: true } | { readonly SubnetId: string } | { readonly GatewayId: string },
): RouteTableAssociation {
  return {
    Main: false,
    ...what,
    RouteTableAssociationId: newId('rtbassoc'),
    RouteTableId,
    AssociationState: { State: 'associated' },
  };
}

function localRoutes({ vpcs }: Ec2Tables, VpcId: string): Route[] {
  const blocks = vpcs.get(VpcId)?.CidrBlockAssociationSet ?? [];
  return blocks.map(({ CidrBlock }) => ({
    DestinationCidrBlock: CidrBlock,
    GatewayId: 'local',
    Origin: 'CreateRouteTable',
  }));
}

function routeTableView(tables: Ec2Tables, row: RouteTableRow): RouteTableRow {
  const Routes = row.Routes?.map((route) => ({
    ...route,
    State: isReachable(tables, row, route) ? ('active' as const) : ('blackhole' as const),
  }));
  return { ...row, Routes };
}

/** Whether what a route leads to is there, and of the table's VPC. */
function isReachable(tables: Ec2Tables, { VpcId }: RouteTableRow, route: Route): boolean {
  const { GatewayId, NatGatewayId, NetworkInterfaceId } = route;
  if (GatewayId?.startsWith('igw-')) {
    return tables.internetGateways.get(GatewayId)?.Attachments?.[0]?.VpcId === VpcId;
  }
  if (NatGatewayId !== undefined) {
    const State = tables.natGateways.get(NatGatewayId)?.State;
    return State === 'available' || State === 'pending';
  }
  if (NetworkInterfaceId !== undefined) {
    return tables.networkInterfaces.get(NetworkInterfaceId)?.Status === 'in-use';
  }
  return true;
}

function associations<Value>(member: (association: RouteTableAssociation) => Value) {
  return ({ Associations = [] }: Pick<RouteTable, 'Associations'>) => Associations.map(member);
}

function routes<Value>(member: (route: Route) => Value) {
  return ({ Routes = [] }: Pick<RouteTable, 'Routes'>) => Routes.map(member);
}
