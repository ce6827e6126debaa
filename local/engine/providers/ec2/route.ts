// aws:ec2/route:Route

import { crc32 } from 'node:zlib';
import type { AwsOf } from '../aws.ts';
import type { Table, Values } from '../properties.ts';
import { resourceType } from '../resourceType.ts';

const target = { is: 'string' } as const;
const destination = { is: 'string', replaces: true } as const;
const properties = {
  routeTableId: { is: 'string', required: true, replaces: true },
  destinationCidrBlock: destination,
  destinationIpv6CidrBlock: destination,
  destinationPrefixListId: destination,
  gatewayId: target,
  natGatewayId: target,
  networkInterfaceId: target,
  transitGatewayId: target,
  vpcEndpointId: target,
  vpcPeeringConnectionId: target,
} as const satisfies Table;

type Inputs = Partial<Values<typeof properties>>;

export const route = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/route.ts',
    properties,
    gone: ['InvalidRouteTableID.NotFound', 'InvalidRoute.NotFound'],
    async create(inputs, { ec2 }) {
      await ec2.createRoute({ ...destinationOf(inputs), ...targetOf(inputs) });
      return idOf(inputs);
    },
    isUnmarked: true,
    find: async (inputs) => idOf(inputs),
    async read(_id, { ec2 }, known) {
      const { RouteTableId, ...destination } = destinationOf(known);
      const { RouteTables } = await ec2.describeRouteTables({
        RouteTableIds: [RouteTableId ?? ''],
      });
      const found = RouteTables?.[0]?.Routes?.find(
        (each) =>
          each.DestinationCidrBlock === destination.DestinationCidrBlock &&
          each.DestinationIpv6CidrBlock === destination.DestinationIpv6CidrBlock &&
          each.DestinationPrefixListId === destination.DestinationPrefixListId,
      );
      // EC2 writes an endpoint as a gateway.
      const isEndpoint = found?.GatewayId?.startsWith('vpce-');
      return (
        found && {
          routeTableId: RouteTableId,
          destinationCidrBlock: found.DestinationCidrBlock,
          destinationIpv6CidrBlock: found.DestinationIpv6CidrBlock,
          destinationPrefixListId: found.DestinationPrefixListId,
          [isEndpoint ? 'vpcEndpointId' : 'gatewayId']: found.GatewayId,
          natGatewayId: found.NatGatewayId,
          networkInterfaceId: found.NetworkInterfaceId,
          transitGatewayId: found.TransitGatewayId,
          vpcPeeringConnectionId: found.VpcPeeringConnectionId,
          origin: found.Origin,
          state: found.State,
        }
      );
    },
    changes: [
      {
        of: [
          'gatewayId',
          'natGatewayId',
          'networkInterfaceId',
          'transitGatewayId',
          'vpcEndpointId',
          'vpcPeeringConnectionId',
        ],
        apply: (_id, news, { ec2 }) =>
          ec2.replaceRoute({ ...destinationOf(news), ...targetOf(news) }),
      },
    ],
    delete: (_id, { ec2 }, known) => ec2.deleteRoute(destinationOf(known)),
  });

function destinationOf(inputs: Inputs) {
  return {
    RouteTableId: inputs.routeTableId,
    DestinationCidrBlock: inputs.destinationCidrBlock,
    DestinationIpv6CidrBlock: inputs.destinationIpv6CidrBlock,
    DestinationPrefixListId: inputs.destinationPrefixListId,
  };
}

function targetOf(inputs: Inputs) {
  return {
    GatewayId: inputs.gatewayId,
    NatGatewayId: inputs.natGatewayId,
    NetworkInterfaceId: inputs.networkInterfaceId,
    TransitGatewayId: inputs.transitGatewayId,
    VpcEndpointId: inputs.vpcEndpointId,
    VpcPeeringConnectionId: inputs.vpcPeeringConnectionId,
  };
}

/** As the AWS provider makes it: EC2 has no ids for routes. */
function idOf(inputs: Inputs): string {
  const destination =
    inputs.destinationCidrBlock ??
    inputs.destinationIpv6CidrBlock ??
    inputs.destinationPrefixListId ??
    '';
  return `r-${inputs.routeTableId}${crc32(destination)}`;
}
