// Interface endpoints: AWS's APIs inside the network, for a fleet that has no way to the internet.

import * as aws from '@pulumi/aws';
import type { Settings } from './config.ts';
import type { Network } from './network.ts';
import type { SecurityGroups } from './securityGroups.ts';
import { tagsOf } from './tags.ts';

/** Systems Manager, its messages (sessions), logs and metrics: what an instance calls, but for S3 and DynamoDB. */
export const interfaceServices = ['ssm', 'ssmmessages', 'logs', 'monitoring'] as const;

/** None where a NAT gateway is the way out. */
export function createEndpoints(
  settings: Settings,
  { network, groups }: { readonly network: Network; readonly groups: SecurityGroups },
): readonly aws.ec2.VpcEndpoint[] {
  const { endpoints } = groups;
  if (endpoints === undefined) return [];
  return interfaceServices.map(
    (service) =>
      new aws.ec2.VpcEndpoint(`rollover-${service}`, {
        vpcId: network.vpcId,
        vpcEndpointType: 'Interface',
        serviceName: `com.amazonaws.${settings.region}.${service}`,
        subnetIds: network.privateSubnetIds,
        securityGroupIds: [endpoints.id],
        privateDnsEnabled: true,
        tags: tagsOf(settings, service),
      }),
  );
}
