// aws:ec2/routeTableAssociation:RouteTableAssociation. A subnet or gateway has one, under another id with each
// change; so it is found by what is associated.

import type { Aws, AwsOf } from '../aws.ts';
import { resourceType } from '../resourceType.ts';
import { until } from '../until.ts';

type Associated = {
  readonly subnetId?: string | undefined;
  readonly gatewayId?: string | undefined;
};

export const routeTableAssociation = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/routeTableAssociation.ts',
    properties: {
      routeTableId: { is: 'string', required: true },
      subnetId: { is: 'string', replaces: true },
      gatewayId: { is: 'string', replaces: true },
    },
    gone: ['InvalidAssociationID.NotFound', 'InvalidSubnetID.NotFound'],
    async create(inputs, aws) {
      const { AssociationId = '' } = await aws.ec2.associateRouteTable({
        RouteTableId: inputs.routeTableId,
        SubnetId: inputs.subnetId,
        GatewayId: inputs.gatewayId,
      });
      await associated(inputs, aws);
      return AssociationId;
    },
    isUnmarked: true,
    find: async (inputs, aws) => (await associationOf(inputs, aws))?.RouteTableAssociationId,
    async read(_id, aws, known) {
      const found = await associationOf(known, aws);
      return (
        found && {
          routeTableId: found.RouteTableId,
          subnetId: found.SubnetId,
          gatewayId: found.GatewayId,
        }
      );
    },
    changes: [
      {
        of: ['routeTableId'],
        async apply(_id, news, aws) {
          const found = await associationOf(news, aws);
          await aws.ec2.replaceRouteTableAssociation({
            AssociationId: found?.RouteTableAssociationId,
            RouteTableId: news.routeTableId,
          });
          await associated(news, aws);
        },
      },
    ],
    async delete(_id, aws, known) {
      const found = await associationOf(known, aws);
      if (!found) return;
      await aws.ec2.disassociateRouteTable({ AssociationId: found.RouteTableAssociationId });
    },
  });

async function associationOf({ subnetId, gatewayId }: Associated, { ec2 }: Aws) {
  const filter = subnetId
    ? { Name: 'association.subnet-id', Values: [subnetId] }
    : { Name: 'association.gateway-id', Values: [gatewayId ?? ''] };
  const { RouteTables = [] } = await ec2.describeRouteTables({ Filters: [filter] });
  return RouteTables.flatMap(({ Associations = [] }) => Associations).find(
    (each) =>
      each.AssociationState?.State !== 'disassociated' &&
      (subnetId ? each.SubnetId === subnetId : each.GatewayId === gatewayId),
  );
}

function associated(inputs: Associated, aws: Aws) {
  const what = `${inputs.subnetId ?? inputs.gatewayId} to be associated`;
  return until(what, aws, async () => {
    const { State } = (await associationOf(inputs, aws))?.AssociationState ?? {};
    return State === 'associated' || undefined;
  });
}
