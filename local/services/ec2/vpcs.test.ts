import { waitUntilVpcAvailable } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ensureDefaultVpc } from './defaultVpc.ts';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

describe('CreateVpc', () => {
  test('makes what Terraform reads after it: ACL, main route table, default group', async () => {
    const { ec2 } = await serveNetworking();
    const { Vpc } = await ec2.createVpc({
      CidrBlock: '10.1.0.0/16',
      InstanceTenancy: 'default',
      AmazonProvidedIpv6CidrBlock: false,
      TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'web' }] }],
    });
    const VpcId = Vpc?.VpcId ?? '';
    await waitUntilVpcAvailable({ client: ec2, maxWaitTime: 60 }, { VpcIds: [VpcId] });
    expect(await ec2.describeVpcs({ VpcIds: [VpcId] })).toMatchObject({
      Vpcs: [
        {
          CidrBlock: '10.1.0.0/16',
          CidrBlockAssociationSet: [
            { CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'associated' } },
          ],
          InstanceTenancy: 'default',
          IsDefault: false,
          OwnerId: '000000000000',
          State: 'available',
          Tags: [{ Key: 'Name', Value: 'web' }],
        },
      ],
    });

    const acls = await ec2.describeNetworkAcls({
      Filters: [filter('default', 'true'), filter('vpc-id', VpcId)],
    });
    expect(acls.NetworkAcls).toHaveLength(1);

    const routeTables = await ec2.describeRouteTables({
      Filters: [filter('association.main', 'true'), filter('vpc-id', VpcId)],
    });
    expect(routeTables.RouteTables).toMatchObject([
      {
        Associations: [{ Main: true, AssociationState: { State: 'associated' } }],
        Routes: [
          {
            DestinationCidrBlock: '10.1.0.0/16',
            GatewayId: 'local',
            Origin: 'CreateRouteTable',
            State: 'active',
          },
        ],
      },
    ]);

    const groups = await ec2.describeSecurityGroups({
      Filters: [filter('group-name', 'default'), filter('vpc-id', VpcId)],
    });
    const [group] = groups.SecurityGroups ?? [];
    expect(group).toMatchObject({
      Description: 'default VPC security group',
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group?.GroupId }] }],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });
  });

  test.each([
    ['10.0.0.0/15', 'InvalidVpc.Range'],
    ['10.0.0.0/29', 'InvalidVpc.Range'],
    ['10.0.0.0', 'InvalidParameterValue'],
  ])('refuses %s', async (CidrBlock, name) => {
    const { ec2 } = await serveNetworking();
    await expect(ec2.createVpc({ CidrBlock })).rejects.toMatchObject({ name });
  });

  test('keeps the canonical form of the block', async () => {
    const { ec2 } = await serveNetworking();
    const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.3.7/16' });
    expect(Vpc?.CidrBlock).toBe('10.0.0.0/16');
  });

  test('does not pretend to know IPv6', async () => {
    const { ec2, notBuilt } = await serveNetworking();
    const request = ec2.createVpc({ CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true });
    await expect(request).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(notBuilt).toEqual(['ec2.CreateVpc']);
  });
});

test('Attributes are read and modified one by one', async () => {
  const { ec2, makeVpc } = await serveNetworking();
  const VpcId = await makeVpc();
  const read = async () => {
    const [support, hostnames, metrics] = await Promise.all([
      ec2.describeVpcAttribute({ VpcId, Attribute: 'enableDnsSupport' }),
      ec2.describeVpcAttribute({ VpcId, Attribute: 'enableDnsHostnames' }),
      ec2.describeVpcAttribute({ VpcId, Attribute: 'enableNetworkAddressUsageMetrics' }),
    ]);
    return [
      support.EnableDnsSupport?.Value,
      hostnames.EnableDnsHostnames?.Value,
      metrics.EnableNetworkAddressUsageMetrics?.Value,
    ];
  };
  expect(await read()).toEqual([true, false, false]);
  await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } });
  await ec2.modifyVpcAttribute({ VpcId, EnableDnsSupport: { Value: false } });
  expect(await read()).toEqual([false, true, false]);
  const both = ec2.modifyVpcAttribute({
    VpcId,
    EnableDnsSupport: { Value: true },
    EnableDnsHostnames: { Value: true },
  });
  await expect(both).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
});

