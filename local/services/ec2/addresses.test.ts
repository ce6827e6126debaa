import { EC2ServiceException } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ec2Tables } from '../../store/ec2.ts';
import { instanceRow } from '../../testing/ec2Rows.ts';
import { freePoolAddress, putNetworkInterface } from './interfaceRows.ts';
import { createPrimaryInterface, releaseInstanceInterfaces } from './primaryInterface.ts';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

/** A VPC with a gateway, and an instance in a public subnet of it. */
async function serveInstance() {
  const served = await serveNetworking();
  const VpcId = await served.makeVpc();
  await served.makeInternetGateway(VpcId);
  const SubnetId = await served.makeSubnet(VpcId);
  const launch = (InstanceId: string) => {
    ec2Tables(served.store).instances.put(InstanceId, instanceRow({ InstanceId, VpcId, SubnetId }));
    return createPrimaryInterface(served.context, {
      SubnetId,
      InstanceId,
      associatePublicIpAddress: true,
    });
  };
  const InstanceId = 'i-0123456789abcdef0';
  const { NetworkInterfaceId, hostAddress } = launch(InstanceId);
  const rowOf = (id: string) => ec2Tables(served.store).networkInterfaces.get(id);
  return { ...served, VpcId, SubnetId, InstanceId, NetworkInterfaceId, hostAddress, launch, rowOf };
}

test('An address is allocated, described and released, as Terraform does it', async () => {
  const { ec2 } = await serveNetworking();
  const { AllocationId = '', PublicIp = '' } = await ec2.allocateAddress({
    Domain: 'vpc',
    TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'Name', Value: 'nat' }] }],
  });
  expect(AllocationId).toMatch(/^eipalloc-/);
  expect(PublicIp).toMatch(/^198\.18\.[0-7]\.\d+$/);
  const expected = { AllocationId, PublicIp, Domain: 'vpc', Tags: [{ Key: 'Name', Value: 'nat' }] };
  for (const named of [{ AllocationIds: [AllocationId] }, { PublicIps: [PublicIp] }]) {
    expect(await ec2.describeAddresses(named)).toMatchObject({ Addresses: [expected] });
  }
  const attributes = await ec2.describeAddressesAttribute({
    AllocationIds: [AllocationId],
    Attribute: 'domain-name',
  });
  expect(attributes.Addresses).toEqual([{ AllocationId, PublicIp }]);

  await ec2.releaseAddress({ AllocationId });
  await expect(ec2.describeAddresses({ AllocationIds: [AllocationId] })).rejects.toMatchObject({
    name: 'InvalidAllocationID.NotFound',
  });
  await expect(ec2.describeAddresses({ PublicIps: [PublicIp] })).rejects.toMatchObject({
    name: 'InvalidAddress.NotFound',
  });
});

describe('An elastic address on an instance', () => {
  test('takes the place of its public address, and gives it back', async () => {
    const { ec2, InstanceId, NetworkInterfaceId, hostAddress, rowOf } = await serveInstance();
    const { AllocationId = '', PublicIp = '' } = await ec2.allocateAddress({});
    const { AssociationId = '' } = await ec2.associateAddress({ AllocationId, InstanceId });
    expect(rowOf(NetworkInterfaceId)).toMatchObject({
      hostAddress: PublicIp,
      Association: { AllocationId, AssociationId, PublicIp, IpOwnerId: '000000000000' },
    });
    const { Addresses } = await ec2.describeAddresses({
      Filters: [filter('instance-id', InstanceId)],
    });
    expect(Addresses).toMatchObject([
      {
        AssociationId,
        InstanceId,
        NetworkInterfaceId,
        PrivateIpAddress: rowOf(NetworkInterfaceId)?.PrivateIpAddress,
      },
    ]);
    await expect(ec2.releaseAddress({ AllocationId })).rejects.toMatchObject({
      name: 'InvalidIPAddress.InUse',
      message: `Address ${PublicIp} is in use.`,
    });

    await ec2.disassociateAddress({ AssociationId });
    expect(rowOf(NetworkInterfaceId)).toMatchObject({
      hostAddress,
      Association: { PublicIp: hostAddress, IpOwnerId: 'amazon' },
    });
    expect(rowOf(NetworkInterfaceId)).not.toHaveProperty('withoutElasticAddress');
    await ec2.releaseAddress({ AllocationId });
  });

  test('is the same association when it is asked for again', async () => {
    const { ec2, InstanceId } = await serveInstance();
    const { AllocationId } = await ec2.allocateAddress({});
    const first = await ec2.associateAddress({ AllocationId, InstanceId });
    const second = await ec2.associateAddress({ AllocationId, InstanceId });
    expect(second.AssociationId).toBe(first.AssociationId);
  });

  test('makes way for another one', async () => {
    const { ec2, InstanceId, NetworkInterfaceId, hostAddress, rowOf } = await serveInstance();
    const [one, other] = [await ec2.allocateAddress({}), await ec2.allocateAddress({})];
    await ec2.associateAddress({ AllocationId: one.AllocationId, InstanceId });
    const { AssociationId } = await ec2.associateAddress({
      AllocationId: other.AllocationId,
      InstanceId,
    });
    expect(rowOf(NetworkInterfaceId)?.hostAddress).toBe(other.PublicIp);
    await ec2.releaseAddress({ AllocationId: one.AllocationId });
    await ec2.disassociateAddress({ AssociationId });
    expect(rowOf(NetworkInterfaceId)?.hostAddress).toBe(hostAddress);
  });

  test('moves to another instance, unless that is forbidden', async () => {
    const { ec2, InstanceId, NetworkInterfaceId, hostAddress, launch, rowOf } =
      await serveInstance();
    const { AllocationId, PublicIp } = await ec2.allocateAddress({});
    await ec2.associateAddress({ AllocationId, InstanceId });
    const next = launch('i-0fedcba9876543210');
    const move = { AllocationId, NetworkInterfaceId: next.NetworkInterfaceId };
    await expect(
      ec2.associateAddress({ ...move, AllowReassociation: false }),
    ).rejects.toMatchObject({ name: 'Resource.AlreadyAssociated' });
    await ec2.associateAddress(move);
    expect(rowOf(NetworkInterfaceId)?.hostAddress).toBe(hostAddress);
    expect(rowOf(next.NetworkInterfaceId)?.hostAddress).toBe(PublicIp);
  });

  test('stays the caller’s when the instance is terminated', async () => {
    const { ec2, context, InstanceId } = await serveInstance();
    const { AllocationId = '' } = await ec2.allocateAddress({});
    await ec2.associateAddress({ AllocationId, InstanceId });
    releaseInstanceInterfaces(context, InstanceId);
    const { Addresses } = await ec2.describeAddresses({ AllocationIds: [AllocationId] });
    expect(Addresses?.[0]).not.toHaveProperty('AssociationId');
    await ec2.releaseAddress({ AllocationId });
  });

  test('needs an internet gateway', async () => {
    const { ec2, makeVpc, makeSubnet } = await serveNetworking();
    const { NetworkInterface } = await ec2.createNetworkInterface({
      SubnetId: await makeSubnet(await makeVpc()),
    });
    const { AllocationId } = await ec2.allocateAddress({});
    await expect(
      ec2.associateAddress({
        AllocationId,
        NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId,
      }),
    ).rejects.toMatchObject({ name: 'Gateway.NotAttached' });
  });
});

