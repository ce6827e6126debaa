// The network: public subnets for the load balancer, private ones for the instances, in each zone; and
// the instances' way to AWS's APIs. S3 and DynamoDB are reached through gateways, which cost nothing.

import * as aws from '@pulumi/aws';
import * as awsx from '@pulumi/awsx';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from './config.ts';
import { tagsOf } from './tags.ts';

export type Network = {
  readonly vpc: awsx.ec2.Vpc;
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  /** What must stand before an instance can reach the table. */
  readonly gateways: readonly aws.ec2.VpcEndpoint[];
};

const natGateways = { nat: 'Single', 'nat-per-zone': 'OnePerAz', endpoints: 'None' } as const;
/** A VPC is cut for four zones, as 2 more bits of prefix, so that another zone moves no subnet. */
const bitsOfZones = 2;

export function createNetwork(settings: Settings): Network {
  const { vpcCidr, zones, wayOut, region } = settings;
  const vpc = new awsx.ec2.Vpc('rollover', {
    cidrBlock: vpcCidr,
    numberOfAvailabilityZones: zones,
    availabilityZoneCidrMask: Number(vpcCidr.split('/')[1]) + bitsOfZones,
    subnetStrategy: 'Auto',
    natGateways: { strategy: natGateways[wayOut] },
    // Interface endpoints answer to the names of the APIs.
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags: tagsOf(settings),
  });
  const routeTableIds = vpc.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id)));
  const gateways = (['s3', 'dynamodb'] as const).map(
    (service) =>
      new aws.ec2.VpcEndpoint(`rollover-${service}`, {
        vpcId: vpc.vpcId,
        vpcEndpointType: 'Gateway',
        serviceName: `com.amazonaws.${region}.${service}`,
        routeTableIds,
        tags: tagsOf(settings, service),
      }),
  );
  const { vpcId, publicSubnetIds, privateSubnetIds } = vpc;
  return { vpc, vpcId, publicSubnetIds, privateSubnetIds, gateways };
}
