// What still uses a network, a subnet or a security group: AWS refuses to delete it, and does not say why.

import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { Aws } from '../aws.ts';

/** The network interfaces that AWS finds by a filter, by those that they belong to. */
export function usingInterfaces(Name: 'subnet-id' | 'group-id') {
  return async (id: string, { ec2 }: Aws): Promise<readonly string[]> => {
    const found = await ec2.describeNetworkInterfaces({ Filters: [{ Name, Values: [id] }] });
    return [...new Set((found.NetworkInterfaces ?? []).map(ownerOf))];
  };
}

/** What is in a network, beside what AWS itself has put there. */
export async function usersOfVpc(id: string, { ec2 }: Aws): Promise<readonly string[]> {
  const Filters = [{ Name: 'vpc-id', Values: [id] }];
  const [interfaces, subnets, groups] = await Promise.all([
    ec2.describeNetworkInterfaces({ Filters }),
    ec2.describeSubnets({ Filters }),
    ec2.describeSecurityGroups({ Filters }),
  ]);
  const own = groups.SecurityGroups?.filter(({ GroupName }) => GroupName !== 'default') ?? [];
  return [
    ...new Set((interfaces.NetworkInterfaces ?? []).map(ownerOf)),
    ...(subnets.Subnets ?? []).map(({ SubnetId = '' }) => SubnetId),
    ...own.map(({ GroupId = '' }) => GroupId),
  ];
}

function ownerOf({ Attachment, Description, NetworkInterfaceId = '' }: NetworkInterface): string {
  if (Attachment?.InstanceId) return `instance ${Attachment.InstanceId}`;
  return Description ? `${NetworkInterfaceId} (${Description})` : NetworkInterfaceId;
}
