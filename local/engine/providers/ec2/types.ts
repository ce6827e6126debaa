// EC2's types of resources, by their tokens.

import type { AwsOf } from '../aws.ts';
import { eip } from './eip.ts';
import { internetGateway } from './internetGateway.ts';
import { launchTemplate } from './launchTemplate.ts';
import { natGateway } from './natGateway.ts';
import { route } from './route.ts';
import { routeTable } from './routeTable.ts';
import { routeTableAssociation } from './routeTableAssociation.ts';
import { securityGroup } from './securityGroup.ts';
import { securityGroupEgressRule, securityGroupIngressRule } from './securityGroupRules.ts';
import { subnet } from './subnet.ts';
import { vpc } from './vpc.ts';
import { vpcEndpoint } from './vpcEndpoint.ts';

export const ec2Types = (awsOf: AwsOf) => ({
  'aws:ec2/eip:Eip': eip(awsOf),
  'aws:ec2/internetGateway:InternetGateway': internetGateway(awsOf),
  'aws:ec2/launchTemplate:LaunchTemplate': launchTemplate(awsOf),
  'aws:ec2/natGateway:NatGateway': natGateway(awsOf),
  'aws:ec2/route:Route': route(awsOf),
  'aws:ec2/routeTable:RouteTable': routeTable(awsOf),
  'aws:ec2/routeTableAssociation:RouteTableAssociation': routeTableAssociation(awsOf),
  'aws:ec2/securityGroup:SecurityGroup': securityGroup(awsOf),
  'aws:ec2/subnet:Subnet': subnet(awsOf),
  'aws:ec2/vpc:Vpc': vpc(awsOf),
  'aws:ec2/vpcEndpoint:VpcEndpoint': vpcEndpoint(awsOf),
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': securityGroupEgressRule(awsOf),
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': securityGroupIngressRule(awsOf),
});
