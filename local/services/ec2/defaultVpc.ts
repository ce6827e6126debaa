// The VPC that an account has from the start, where instances go that name no subnet.
// https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html

import { ec2Tables, type VpcRow } from '../../store/ec2.ts';
import type { Context } from '../shared/context.ts';
import { attachInternetGateway, putInternetGateway } from './internetGateways.ts';
import { putSubnet } from './subnets.ts';
import { putVpc } from './vpcRows.ts';
import { zonesOf } from './zones.ts';

/** Makes it where there is none; otherwise does nothing. */
export function ensureDefaultVpc(context: Context): void {
  const { vpcs } = ec2Tables(context.store);
  if (vpcs.list().some(({ IsDefault }) => IsDefault)) return;
  context.store.transaction(() => putDefaultVpc(context));
}

/** A VPC with a public subnet in each zone, and a way to the internet. */
export function putDefaultVpc(context: Context): VpcRow {
  const tables = ec2Tables(context.store);
  const vpc = putVpc(context, { CidrBlock: '172.31.0.0/16', isDefault: true });
  zonesOf(context.regionName).forEach((zone, index) => {
    putSubnet(context, { vpc, CidrBlock: `172.31.${16 * index}.0/20`, zone, isDefault: true });
  });
  const gateway = putInternetGateway(context);
  attachInternetGateway(tables, gateway, vpc.VpcId);
  const main = tables.routeTables.list().find(({ VpcId }) => VpcId === vpc.VpcId);
  if (main) {
    const route = {
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: gateway.InternetGatewayId,
      Origin: 'CreateRoute' as const,
    };
    tables.routeTables.put(main.RouteTableId, { ...main, Routes: [...(main.Routes ?? []), route] });
  }
  return vpc;
}
