import { waitUntilSubnetAvailable } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

describe('CreateSubnet', () => {
  test('makes a subnet that says where it is and what it has left', async () => {
    const { ec2, makeVpc } = await serveNetworking();
    const VpcId = await makeVpc();
    const { Subnet } = await ec2.createSubnet({
      VpcId,
      CidrBlock: '10.0.1.0/24',
      AvailabilityZoneId: 'euc1-az2',
      TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: 'Name', Value: 'public' }] }],
    });
    const SubnetId = Subnet?.SubnetId ?? '';
    await waitUntilSubnetAvailable({ client: ec2, maxWaitTime: 60 }, { SubnetIds: [SubnetId] });
    expect(Subnet).toMatchObject({
      VpcId,
      CidrBlock: '10.0.1.0/24',
      AvailabilityZone: 'eu-central-1b',
      AvailabilityZoneId: 'euc1-az2',
      AvailableIpAddressCount: 251,
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
      State: 'available',
      SubnetArn: `arn:aws:ec2:eu-central-1:000000000000:subnet/${SubnetId}`,
      Tags: [{ Key: 'Name', Value: 'public' }],
    });
    const { NetworkAcls } = await ec2.describeNetworkAcls({
      Filters: [filter('association.subnet-id', SubnetId)],
    });
    expect(NetworkAcls).toMatchObject([{ IsDefault: true, VpcId }]);
  });

  test.each([
    ['10.1.0.0/24', 'InvalidSubnet.Range', "The CIDR '10.1.0.0/24' is invalid."],
    ['10.0.0.0/29', 'InvalidSubnet.Range', "The CIDR '10.0.0.0/29' is invalid."],
    [
      '10.0.1.128/25',
      'InvalidSubnet.Conflict',
      "The CIDR '10.0.1.128/25' conflicts with another subnet",
    ],
    [
      '10.0.1',
      'InvalidParameterValue',
      'Value (10.0.1) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
    ],
  ])('refuses %s', async (CidrBlock, name, message) => {
    const { ec2, makeVpc, makeSubnet } = await serveNetworking();
    const VpcId = await makeVpc();
    await makeSubnet(VpcId, '10.0.1.0/24');
    await expect(ec2.createSubnet({ VpcId, CidrBlock })).rejects.toMatchObject({ name, message });
  });

  test('lets two VPCs have the same addresses', async () => {
    const { makeVpc, makeSubnet } = await serveNetworking();
    const subnets = [await makeSubnet(await makeVpc()), await makeSubnet(await makeVpc())];
    expect(new Set(subnets).size).toBe(2);
  });

  test('refuses a zone that the region has not', async () => {
    const { ec2, makeVpc } = await serveNetworking();
    const request = { VpcId: await makeVpc(), CidrBlock: '10.0.0.0/24' };
    await expect(
      ec2.createSubnet({ ...request, AvailabilityZone: 'eu-central-1f' }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('eu-central-1a, eu-central-1b, eu-central-1c'),
    });
  });
});

describe('ModifySubnetAttribute', () => {
  test('changes one attribute, which DescribeSubnets then shows', async () => {
    const { ec2, makeVpc, makeSubnet } = await serveNetworking();
    const SubnetId = await makeSubnet(await makeVpc());
    await ec2.modifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch: { Value: true } });
    await ec2.modifySubnetAttribute({
      SubnetId,
      EnableResourceNameDnsARecordOnLaunch: { Value: true },
    });
    await ec2.modifySubnetAttribute({ SubnetId, AssignIpv6AddressOnCreation: { Value: false } });
    const { Subnets } = await ec2.describeSubnets({ SubnetIds: [SubnetId] });
    expect(Subnets).toMatchObject([
      {
        MapPublicIpOnLaunch: true,
        AssignIpv6AddressOnCreation: false,
        PrivateDnsNameOptionsOnLaunch: {
          HostnameType: 'ip-name',
          EnableResourceNameDnsARecord: true,
        },
      },
    ]);
  });

  test('refuses two at once, and what the region has not', async () => {
    const { ec2, makeVpc, makeSubnet } = await serveNetworking();
    const SubnetId = await makeSubnet(await makeVpc());
    const on = { Value: true };
    await expect(
      ec2.modifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch: on, EnableDns64: on }),
    ).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
    await expect(
      ec2.modifySubnetAttribute({ SubnetId, AssignIpv6AddressOnCreation: on }),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

test.each([
  ['availability-zone', 'eu-central-1c'],
  ['availabilityZone', 'eu-central-1c'],
  ['cidr-block', '10.0.9.0/24'],
  ['cidrBlock', '10.0.9.0/24'],
  ['available-ip-address-count', '251'],
  ['map-public-ip-on-launch', 'false'],
])('DescribeSubnets filters by %s', async (name, value) => {
  const { ec2, makeVpc, makeSubnet } = await serveNetworking();
  const VpcId = await makeVpc();
  const other = await makeSubnet(VpcId, '10.0.8.0/25');
  await ec2.modifySubnetAttribute({ SubnetId: other, MapPublicIpOnLaunch: { Value: true } });
  const SubnetId = await makeSubnet(VpcId, '10.0.9.0/24', 'eu-central-1c');
  const { Subnets } = await ec2.describeSubnets({
    Filters: [filter('vpc-id', VpcId), filter(name, value)],
  });
  expect(Subnets?.map((subnet) => subnet.SubnetId)).toEqual([SubnetId]);
});

describe('DeleteSubnet', () => {
  test('waits for interfaces to go, as Terraform makes them', async () => {
    const { ec2, makeVpc, makeSubnet } = await serveNetworking();
    const SubnetId = await makeSubnet(await makeVpc());
    await ec2.createNetworkInterface({ SubnetId });
    await expect(ec2.deleteSubnet({ SubnetId })).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
    const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces({
      Filters: [filter('subnet-id', SubnetId)],
    });
    for (const { NetworkInterfaceId } of NetworkInterfaces) {
      await ec2.deleteNetworkInterface({ NetworkInterfaceId });
    }
    await ec2.deleteSubnet({ SubnetId });
    await expect(ec2.describeSubnets({ SubnetIds: [SubnetId] })).rejects.toMatchObject({
      name: 'InvalidSubnetID.NotFound',
    });
  });

  test('leaves no association behind', async () => {
    const { ec2, makeVpc, makeSubnet } = await serveNetworking();
    const VpcId = await makeVpc();
    const SubnetId = await makeSubnet(VpcId);
    const { RouteTable } = await ec2.createRouteTable({ VpcId });
    const RouteTableId = RouteTable?.RouteTableId;
    await ec2.associateRouteTable({ RouteTableId, SubnetId });
    await ec2.deleteSubnet({ SubnetId });
    const Filters = [filter('association.subnet-id', SubnetId)];
    expect(await ec2.describeRouteTables({ Filters })).toMatchObject({ RouteTables: [] });
    expect(await ec2.describeNetworkAcls({ Filters })).toMatchObject({ NetworkAcls: [] });
    await ec2.deleteRouteTable({ RouteTableId });
    await ec2.deleteVpc({ VpcId });
  });
});
