import { waitUntilNatGatewayAvailable, waitUntilNatGatewayDeleted } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

const minute = 60_000;

async function serveSubnet() {
  const served = await serveNetworking();
  const VpcId = await served.makeVpc();
  const SubnetId = await served.makeSubnet(VpcId);
  const { AllocationId, PublicIp } = await served.ec2.allocateAddress({});
  const stateOf = async (NatGatewayId: string | undefined) => {
    const { NatGateways } = await served.ec2.describeNatGateways({
      NatGatewayIds: [NatGatewayId ?? ''],
    });
    return NatGateways?.[0]?.State;
  };
  return { ...served, VpcId, SubnetId, AllocationId, PublicIp, stateOf };
}

describe('A public gateway', () => {
  test('has an interface of its own with the elastic address', async () => {
    const { ec2, VpcId, SubnetId, AllocationId, PublicIp, ...served } = await serveSubnet();
    await served.makeInternetGateway(VpcId);
    const { NatGateway } = await ec2.createNatGateway({
      SubnetId,
      AllocationId,
      TagSpecifications: [{ ResourceType: 'natgateway', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    const ids = { NatGatewayIds: [NatGateway?.NatGatewayId ?? ''] };
    await waitUntilNatGatewayAvailable({ client: ec2, maxWaitTime: 60 }, ids);
    const { NatGateways } = await ec2.describeNatGateways(ids);
    expect(NatGateways).toMatchObject([
      {
        ConnectivityType: 'public',
        State: 'available',
        SubnetId,
        VpcId,
        NatGatewayAddresses: [{ AllocationId, PublicIp, IsPrimary: true, Status: 'succeeded' }],
        Tags: [{ Key: 'a', Value: 'b' }],
      },
    ]);
    const { NetworkInterfaceId = '', PrivateIp } = NatGateways?.[0]?.NatGatewayAddresses?.[0] ?? {};
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({
      Filters: [filter('interface-type', 'nat_gateway')],
    });
    expect(NetworkInterfaces).toMatchObject([
      {
        NetworkInterfaceId,
        PrivateIpAddress: PrivateIp,
        Association: { PublicIp },
        RequesterManaged: true,
        Status: 'in-use',
      },
    ]);
    await expect(ec2.deleteSubnet({ SubnetId })).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
  });

  test('gives back its address, is described for an hour, and its routes lead nowhere', async () => {
    const { ec2, VpcId, SubnetId, AllocationId, stateOf, ...served } = await serveSubnet();
    await served.makeInternetGateway(VpcId);
    const { NatGateway } = await ec2.createNatGateway({ SubnetId, AllocationId });
    const NatGatewayId = NatGateway?.NatGatewayId ?? '';
    const { RouteTable } = await ec2.createRouteTable({ VpcId });
    const RouteTableId = RouteTable?.RouteTableId ?? '';
    await ec2.createRoute({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId });

    await ec2.deleteNatGateway({ NatGatewayId });
    const ids = { NatGatewayIds: [NatGatewayId] };
    await waitUntilNatGatewayDeleted({ client: ec2, maxWaitTime: 60 }, ids);
    const { RouteTables } = await ec2.describeRouteTables({ RouteTableIds: [RouteTableId] });
    expect(RouteTables?.[0]?.Routes?.[1]).toMatchObject({ NatGatewayId, State: 'blackhole' });
    await ec2.releaseAddress({ AllocationId });
    await ec2.deleteSubnet({ SubnetId });

    served.advance(59 * minute);
    expect(await stateOf(NatGatewayId)).toBe('deleted');
    served.advance(2 * minute);
    await expect(ec2.describeNatGateways(ids)).rejects.toMatchObject({
      name: 'NatGatewayNotFound',
    });
  });

  test('waits a minute for the internet gateway, which Pulumi may attach after it', async () => {
    const { ec2, VpcId, SubnetId, AllocationId, stateOf, ...served } = await serveSubnet();
    const { NatGateway } = await ec2.createNatGateway({ SubnetId, AllocationId });
    expect(NatGateway?.State).toBe('pending');
    served.advance(minute);
    expect(await stateOf(NatGateway?.NatGatewayId)).toBe('pending');
    await served.makeInternetGateway(VpcId);
    expect(await stateOf(NatGateway?.NatGatewayId)).toBe('available');
  });

  test('fails where none comes, and leaves the subnet and the address free', async () => {
    const { ec2, SubnetId, VpcId, AllocationId, advance } = await serveSubnet();
    const { NatGateway } = await ec2.createNatGateway({ SubnetId, AllocationId });
    advance(2 * minute);
    const { NatGateways } = await ec2.describeNatGateways({
      Filter: [filter('state', 'failed')],
    });
    expect(NatGateways).toMatchObject([
      {
        NatGatewayId: NatGateway?.NatGatewayId,
        FailureCode: 'Gateway.NotAttached',
        FailureMessage: `Network ${VpcId} has no Internet gateway attached`,
      },
    ]);
    await ec2.deleteSubnet({ SubnetId });
    await ec2.releaseAddress({ AllocationId });
  });

  test('is refused an address that another has, or none', async () => {
    const { ec2, SubnetId, AllocationId } = await serveSubnet();
    await ec2.createNatGateway({ SubnetId, AllocationId });
    await expect(ec2.createNatGateway({ SubnetId, AllocationId })).rejects.toMatchObject({
      name: 'Resource.AlreadyAssociated',
    });
    await expect(ec2.createNatGateway({ SubnetId })).rejects.toMatchObject({
      name: 'MissingParameter',
    });
  });
});

test('A private gateway needs neither address nor internet', async () => {
  const { ec2, SubnetId } = await serveSubnet();
  const { NatGateway } = await ec2.createNatGateway({ SubnetId, ConnectivityType: 'private' });
  expect(NatGateway).toMatchObject({ State: 'available', ConnectivityType: 'private' });
});
