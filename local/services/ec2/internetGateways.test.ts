import { waitUntilInternetGatewayExists } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

test('A gateway is made, attached, detached and deleted, as Terraform does it', async () => {
  const { ec2, makeVpc } = await serveNetworking();
  const VpcId = await makeVpc();
  const { InternetGateway } = await ec2.createInternetGateway({
    TagSpecifications: [{ ResourceType: 'internet-gateway', Tags: [{ Key: 'a', Value: 'b' }] }],
  });
  const InternetGatewayId = InternetGateway?.InternetGatewayId ?? '';
  const ids = { InternetGatewayIds: [InternetGatewayId] };
  await waitUntilInternetGatewayExists({ client: ec2, maxWaitTime: 60 }, ids);
  expect(InternetGateway).toMatchObject({ Attachments: [], Tags: [{ Key: 'a', Value: 'b' }] });

  await ec2.attachInternetGateway({ InternetGatewayId, VpcId });
  expect(await ec2.describeInternetGateways(ids)).toMatchObject({
    InternetGateways: [{ Attachments: [{ State: 'available', VpcId }] }],
  });
  await expect(ec2.deleteInternetGateway({ InternetGatewayId })).rejects.toMatchObject({
    name: 'DependencyViolation',
    message: `The internetGateway '${InternetGatewayId}' has dependencies and cannot be deleted.`,
  });

  await ec2.detachInternetGateway({ InternetGatewayId, VpcId });
  const Filters = [filter('attachment.vpc-id', VpcId)];
  expect(await ec2.describeInternetGateways({ Filters })).toMatchObject({ InternetGateways: [] });
  await ec2.deleteInternetGateway({ InternetGatewayId });
  await expect(ec2.describeInternetGateways(ids)).rejects.toMatchObject({
    name: 'InvalidInternetGatewayID.NotFound',
  });
});

describe('A gateway is refused', () => {
  test('where it is attached already, or another is', async () => {
    const { ec2, makeVpc, makeInternetGateway } = await serveNetworking();
    const VpcId = await makeVpc();
    const InternetGatewayId = await makeInternetGateway(VpcId);
    await expect(
      ec2.attachInternetGateway({ InternetGatewayId, VpcId: await makeVpc() }),
    ).rejects.toMatchObject({
      name: 'Resource.AlreadyAssociated',
      message: `resource ${InternetGatewayId} is already attached to network ${VpcId}`,
    });
    await expect(makeInternetGateway(VpcId)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  test('to leave where it is not attached', async () => {
    const { ec2, makeVpc, makeInternetGateway } = await serveNetworking();
    const InternetGatewayId = await makeInternetGateway(await makeVpc());
    await expect(
      ec2.detachInternetGateway({ InternetGatewayId, VpcId: await makeVpc() }),
    ).rejects.toMatchObject({ name: 'Gateway.NotAttached' });
  });

  test('to leave while interfaces have public addresses', async () => {
    const { ec2, makeVpc, makeSubnet, makeInternetGateway } = await serveNetworking();
    const VpcId = await makeVpc();
    const InternetGatewayId = await makeInternetGateway(VpcId);
    const { NetworkInterface } = await ec2.createNetworkInterface({
      SubnetId: await makeSubnet(VpcId),
    });
    const { AllocationId } = await ec2.allocateAddress({});
    const { AssociationId } = await ec2.associateAddress({
      AllocationId,
      NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId,
    });
    await expect(ec2.detachInternetGateway({ InternetGatewayId, VpcId })).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
    await ec2.disassociateAddress({ AssociationId });
    await ec2.detachInternetGateway({ InternetGatewayId, VpcId });
  });
});
