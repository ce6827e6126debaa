// EC2's operations on networks, together.

import { addressOperations } from './addresses.ts';
import { internetGatewayOperations } from './internetGateways.ts';
import { natGatewayOperations } from './natGateways.ts';
import { networkAclOperations } from './networkAcls.ts';
import { networkInterfaceAttachmentOperations } from './networkInterfaceAttachments.ts';
import { networkInterfaceOperations } from './networkInterfaces.ts';
import { prefixListOperations } from './prefixLists.ts';
import { routeOperations } from './routes.ts';
import { routeTableAssociationOperations } from './routeTableAssociations.ts';
import { routeTableOperations } from './routeTables.ts';
import { securityGroupRuleChangeOperations } from './securityGroupRuleChanges.ts';
import { securityGroupRuleOperations } from './securityGroupRules.ts';
import { securityGroupOperations } from './securityGroups.ts';
import type { Ec2Operations } from './service.ts';
import { subnetOperations } from './subnets.ts';
import { tagOperations } from './tags.ts';
import { vpcEndpointServiceOperations } from './vpcEndpointServices.ts';
import { vpcEndpointOperations } from './vpcEndpoints.ts';
import { vpcOperations } from './vpcs.ts';
import { zoneOperations } from './zones.ts';

export const networkingOperations: readonly Ec2Operations[] = [
  addressOperations,
  internetGatewayOperations,
  natGatewayOperations,
  networkAclOperations,
  networkInterfaceAttachmentOperations,
  networkInterfaceOperations,
  prefixListOperations,
  routeTableAssociationOperations,
  routeTableOperations,
  routeOperations,
  securityGroupRuleChangeOperations,
  securityGroupRuleOperations,
  securityGroupOperations,
  subnetOperations,
  tagOperations,
  vpcEndpointServiceOperations,
  vpcEndpointOperations,
  vpcOperations,
  zoneOperations,
];
