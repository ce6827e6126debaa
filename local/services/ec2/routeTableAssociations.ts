// Which route table a subnet or a gateway has; a subnet with none has its VPC's main one.

import type { RouteTableAssociation } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type RouteTableRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { byId } from './describe.ts';
import { invalidParameterCombination, invalidParameterValue, kinds } from './errors.ts';
import { newAssociation } from './routeTables.ts';
import type { Ec2Operations } from './service.ts';

export const routeTableAssociationOperations: Ec2Operations = {
  AssociateRouteTable({ RouteTableId = '', SubnetId, GatewayId }, { store }) {
    const tables = ec2Tables(store);
    const table = byId(tables.routeTables, kinds.routeTable, RouteTableId);
    const what = whatToAssociate(tables, table, SubnetId, GatewayId);
    const existing = tables.routeTables
      .list()
      .flatMap(({ Associations = [] }) => Associations)
      .find((each) =>
        'SubnetId' in what ? each.SubnetId === what.SubnetId : each.GatewayId === what.GatewayId,
      );
    if (existing && existing.RouteTableId !== RouteTableId) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `the specified association for route table ${RouteTableId} conflicts with an existing association`,
      );
    }
    const association = existing ?? newAssociation(RouteTableId, what);
    if (!existing) putAssociation(tables, table, association);
    return shown(association, 'AssociationId');
  },

  ReplaceRouteTableAssociation({ AssociationId = '', RouteTableId = '' }, { store }) {
    const tables = ec2Tables(store);
    const { table, association } = findAssociation(tables, AssociationId);
    const next = byId(tables.routeTables, kinds.routeTable, RouteTableId);
    if (next.VpcId !== table.VpcId) {
      throw invalidParameterValue(
        `route table ${RouteTableId} and route table ${table.RouteTableId} belong to different networks`,
      );
    }
    const { SubnetId, GatewayId } = association;
    removeAssociation(tables, table, AssociationId);
    const replaced = newAssociation(
      RouteTableId,
      association.Main
        ? { Main: true }
        : SubnetId !== undefined
          ? { SubnetId }
          : { GatewayId: GatewayId ?? '' },
    );
    // Read again: it may be the table that an association was just removed from.
    putAssociation(tables, byId(tables.routeTables, kinds.routeTable, RouteTableId), replaced);
    return shown(replaced, 'NewAssociationId');
  },

  DisassociateRouteTable({ AssociationId = '' }, { store }) {
    const tables = ec2Tables(store);
    const { table, association } = findAssociation(tables, AssociationId);
    if (association.Main) {
      throw invalidParameterValue(
        `cannot disassociate the main route table association ${AssociationId}`,
      );
    }
    removeAssociation(tables, table, AssociationId);
    return {};
  },
};

/** What a subnet or gateway that is deleted leaves. */
export function removeAssociationsOf({ routeTables }: Ec2Tables, id: string): void {
  for (const row of routeTables.list()) {
    const Associations = row.Associations?.filter(
      ({ SubnetId, GatewayId }) => SubnetId !== id && GatewayId !== id,
    );
    if (Associations?.length === row.Associations?.length) continue;
    routeTables.put(row.RouteTableId, { ...row, Associations });
  }
}

function whatToAssociate(
  tables: Ec2Tables,
  { RouteTableId, VpcId }: RouteTableRow,
  SubnetId: string | undefined,
  GatewayId: string | undefined,
): { readonly SubnetId: string } | { readonly GatewayId: string } {
  if ((SubnetId === undefined) === (GatewayId === undefined)) {
    throw invalidParameterCombination('Expected one of SubnetId, GatewayId');
  }
  const [noun, itsVpcId] =
    SubnetId !== undefined
      ? [`subnet ${SubnetId}`, byId(tables.subnets, kinds.subnet, SubnetId).VpcId]
      : [`network gateway ${GatewayId}`, vpcOfGateway(tables, GatewayId ?? '')];
  if (itsVpcId !== VpcId) {
    throw invalidParameterValue(
      `route table ${RouteTableId} and ${noun} belong to different networks`,
    );
  }
  return SubnetId !== undefined ? { SubnetId } : { GatewayId: GatewayId ?? '' };
}

function vpcOfGateway({ internetGateways }: Ec2Tables, GatewayId: string): string | undefined {
  const gateway = internetGateways.get(GatewayId);
  if (gateway) return gateway.Attachments?.[0]?.VpcId;
  throw new AwsError('InvalidGatewayID.NotFound', `The gateway ID '${GatewayId}' does not exist`);
}

function findAssociation(
  { routeTables }: Ec2Tables,
  id: string,
): { readonly table: RouteTableRow; readonly association: RouteTableAssociation } {
  for (const table of routeTables.list()) {
    const association = table.Associations?.find((each) => each.RouteTableAssociationId === id);
    if (association) return { table, association };
  }
  throw new AwsError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
}

function putAssociation(
  { routeTables }: Ec2Tables,
  table: RouteTableRow,
  association: RouteTableAssociation,
): void {
  const Associations = [...(table.Associations ?? []), association];
  routeTables.put(table.RouteTableId, { ...table, Associations });
}

function removeAssociation({ routeTables }: Ec2Tables, table: RouteTableRow, id: string): void {
  const Associations = table.Associations?.filter((each) => each.RouteTableAssociationId !== id);
  routeTables.put(table.RouteTableId, { ...table, Associations });
}

function shown<Name extends string>(
  { RouteTableAssociationId, AssociationState }: RouteTableAssociation,
  name: Name,
) {
  return { [name]: RouteTableAssociationId, AssociationState };
}
