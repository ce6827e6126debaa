// For tests: a security group of a VPC of its own, and what is often put into it.

import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { filter, serveNetworking } from './serveNetworking.ts';

export const http = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };
export const internet = [{ CidrIp: '0.0.0.0/0' }];

export async function serveGroup() {
  const served = await serveNetworking();
  const { ec2 } = served;
  const VpcId = await served.makeVpc();
  const GroupId = await served.makeGroup(VpcId);
  const groupOf = async () => {
    const { SecurityGroups } = await ec2.describeSecurityGroups({ GroupIds: [GroupId] });
    return SecurityGroups?.[0];
  };
  const authorize = (...IpPermissions: IpPermission[]) =>
    ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions });
  const rules = async (): Promise<SecurityGroupRule[]> => {
    const { SecurityGroupRules = [] } = await ec2.describeSecurityGroupRules({
      Filters: [filter('group-id', GroupId)],
    });
    return SecurityGroupRules.filter(({ IsEgress }) => !IsEgress);
  };
  return { ...served, VpcId, GroupId, groupOf, authorize, rules };
}