test('An association that is not there cannot be ended', async () => {
  const { ec2 } = await serveNetworking();
  await expect(
    ec2.disassociateAddress({ AssociationId: 'eipassoc-0123456789abcdef0' }),
  ).rejects.toMatchObject({ name: 'InvalidAssociationID.NotFound' });
});

test('A pool that is used up says so', async () => {
  const { context, makeVpc, makeSubnet, store } = await serveNetworking('198.18.0.0/29');
  const SubnetId = await makeSubnet(await makeVpc());
  const subnet = ec2Tables(store).subnets.get(SubnetId);
  if (!subnet) throw new Error('The subnet is gone');
  const addresses = Array.from(
    { length: 5 },
    () => putNetworkInterface(context, { subnet, groups: [] }).hostAddress,
  );
  expect(addresses.sort()).toEqual([2, 3, 4, 5, 6].map((last) => `198.18.0.${last}`));
  expect(() => freePoolAddress(context)).toThrow('all of 198.18.0.0/29 are in use');
});

test('No address of the pool is ever another’s, whatever comes and goes', async () => {
  const { ec2, context, SubnetId, store, defects } = await serveInstance();
  const tables = ec2Tables(store);
  const steps = [
    'allocate',
    'launch',
    'associate',
    'disassociate',
    'terminate',
    'release',
  ] as const;
  let count = 0;
  const step = fc.record({ what: fc.constantFrom(...steps), which: fc.nat(20) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (sequence) => {
      for (const { what, which } of sequence) {
        const pick = <Row>(rows: readonly Row[]) => rows[which % Math.max(1, rows.length)];
        const address = pick(tables.addresses.list());
        const networkInterface = pick(tables.networkInterfaces.list());
        const calls = {
          allocate: () => ec2.allocateAddress({}),
          launch: async () =>
            createPrimaryInterface(context, {
              SubnetId,
              InstanceId: `i-${count++}`,
              associatePublicIpAddress: which % 2 === 0,
            }),
          associate: () =>
            ec2.associateAddress({
              AllocationId: address?.AllocationId,
              NetworkInterfaceId: networkInterface?.NetworkInterfaceId,
            }),
          disassociate: () => ec2.disassociateAddress({ AssociationId: address?.AssociationId }),
          terminate: async () =>
            releaseInstanceInterfaces(context, networkInterface?.Attachment?.InstanceId ?? ''),
          release: () => ec2.releaseAddress({ AllocationId: address?.AllocationId }),
        };
        // What is refused changes nothing, which is as good.
        await calls[what]().catch((error) => expect(error).toBeInstanceOf(EC2ServiceException));
        const elastic = tables.addresses.list();
        const interfaces = tables.networkInterfaces.list();
        const inUse = [
          ...elastic.map(({ PublicIp }) => PublicIp),
          ...interfaces.map((row) => row.withoutElasticAddress?.hostAddress ?? row.hostAddress),
        ];
        expect(new Set(inUse).size).toBe(inUse.length);
        const associated = elastic.filter(({ AssociationId }) => AssociationId !== undefined);
        expect(
          interfaces
            .filter((row) => row.withoutElasticAddress)
            .map((row) => row.hostAddress)
            .sort(),
        ).toEqual(associated.map(({ PublicIp }) => PublicIp).sort());
        const privateAddresses = interfaces.map((row) => row.PrivateIpAddress);
        expect(new Set(privateAddresses).size).toBe(privateAddresses.length);
      }
    }),
    { numRuns: 20 },
  );
  expect(defects).toEqual([]);
});
