import { describe, expect, test } from 'vitest';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

/** A VPC with an internet gateway and a table with a route to it. */
async function serveRoute() {
  const served = await serveNetworking();
  const VpcId = await served.makeVpc();
  const GatewayId = await served.makeInternetGateway(VpcId);
  const { RouteTable } = await served.ec2.createRouteTable({ VpcId });
  const RouteTableId = RouteTable?.RouteTableId ?? '';
  const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' };
  await served.ec2.createRoute({ ...route, GatewayId });
  const routes = async () => {
    const { RouteTables } = await served.ec2.describeRouteTables({ RouteTableIds: [RouteTableId] });
    return RouteTables?.[0]?.Routes;
  };
  return { ...served, VpcId, GatewayId, RouteTableId, route, routes };
}

describe('CreateRoute', () => {
  test('adds a route beside the local one', async () => {
    const { ec2, GatewayId, RouteTableId, routes } = await serveRoute();
    expect(await routes()).toEqual([
      {
        DestinationCidrBlock: '10.0.0.0/16',
        GatewayId: 'local',
        Origin: 'CreateRouteTable',
        State: 'active',
      },
      {
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId,
        Origin: 'CreateRoute',
        State: 'active',
      },
    ]);
    const { RouteTables } = await ec2.describeRouteTables({
      Filters: [
        filter('route.destination-cidr-block', '0.0.0.0/0'),
        filter('route.gateway-id', GatewayId),
      ],
    });
    expect(RouteTables).toMatchObject([{ RouteTableId }]);
  });

  test('refuses a destination that the table has', async () => {
    const { ec2, GatewayId, RouteTableId } = await serveRoute();
    for (const [DestinationCidrBlock, kept] of [
      ['0.0.0.0/0', '0.0.0.0/0'],
      ['10.0.0.1/16', '10.0.0.0/16'],
    ]) {
      await expect(
        ec2.createRoute({ RouteTableId, DestinationCidrBlock, GatewayId }),
      ).rejects.toMatchObject({
        name: 'RouteAlreadyExists',
        message: `The route identified by ${kept} already exists.`,
      });
    }
  });

  test('refuses targets that do not exist or are elsewhere', async () => {
    const { ec2, RouteTableId, makeVpc, makeInternetGateway } = await serveRoute();
    const route = { RouteTableId, DestinationCidrBlock: '192.0.2.0/24' };
    await expect(
      ec2.createRoute({ ...route, GatewayId: 'igw-0123456789abcdef0' }),
    ).rejects.toMatchObject({ name: 'InvalidGatewayID.NotFound' });
    await expect(
      ec2.createRoute({ ...route, NatGatewayId: 'nat-0123456789abcdef0' }),
    ).rejects.toMatchObject({ name: 'InvalidNatGatewayID.NotFound' });
    const GatewayId = await makeInternetGateway(await makeVpc());
    await expect(ec2.createRoute({ ...route, GatewayId })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: `route table ${RouteTableId} and network gateway ${GatewayId} belong to different networks`,
    });
    await expect(
      ec2.createRoute({ ...route, TransitGatewayId: 'tgw-0123456789abcdef0' }),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  test('leads to an interface', async () => {
    const { ec2, VpcId, makeSubnet, RouteTableId, routes } = await serveRoute();
    const { NetworkInterface } = await ec2.createNetworkInterface({
      SubnetId: await makeSubnet(VpcId),
    });
    const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId;
    const DestinationCidrBlock = '192.0.2.0/24';
    await ec2.createRoute({ RouteTableId, DestinationCidrBlock, NetworkInterfaceId });
    // Nothing is behind it.
    expect(await routes()).toContainEqual({
      DestinationCidrBlock,
      NetworkInterfaceId,
      Origin: 'CreateRoute',
      State: 'blackhole',
    });
  });
});

test('A route is a black hole while its gateway is away', async () => {
  const { ec2, VpcId, GatewayId, routes } = await serveRoute();
  const gateway = { InternetGatewayId: GatewayId, VpcId };
  const states = async () => (await routes())?.map(({ State }) => State);
  await ec2.detachInternetGateway(gateway);
  expect(await states()).toEqual(['active', 'blackhole']);
  await ec2.attachInternetGateway(gateway);
  expect(await states()).toEqual(['active', 'active']);
});

describe('ReplaceRoute', () => {
  test('leads elsewhere, in the same place', async () => {
    const { ec2, VpcId, makeSubnet, route, routes } = await serveRoute();
    const { AllocationId } = await ec2.allocateAddress({});
    const SubnetId = await makeSubnet(VpcId);
    const { NatGateway } = await ec2.createNatGateway({ SubnetId, AllocationId });
    await ec2.replaceRoute({ ...route, NatGatewayId: NatGateway?.NatGatewayId });
    expect(await routes()).toMatchObject([
      { GatewayId: 'local' },
      { NatGatewayId: NatGateway?.NatGatewayId, State: 'active', Origin: 'CreateRoute' },
    ]);
  });

  test('refuses a destination that the table has not', async () => {
    const { ec2, GatewayId, RouteTableId } = await serveRoute();
    await expect(
      ec2.replaceRoute({ RouteTableId, DestinationCidrBlock: '192.0.2.0/24', GatewayId }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message:
        "There is no route defined for '192.0.2.0/24' in the route table. Use CreateRoute instead.",
    });
  });
});

describe('DeleteRoute', () => {
  test('takes the route away, once', async () => {
    const { ec2, route, routes, RouteTableId } = await serveRoute();
    await ec2.deleteRoute(route);
    expect(await routes()).toHaveLength(1);
    await expect(ec2.deleteRoute(route)).rejects.toMatchObject({
      name: 'InvalidRoute.NotFound',
      message: `no route with destination-cidr-block 0.0.0.0/0 in route table ${RouteTableId}`,
    });
  });

  test('leaves the local route', async () => {
    const { ec2, RouteTableId } = await serveRoute();
    await expect(
      ec2.deleteRoute({ RouteTableId, DestinationCidrBlock: '10.0.0.0/16' }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});
