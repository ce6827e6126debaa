import { waitUntilNetworkInterfaceAvailable } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ec2Tables } from '../../store/ec2.ts';
import { instanceRow } from '../../testing/ec2Rows.ts';
import { createPrimaryInterface } from './primaryInterface.ts';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

async function serveInterface() {
  const served = await serveNetworking();
  const VpcId = await served.makeVpc();
  const SubnetId = await served.makeSubnet(VpcId);
  const GroupId = await served.makeGroup(VpcId);
  const { NetworkInterface } = await served.ec2.createNetworkInterface({
    SubnetId,
    Groups: [GroupId],
    Description: 'Of a test',
    TagSpecifications: [{ ResourceType: 'network-interface', Tags: [{ Key: 'a', Value: 'b' }] }],
  });
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? '';
  const read = async () => {
    const { NetworkInterfaces } = await served.ec2.describeNetworkInterfaces({
      NetworkInterfaceIds: [NetworkInterfaceId],
    });
    return NetworkInterfaces?.[0];
  };
  const InstanceId = 'i-0123456789abcdef0';
  ec2Tables(served.store).instances.put(InstanceId, instanceRow({ InstanceId, VpcId, SubnetId }));
  createPrimaryInterface(served.context, { SubnetId, InstanceId });
  return { ...served, VpcId, SubnetId, GroupId, NetworkInterfaceId, InstanceId, read };
}

test('An interface is described with what it was made with', async () => {
  const { ec2, VpcId, SubnetId, GroupId, NetworkInterfaceId, read } = await serveInterface();
  await waitUntilNetworkInterfaceAvailable(
    { client: ec2, maxWaitTime: 60 },
    { NetworkInterfaceIds: [NetworkInterfaceId] },
  );
  expect(await read()).toMatchObject({
    VpcId,
    SubnetId,
    AvailabilityZone: 'eu-central-1a',
    Description: 'Of a test',
    Groups: [{ GroupId, GroupName: 'web' }],
    InterfaceType: 'interface',
    MacAddress: expect.stringMatching(/^02(:[0-9a-f]{2}){5}$/),
    OwnerId: '000000000000',
    RequesterManaged: false,
    SourceDestCheck: true,
    Status: 'available',
    TagSet: [{ Key: 'a', Value: 'b' }],
  });
  expect(await read()).not.toHaveProperty('hostAddress');
});

test.each([
  ['group-id', 'GroupId'],
  ['network-interface-id', 'NetworkInterfaceId'],
] as const)('Interfaces are found by %s', async (name, key) => {
  const served = await serveInterface();
  const { NetworkInterfaces } = await served.ec2.describeNetworkInterfaces({
    Filters: [filter(name, served[key])],
  });
  expect(NetworkInterfaces).toMatchObject([{ NetworkInterfaceId: served.NetworkInterfaceId }]);
});

test.each([
  ['description', 'Of a *', 1],
  ['status', 'available', 1],
  ['status', 'in-use', 1],
  ['attachment.instance-id', 'i-0123456789abcdef0', 1],
  ['attachment.status', 'attached', 1],
  ['availability-zone', 'eu-central-1a', 2],
  ['requester-id', 'amazon-elb', 0],
  ['requester-managed', 'false', 2],
  ['tag:a', 'b', 1],
  ['vpc-id', 'vpc-0123456789abcdef0', 0],
])('The filter %s=%s finds %i', async (name, value, expected) => {
  const { ec2 } = await serveInterface();
  const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({
    Filters: [filter(name, value)],
  });
  expect(NetworkInterfaces).toHaveLength(expected);
});

describe('ModifyNetworkInterfaceAttribute', () => {
  test('changes the groups, the description, and what becomes of it', async () => {
    const { ec2, VpcId, NetworkInterfaceId, InstanceId, makeGroup, read } = await serveInterface();
    const GroupId = await makeGroup(VpcId, 'db');
    await ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [GroupId] });
    await ec2.modifyNetworkInterfaceAttribute({
      NetworkInterfaceId,
      Description: { Value: 'Other' },
    });
    const { AttachmentId } = await ec2.attachNetworkInterface({
      NetworkInterfaceId,
      InstanceId,
      DeviceIndex: 1,
    });
    await ec2.modifyNetworkInterfaceAttribute({
      NetworkInterfaceId,
      Attachment: { AttachmentId, DeleteOnTermination: true },
    });
    expect(await read()).toMatchObject({
      Description: 'Other',
      Groups: [{ GroupId, GroupName: 'db' }],
      Attachment: { AttachmentId, DeleteOnTermination: true, InstanceId },
    });
  });

  test('refuses groups of another VPC, and what is not built', async () => {
    const { ec2, NetworkInterfaceId, makeVpc, makeGroup } = await serveInterface();
    const foreign = await makeGroup(await makeVpc());
    await expect(
      ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [foreign] }),
    ).rejects.toMatchObject({ name: 'InvalidParameter' });
    await expect(
      ec2.modifyNetworkInterfaceAttribute({
        NetworkInterfaceId,
        SourceDestCheck: { Value: false },
      }),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

describe('An interface that is attached', () => {
  test('is in use until it is detached', async () => {
    const { ec2, NetworkInterfaceId, InstanceId, read } = await serveInterface();
    const attach = { NetworkInterfaceId, InstanceId, DeviceIndex: 1 };
    const { AttachmentId } = await ec2.attachNetworkInterface(attach);
    await expect(ec2.attachNetworkInterface(attach)).rejects.toMatchObject({
      name: 'InvalidNetworkInterface.InUse',
    });
    await expect(ec2.deleteNetworkInterface({ NetworkInterfaceId })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: `Network interface '${NetworkInterfaceId}' is currently in use.`,
    });
    await ec2.detachNetworkInterface({ AttachmentId });
    expect(await read()).toMatchObject({ Status: 'available' });
    await expect(ec2.detachNetworkInterface({ AttachmentId })).rejects.toMatchObject({
      name: 'InvalidAttachmentID.NotFound',
    });
    await ec2.deleteNetworkInterface({ NetworkInterfaceId });
    await expect(read()).rejects.toMatchObject({ name: 'InvalidNetworkInterfaceID.NotFound' });
  });

  test('as the first of its instance stays', async () => {
    const { ec2, InstanceId } = await serveInterface();
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({
      Filters: [filter('attachment.instance-id', InstanceId)],
    });
    const { AttachmentId } = NetworkInterfaces?.[0]?.Attachment ?? {};
    await expect(ec2.detachNetworkInterface({ AttachmentId })).rejects.toMatchObject({
      name: 'OperationNotPermitted',
    });
  });
});

test('What a service made for itself is not the caller’s to change', async () => {
  const { ec2, SubnetId } = await serveInterface();
  await ec2.createNatGateway({ SubnetId, ConnectivityType: 'private' });
  const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({
    Filters: [filter('requester-managed', 'true')],
  });
  const { NetworkInterfaceId, Attachment } = NetworkInterfaces?.[0] ?? {};
  await expect(
    ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Description: { Value: 'mine' } }),
  ).rejects.toMatchObject({ name: 'OperationNotPermitted' });
  await expect(
    ec2.detachNetworkInterface({ AttachmentId: Attachment?.AttachmentId }),
  ).rejects.toMatchObject({ name: 'AuthFailure' });
});
