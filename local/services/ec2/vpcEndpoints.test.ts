import { VpcEndpointType } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

const s3 = 'com.amazonaws.eu-central-1.s3';
const ssm = 'com.amazonaws.eu-central-1.ssm';

async function serveTable() {
  const served = await serveNetworking();
  const VpcId = await served.makeVpc();
  const makeTable = async () => {
    const { RouteTable } = await served.ec2.createRouteTable({ VpcId });
    return RouteTable?.RouteTableId ?? '';
  };
  const { PrefixLists } = await served.ec2.describePrefixLists({
    Filters: [filter('prefix-list-name', s3)],
  });
  const read = async (id: string) => {
    const { VpcEndpoints } = await served.ec2.describeVpcEndpoints({ VpcEndpointIds: [id] });
    return VpcEndpoints?.[0];
  };
  const PrefixListId = PrefixLists?.[0]?.PrefixListId ?? '';
  return { ...served, VpcId, RouteTableId: await makeTable(), makeTable, PrefixListId, read };
}

describe('A gateway endpoint', () => {
  test('is a route to a prefix list in each of its tables', async () => {
    const { ec2, VpcId, RouteTableId, PrefixListId, makeTable, read } = await serveTable();
    const { VpcEndpoint } = await ec2.createVpcEndpoint({
      VpcId,
      ServiceName: s3,
      VpcEndpointType: 'Gateway',
      RouteTableIds: [RouteTableId],
      TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    const VpcEndpointId = VpcEndpoint?.VpcEndpointId ?? '';
    const described = await read(VpcEndpointId);
    expect(described).toMatchObject({
      State: 'available',
      VpcEndpointType: 'Gateway',
      ServiceName: s3,
      RouteTableIds: [RouteTableId],
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(JSON.parse(described?.PolicyDocument ?? '')).toMatchObject({
      Statement: [{ Effect: 'Allow', Principal: '*' }],
    });
    const routesOf = async (id: string) => {
      const { RouteTables } = await ec2.describeRouteTables({ RouteTableIds: [id] });
      return RouteTables?.[0]?.Routes?.slice(1);
    };
    const route = { DestinationPrefixListId: PrefixListId, GatewayId: VpcEndpointId };
    expect(await routesOf(RouteTableId)).toMatchObject([{ ...route, State: 'active' }]);
    await expect(
      ec2.deleteRoute({ RouteTableId, DestinationPrefixListId: PrefixListId }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });

    const other = await makeTable();
    await ec2.modifyVpcEndpoint({
      VpcEndpointId,
      AddRouteTableIds: [other],
      RemoveRouteTableIds: [RouteTableId],
    });
    expect(await read(VpcEndpointId)).toMatchObject({ RouteTableIds: [other] });
    expect([await routesOf(RouteTableId), await routesOf(other)]).toMatchObject([[], [route]]);

    expect(await ec2.deleteVpcEndpoints({ VpcEndpointIds: [VpcEndpointId] })).toMatchObject({
      Unsuccessful: [],
    });
    expect(await routesOf(other)).toEqual([]);
    await expect(read(VpcEndpointId)).rejects.toMatchObject({
      name: 'InvalidVpcEndpointId.NotFound',
    });
  });

  test('is the only one of its service in a table', async () => {
    const { ec2, VpcId, RouteTableId } = await serveTable();
    const request = { VpcId, ServiceName: s3, RouteTableIds: [RouteTableId] };
    await ec2.createVpcEndpoint(request);
    await expect(ec2.createVpcEndpoint(request)).rejects.toMatchObject({
      name: 'RouteAlreadyExists',
    });
    const { VpcEndpoints } = await ec2.describeVpcEndpoints({});
    expect(VpcEndpoints).toHaveLength(1);
  });
});

describe('An interface endpoint', () => {
  test('has an interface in each of its subnets', async () => {
    const { ec2, VpcId, makeSubnet, makeGroup, read } = await serveTable();
    const subnets = [
      await makeSubnet(VpcId, '10.0.1.0/24', 'eu-central-1a'),
      await makeSubnet(VpcId, '10.0.2.0/24', 'eu-central-1b'),
    ] as const;
    const GroupId = await makeGroup(VpcId);
    const { VpcEndpoint } = await ec2.createVpcEndpoint({
      VpcId,
      ServiceName: ssm,
      VpcEndpointType: 'Interface',
      SubnetIds: [subnets[0]],
      SecurityGroupIds: [GroupId],
      PrivateDnsEnabled: false,
    });
    const VpcEndpointId = VpcEndpoint?.VpcEndpointId ?? '';
    await ec2.modifyVpcEndpoint({ VpcEndpointId, AddSubnetIds: [subnets[1]] });
    const endpoint = await read(VpcEndpointId);
    expect(endpoint).toMatchObject({ SubnetIds: subnets, Groups: [{ GroupId }] });
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({
      NetworkInterfaceIds: endpoint?.NetworkInterfaceIds ?? [],
    });
    expect(NetworkInterfaces).toMatchObject(
      subnets.map((SubnetId) => ({
        SubnetId,
        Description: `VPC Endpoint Interface ${VpcEndpointId}`,
        InterfaceType: 'vpc_endpoint',
        Groups: [{ GroupId }],
        RequesterManaged: true,
      })),
    );

    await ec2.modifyVpcEndpoint({ VpcEndpointId, RemoveSubnetIds: [subnets[0]] });
    await ec2.deleteSubnet({ SubnetId: subnets[0] });
    await expect(ec2.deleteVpc({ VpcId })).rejects.toMatchObject({ name: 'DependencyViolation' });
    await ec2.deleteVpcEndpoints({ VpcEndpointIds: [VpcEndpointId] });
    expect(await ec2.describeNetworkInterfaces({})).toMatchObject({ NetworkInterfaces: [] });
  });

  test('has private names only where the VPC allows them', async () => {
    const { ec2, VpcId, makeSubnet } = await serveTable();
    const request = {
      VpcId,
      ServiceName: ssm,
      VpcEndpointType: VpcEndpointType.Interface,
      SubnetIds: [await makeSubnet(VpcId)],
      PrivateDnsEnabled: true,
    };
    await expect(ec2.createVpcEndpoint(request)).rejects.toMatchObject({
      name: 'InvalidParameter',
      message: expect.stringMatching(/^Enabling private DNS requires both enableDnsSupport/),
    });
    await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } });
    const { VpcEndpoint } = await ec2.createVpcEndpoint(request);
    expect(VpcEndpoint?.PrivateDnsEnabled).toBe(true);
  });
});

test('An endpoint of an unknown service, or with a policy that is none, is refused', async () => {
  const { ec2, VpcId } = await serveTable();
  await expect(
    ec2.createVpcEndpoint({ VpcId, ServiceName: 'com.amazonaws.eu-central-1.moon' }),
  ).rejects.toMatchObject({
    name: 'InvalidServiceName',
    message: "The Vpc Endpoint Service 'com.amazonaws.eu-central-1.moon' does not exist",
  });
  await expect(
    ec2.createVpcEndpoint({ VpcId, ServiceName: s3, PolicyDocument: '{' }),
  ).rejects.toMatchObject({ name: 'InvalidPolicyDocument' });
});

test('Deleting what is not there tells so, and deletes the rest', async () => {
  const { ec2, VpcId } = await serveTable();
  const { VpcEndpoint } = await ec2.createVpcEndpoint({ VpcId, ServiceName: s3 });
  const missing = 'vpce-0123456789abcdef0';
  const { Unsuccessful } = await ec2.deleteVpcEndpoints({
    VpcEndpointIds: [missing, VpcEndpoint?.VpcEndpointId ?? ''],
  });
  expect(Unsuccessful).toEqual([
    {
      ResourceId: missing,
      Error: {
        Code: 'InvalidVpcEndpoint.NotFound',
        Message: `The Vpc Endpoint Id '${missing}' does not exist`,
      },
    },
  ]);
  expect(await ec2.describeVpcEndpoints({})).toMatchObject({ VpcEndpoints: [] });
});

test('Services are described with their types', async () => {
  const { ec2 } = await serveNetworking();
  const { ServiceNames, ServiceDetails } = await ec2.describeVpcEndpointServices({
    ServiceNames: [s3],
    Filters: [filter('service-type', 'Gateway')],
  });
  expect(ServiceNames).toEqual([s3]);
  expect(ServiceDetails).toMatchObject([
    {
      ServiceName: s3,
      ServiceType: [{ ServiceType: 'Gateway' }],
      VpcEndpointPolicySupported: true,
    },
  ]);
});

test('Prefix lists of AWS are described, plain and managed, with their blocks', async () => {
  const { ec2, PrefixListId } = await serveTable();
  const { PrefixLists } = await ec2.describeManagedPrefixLists({
    Filters: [filter('prefix-list-name', s3)],
  });
  expect(PrefixLists).toMatchObject([
    {
      PrefixListId,
      PrefixListName: s3,
      OwnerId: 'AWS',
      PrefixListArn: `arn:aws:ec2:eu-central-1:aws:prefix-list/${PrefixListId}`,
    },
  ]);
  expect(await ec2.getManagedPrefixListEntries({ PrefixListId })).toMatchObject({
    Entries: [{ Cidr: '192.0.2.0/24' }],
  });
  await expect(ec2.describePrefixLists({ PrefixListIds: ['pl-00000000'] })).rejects.toMatchObject({
    name: 'InvalidPrefixListID.NotFound',
  });
});
