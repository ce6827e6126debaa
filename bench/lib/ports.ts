// Which ports of instances in the default VPC the bench may reach.

import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';

/** Opens them in the default group; those that are open stay so. */
export async function openPorts(ec2: EC2Client, ports: readonly number[]): Promise<void> {
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ GroupNames: ['default'] }),
  );
  const [group] = SecurityGroups;
  const open = (group?.IpPermissions ?? []).map(({ FromPort }) => FromPort);
  const missing = ports.filter((port) => !open.includes(port));
  if (missing.length === 0) return;
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: group?.GroupId,
      IpPermissions: missing.map((port) => ({
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        IpRanges: [{ CidrIp: '0.0.0.0/0' }],
      })),
    }),
  );
}
