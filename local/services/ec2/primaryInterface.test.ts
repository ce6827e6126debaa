import { describe, expect, test } from 'vitest';
import { ec2Tables } from '../../store/ec2.ts';
import { ensureDefaultVpc } from './defaultVpc.ts';
import { createPrimaryInterface, releaseInstanceInterfaces } from './primaryInterface.ts';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

const InstanceId = 'i-0123456789abcdef0';

describe('An instance without a subnet', () => {
  test('goes to a default subnet, with a public address and the default group', async () => {
    const { ec2, context } = await serveNetworking();
    ensureDefaultVpc(context);
    const row = createPrimaryInterface(context, { InstanceId });
    expect(row).toMatchObject({
      AvailabilityZone: 'eu-central-1a',
      Groups: [{ GroupName: 'default' }],
      Status: 'in-use',
      Association: { PublicIp: row.hostAddress, IpOwnerId: 'amazon' },
      Attachment: { InstanceId, DeviceIndex: 0, DeleteOnTermination: true, Status: 'attached' },
    });
    const dashed = row.hostAddress.replaceAll('.', '-');
    expect(row.PublicDnsName).toBe(`ec2-${dashed}.eu-central-1.compute.amazonaws.com`);
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({
      Filters: [filter('attachment.instance-id', InstanceId)],
    });
    expect(NetworkInterfaces).toMatchObject([{ NetworkInterfaceId: row.NetworkInterfaceId }]);
  });

  test('may name groups of the default VPC', async () => {
    const { context, makeGroup, ec2 } = await serveNetworking();
    ensureDefaultVpc(context);
    const { Vpcs } = await ec2.describeVpcs({});
    const GroupId = await makeGroup(Vpcs?.[0]?.VpcId ?? '', 'web');
    const row = createPrimaryInterface(context, { InstanceId, groupNames: ['web'] });
    expect(row.Groups).toEqual([{ GroupId, GroupName: 'web' }]);
    expect(() => createPrimaryInterface(context, { InstanceId, groupNames: ['db'] })).toThrow(
      expect.objectContaining({ code: 'InvalidGroup.NotFound' }),
    );
  });

  test('is refused where there is no default VPC', async () => {
    const { context } = await serveNetworking();
    expect(() => createPrimaryInterface(context, { InstanceId })).toThrow(
      expect.objectContaining({
        code: 'VPCIdNotSpecified',
        message: expect.stringMatching(/^No default VPC for this user/),
      }),
    );
  });
});