describe('DescribeVpcs', () => {
  test('of an unknown id is an error, of an unknown filter value is empty', async () => {
    const { ec2, makeVpc } = await serveNetworking();
    await makeVpc();
    const id = 'vpc-0123456789abcdef0';
    await expect(ec2.describeVpcs({ VpcIds: [id] })).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
      message: `The vpc ID '${id}' does not exist`,
    });
    expect(await ec2.describeVpcs({ Filters: [filter('vpc-id', id)] })).toMatchObject({ Vpcs: [] });
  });

  test.each([
    ['cidr', '10.7.0.0/16'],
    ['cidr-block-association.cidr-block', '10.7.*'],
    ['state', 'available'],
    ['dhcp-options-id', 'default'],
    ['owner-id', '000000000000'],
  ])('filters by %s', async (name, value) => {
    const { ec2, makeVpc } = await serveNetworking();
    const VpcId = await makeVpc('10.7.0.0/16');
    const { Vpcs } = await ec2.describeVpcs({ Filters: [filter(name, value)] });
    expect(Vpcs).toMatchObject([{ VpcId }]);
    const { Vpcs: none } = await ec2.describeVpcs({ Filters: [filter(name, 'other')] });
    expect(none).toEqual([]);
  });

  test('finds the default VPC as Packer and as Terraform ask for it', async () => {
    const { ec2, context, makeVpc } = await serveNetworking();
    await makeVpc();
    ensureDefaultVpc(context);
    for (const name of ['is-default', 'isDefault']) {
      const { Vpcs } = await ec2.describeVpcs({ Filters: [filter(name, 'true')] });
      expect(Vpcs).toMatchObject([{ CidrBlock: '172.31.0.0/16' }]);
    }
  });
});

describe('DeleteVpc', () => {
  test('takes with it what the VPC was made with, tags included', async () => {
    const { ec2, makeVpc, store } = await serveNetworking();
    const VpcId = await makeVpc();
    const { SecurityGroups = [] } = await ec2.describeSecurityGroups({});
    const GroupId = SecurityGroups[0]?.GroupId ?? '';
    await ec2.createTags({ Resources: [VpcId, GroupId], Tags: [{ Key: 'a', Value: 'b' }] });
    await ec2.deleteVpc({ VpcId });
    await expect(ec2.describeVpcs({ VpcIds: [VpcId] })).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
    });
    expect(await ec2.describeNetworkAcls({})).toMatchObject({ NetworkAcls: [] });
    expect(await ec2.describeRouteTables({})).toMatchObject({ RouteTables: [] });
    expect(await ec2.describeSecurityGroups({})).toMatchObject({ SecurityGroups: [] });
    expect(await ec2.describeSecurityGroupRules({})).toMatchObject({ SecurityGroupRules: [] });
    expect(store.table('ec2.tags').list()).toEqual([]);
  });

  test.each<
    [string, (served: Awaited<ReturnType<typeof serveNetworking>>, VpcId: string) => unknown]
  >([
    ['subnet', ({ makeSubnet }, VpcId) => makeSubnet(VpcId)],
    ['internet gateway', ({ makeInternetGateway }, VpcId) => makeInternetGateway(VpcId)],
    ['security group', ({ makeGroup }, VpcId) => makeGroup(VpcId)],
    ['route table', ({ ec2 }, VpcId) => ec2.createRouteTable({ VpcId })],
  ])('waits until a %s is gone', async (_, make) => {
    const served = await serveNetworking();
    const VpcId = await served.makeVpc();
    await make(served, VpcId);
    await expect(served.ec2.deleteVpc({ VpcId })).rejects.toMatchObject({
      name: 'DependencyViolation',
      message: `The vpc '${VpcId}' has dependencies and cannot be deleted.`,
    });
  });
});
