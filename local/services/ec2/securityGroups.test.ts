import { waitUntilSecurityGroupExists } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ensureDefaultVpc } from './defaultVpc.ts';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

const everywhere = [{ CidrIp: '0.0.0.0/0' }];

describe('CreateSecurityGroup', () => {
  test('makes a group that lets nothing in and everything out, as Packer waits for it', async () => {
    const { ec2, makeVpc } = await serveNetworking();
    const VpcId = await makeVpc();
    const { GroupId = '', SecurityGroupArn } = await ec2.createSecurityGroup({
      GroupName: 'packer_67',
      Description: 'Temporary group for Packer',
      VpcId,
      TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    expect(SecurityGroupArn).toBe(
      `arn:aws:ec2:eu-central-1:000000000000:security-group/${GroupId}`,
    );
    await waitUntilSecurityGroupExists({ client: ec2, maxWaitTime: 60 }, { GroupIds: [GroupId] });
    const { SecurityGroups } = await ec2.describeSecurityGroups({ GroupIds: [GroupId] });
    expect(SecurityGroups).toMatchObject([
      {
        GroupName: 'packer_67',
        Description: 'Temporary group for Packer',
        VpcId,
        OwnerId: '000000000000',
        IpPermissions: [],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: everywhere }],
        Tags: [{ Key: 'a', Value: 'b' }],
      },
    ]);
    expect(SecurityGroups?.[0]?.IpPermissionsEgress?.[0]).not.toHaveProperty('FromPort');
  });

  test.each([
    ['web', 'InvalidGroup.Duplicate'],
    ['sg-web', 'InvalidParameterValue'],
    ['default', 'InvalidParameterValue'],
    ['Grüße', 'InvalidParameterValue'],
    ['x'.repeat(256), 'InvalidParameterValue'],
  ])('refuses the name %s', async (GroupName, name) => {
    const { makeVpc, makeGroup } = await serveNetworking();
    const VpcId = await makeVpc();
    await makeGroup(VpcId, 'web');
    await expect(makeGroup(VpcId, GroupName)).rejects.toMatchObject({ name });
  });

  test('lets each VPC have a group of the same name', async () => {
    const { makeVpc, makeGroup } = await serveNetworking();
    await makeGroup(await makeVpc(), 'web');
    await makeGroup(await makeVpc(), 'web');
  });

  test('uses the default VPC where none is named', async () => {
    const { ec2, context } = await serveNetworking();
    const group = { GroupName: 'web', Description: 'Of a test' };
    await expect(ec2.createSecurityGroup(group)).rejects.toMatchObject({
      name: 'VPCIdNotSpecified',
    });
    ensureDefaultVpc(context);
    const { GroupId } = await ec2.createSecurityGroup(group);
    const { SecurityGroups } = await ec2.describeSecurityGroups({ GroupNames: ['web'] });
    expect(SecurityGroups).toMatchObject([{ GroupId }]);
    await ec2.deleteSecurityGroup({ GroupName: 'web' });
    await expect(ec2.describeSecurityGroups({ GroupNames: ['web'] })).rejects.toMatchObject({
      name: 'InvalidGroup.NotFound',
    });
  });
});

test('Groups are found by what their rules say', async () => {
  const { ec2, makeVpc, makeGroup } = await serveNetworking();
  const VpcId = await makeVpc();
  const [one, other] = [await makeGroup(VpcId, 'one'), await makeGroup(VpcId, 'other')];
  await ec2.authorizeSecurityGroupIngress({
    GroupId: one,
    IpPermissions: [
      {
        IpProtocol: 'tcp',
        FromPort: 80,
        ToPort: 81,
        IpRanges: [{ CidrIp: '192.0.2.0/24' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
        UserIdGroupPairs: [{ GroupId: other }],
      },
    ],
  });
  const found = async (name: string, value: string) => {
    const { SecurityGroups = [] } = await ec2.describeSecurityGroups({
      Filters: [filter(name, value), filter('group-name', 'o*')],
    });
    return SecurityGroups.map(({ GroupId }) => GroupId);
  };
  for (const [name, value] of [
    ['ip-permission.cidr', '192.0.2.0/24'],
    ['ip-permission.ipv6-cidr', '2001:db8::/32'],
    ['ip-permission.from-port', '80'],
    ['ip-permission.to-port', '81'],
    ['ip-permission.protocol', 'tcp'],
    ['ip-permission.group-id', other],
    ['ip-permission.user-id', '000000000000'],
  ] as const) {
    expect([name, await found(name, value)]).toEqual([name, [one]]);
  }
  expect(await found('egress.ip-permission.cidr', '0.0.0.0/0')).toEqual([one, other]);
});

describe('DeleteSecurityGroup', () => {
  test('takes the rules and their tags along', async () => {
    const { ec2, makeVpc, makeGroup, store } = await serveNetworking();
    const GroupId = await makeGroup(await makeVpc());
    const { SecurityGroupRules } = await ec2.describeSecurityGroupRules({
      Filters: [filter('group-id', GroupId)],
    });
    const ruleId = SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? '';
    await ec2.createTags({ Resources: [ruleId, GroupId], Tags: [{ Key: 'a', Value: 'b' }] });
    expect(await ec2.deleteSecurityGroup({ GroupId })).toMatchObject({ Return: true, GroupId });
    await expect(ec2.describeSecurityGroups({ GroupIds: [GroupId] })).rejects.toMatchObject({
      name: 'InvalidGroup.NotFound',
      message: `The security group '${GroupId}' does not exist`,
    });
    await expect(
      ec2.describeSecurityGroupRules({ SecurityGroupRuleIds: [ruleId] }),
    ).rejects.toMatchObject({ name: 'InvalidSecurityGroupRuleId.NotFound' });
    expect(store.table('ec2.tags').list()).toEqual([]);
  });

  test('refuses the default group', async () => {
    const { ec2, makeVpc } = await serveNetworking();
    await makeVpc();
    const { SecurityGroups } = await ec2.describeSecurityGroups({});
    const GroupId = SecurityGroups?.[0]?.GroupId;
    await expect(ec2.deleteSecurityGroup({ GroupId })).rejects.toMatchObject({
      name: 'CannotDelete',
      message: `the specified group: "${GroupId}" name: "default" cannot be deleted by a user`,
    });
  });

  test('waits for interfaces, and for rules of other groups', async () => {
    const { ec2, makeVpc, makeSubnet, makeGroup } = await serveNetworking();
    const VpcId = await makeVpc();
    const [GroupId, other] = [await makeGroup(VpcId, 'web'), await makeGroup(VpcId, 'db')];
    const inUse = {
      name: 'DependencyViolation',
      message: `resource ${GroupId} has a dependent object`,
    };
    const own = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }];
    await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: own });
    await ec2.authorizeSecurityGroupIngress({ GroupId: other, IpPermissions: own });
    await expect(ec2.deleteSecurityGroup({ GroupId })).rejects.toMatchObject(inUse);
    await ec2.revokeSecurityGroupIngress({ GroupId: other, IpPermissions: own });

    const { NetworkInterface } = await ec2.createNetworkInterface({
      SubnetId: await makeSubnet(VpcId),
      Groups: [GroupId],
    });
    await expect(ec2.deleteSecurityGroup({ GroupId })).rejects.toMatchObject(inUse);
    const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId;
    await ec2.deleteNetworkInterface({ NetworkInterfaceId });
    await ec2.deleteSecurityGroup({ GroupId });
  });
});