describe('An instance in a subnet', () => {
  test('has a public address where the subnet or the request says so', async () => {
    const { ec2, context, makeVpc, makeSubnet } = await serveNetworking();
    const SubnetId = await makeSubnet(await makeVpc());
    const isPublic = (associatePublicIpAddress?: boolean) =>
      createPrimaryInterface(context, {
        SubnetId,
        InstanceId,
        ...(associatePublicIpAddress !== undefined && { associatePublicIpAddress }),
      }).Association !== undefined;
    expect([isPublic(), isPublic(true)]).toEqual([false, true]);
    await ec2.modifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch: { Value: true } });
    expect([isPublic(), isPublic(false)]).toEqual([true, false]);
  });

  test('takes the private address that it asks for, if it can be had', async () => {
    const { ec2, context, makeVpc, makeSubnet } = await serveNetworking();
    const SubnetId = await makeSubnet(await makeVpc());
    const withAddress = (PrivateIpAddress: string) =>
      createPrimaryInterface(context, { SubnetId, InstanceId, PrivateIpAddress });
    expect(withAddress('10.0.1.9')).toMatchObject({
      PrivateIpAddress: '10.0.1.9',
      PrivateDnsName: 'ip-10-0-1-9.eu-central-1.compute.internal',
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.9' }],
    });
    for (const [address, code] of [
      ['10.0.1.9', 'InvalidIPAddress.InUse'],
      ['10.0.1.3', 'InvalidParameterValue'],
      ['10.0.1.255', 'InvalidParameterValue'],
      ['10.0.2.9', 'InvalidParameterValue'],
      ['10.0.1.9/32', 'InvalidParameterValue'],
    ] as const) {
      expect(() => withAddress(address)).toThrow(expect.objectContaining({ code }));
    }
    const { Subnets } = await ec2.describeSubnets({ SubnetIds: [SubnetId] });
    expect(Subnets?.[0]?.AvailableIpAddressCount).toBe(250);
  });

  test('is refused where no private address is left', async () => {
    const { context, makeVpc, makeSubnet } = await serveNetworking();
    const SubnetId = await makeSubnet(await makeVpc(), '10.0.1.0/28');
    const launch = () => createPrimaryInterface(context, { SubnetId, InstanceId });
    const addresses = Array.from({ length: 11 }, () => launch().PrivateIpAddress);
    expect(new Set(addresses).size).toBe(11);
    expect(launch).toThrow(expect.objectContaining({ code: 'InsufficientFreeAddressesInSubnet' }));
  });

  test('has groups of its own VPC only, by id, and not more than five', async () => {
    const { context, makeVpc, makeSubnet, makeGroup } = await serveNetworking();
    const VpcId = await makeVpc();
    const SubnetId = await makeSubnet(VpcId);
    const foreign = await makeGroup(await makeVpc());
    const own = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => makeGroup(VpcId, name)),
    );
    const launch = (groupIds: string[]) =>
      createPrimaryInterface(context, { SubnetId, InstanceId, groupIds });
    expect(launch(own.slice(0, 5)).Groups).toHaveLength(5);
    for (const [ids, code] of [
      [[foreign], 'InvalidParameter'],
      [['sg-0123456789abcdef0'], 'InvalidGroup.NotFound'],
      [own, 'SecurityGroupsPerInterfaceLimitExceeded'],
    ] as const) {
      expect(() => launch([...ids])).toThrow(expect.objectContaining({ code }));
    }
    expect(() =>
      createPrimaryInterface(context, { SubnetId, InstanceId, groupNames: ['a'] }),
    ).toThrow(expect.objectContaining({ code: 'InvalidParameterCombination' }));
  });
});

test('At termination interfaces go, but for those that are to stay', async () => {
  const { context, ec2, makeVpc, makeSubnet, store } = await serveNetworking();
  const SubnetId = await makeSubnet(await makeVpc());
  const tags = [{ Key: 'a', Value: 'b' }];
  createPrimaryInterface(context, { SubnetId, InstanceId, tags });
  const kept = createPrimaryInterface(context, {
    SubnetId,
    InstanceId,
    deleteOnTermination: false,
  });
  const other = createPrimaryInterface(context, { SubnetId, InstanceId: 'i-0fedcba9876543210' });
  releaseInstanceInterfaces(context, InstanceId);
  const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({});
  expect(NetworkInterfaces).toMatchObject([
    { NetworkInterfaceId: kept.NetworkInterfaceId, Status: 'available' },
    { NetworkInterfaceId: other.NetworkInterfaceId, Status: 'in-use' },
  ]);
  expect(NetworkInterfaces?.[0]).not.toHaveProperty('Attachment');
  expect(ec2Tables(store).tags.list()).toEqual([]);
});

test('Public names come and go with the VPC’s attribute', async () => {
  const { context, ec2, makeVpc, makeSubnet } = await serveNetworking();
  const VpcId = await makeVpc();
  const SubnetId = await makeSubnet(VpcId);
  createPrimaryInterface(context, { SubnetId, InstanceId, associatePublicIpAddress: true });
  const names = async () => {
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({});
    const [row] = NetworkInterfaces ?? [];
    return [row?.PublicDnsName, row?.Association?.PublicDnsName];
  };
  expect(await names()).toEqual([undefined, undefined]);
  await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } });
  const name = expect.stringMatching(/^ec2-198-18-\d-\d+\.eu-central-1\.compute\.amazonaws\.com$/);
  expect(await names()).toEqual([name, name]);
  await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: false } });
  expect(await names()).toEqual([undefined, undefined]);
});
