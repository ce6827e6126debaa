// For tests: a network with two subnets, an internet gateway's route and a security group, for what stands in one.

import type { ServedProviders } from './serveProviders.ts';

export async function makeNetwork({ make }: ServedProviders) {
  const vpcId = await make('aws:ec2/vpc:Vpc', { cidrBlock: '10.0.0.0/16' });
  const gatewayId = await make('aws:ec2/internetGateway:InternetGateway', { vpcId });
  const routeTableId = await make('aws:ec2/routeTable:RouteTable', { vpcId });
  const destinationCidrBlock = '0.0.0.0/0';
  await make('aws:ec2/route:Route', { routeTableId, destinationCidrBlock, gatewayId });
  const subnets: string[] = [];
  for (const zone of ['a', 'b', 'c']) {
    const subnetId = await make('aws:ec2/subnet:Subnet', {
      vpcId,
      cidrBlock: `10.0.${subnets.length}.0/24`,
      availabilityZone: `eu-central-1${zone}`,
    });
    await make('aws:ec2/routeTableAssociation:RouteTableAssociation', { subnetId, routeTableId });
    subnets.push(subnetId);
  }
  const groups = [
    await make('aws:ec2/securityGroup:SecurityGroup', { vpcId, name: 'one' }),
    await make('aws:ec2/securityGroup:SecurityGroup', { vpcId, name: 'other' }),
  ];
  return { vpcId, subnets, groups };
}
