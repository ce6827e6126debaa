import {
  DescribeInstancesCommand,
  GetConsoleOutputCommand,
  ModifyInstanceMetadataOptionsCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { instance, reaches, run } from './testing/memoryInstances.ts';
import { startMemoryRegion } from './testing/memoryRegion.ts';

describe('An instance', () => {
  test('boots in the default VPC, with an address of its own that the host reaches', async () => {
    const { ec2, drivers } = await startMemoryRegion();
    const id = await run(ec2);
    await reaches(ec2, id, 'running');
    const { PrivateIpAddress, PublicIpAddress, PrivateDnsName, NetworkInterfaces } = await instance(
      ec2,
      id,
    );
    expect(PrivateIpAddress).toMatch(/^172\.31\./);
    expect(PublicIpAddress).toMatch(/^198\.1[89]\./);
    expect(PrivateDnsName).toBe(
      `ip-${PrivateIpAddress?.replaceAll('.', '-')}.eu-central-1.compute.internal`,
    );
    const applied = drivers.network.applied().flatMap(({ interfaces }) => interfaces);
    expect(applied).toMatchObject([
      {
        NetworkInterfaceId: NetworkInterfaces?.[0]?.NetworkInterfaceId,
        PrivateIpAddress,
        hostAddress: PublicIpAddress,
        isPublic: true,
      },
    ]);
    expect(drivers.machines.specOf(id)).toMatchObject({
      memoryMiB: 1024,
      vCpus: 2,
      environment: { AWS_REGION: 'eu-central-1' },
    });
  });

  test('is stopped, started, rebooted and terminated', async () => {
    const { ec2 } = await startMemoryRegion();
    const id = await run(ec2);
    const InstanceIds = [id];
    await reaches(ec2, id, 'running');
    await ec2.send(new StopInstancesCommand({ InstanceIds }));
    await reaches(ec2, id, 'stopped');
    expect((await instance(ec2, id)).StateReason?.Code).toBe('Client.UserInitiatedShutdown');
    await ec2.send(new StartInstancesCommand({ InstanceIds }));
    await reaches(ec2, id, 'running');
    await ec2.send(new RebootInstancesCommand({ InstanceIds }));
    await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    await reaches(ec2, id, 'terminated');
  });

  test('that powers itself off is noticed, and stopped or terminated as it was launched', async () => {
    const { ec2, drivers } = await startMemoryRegion();
    const [stops, terminates] = [
      await run(ec2),
      await run(ec2, { InstanceInitiatedShutdownBehavior: 'terminate' }),
    ];
    await reaches(ec2, stops, 'running');
    await reaches(ec2, terminates, 'running');
    drivers.machines.exit(stops);
    drivers.machines.exit(terminates);
    await reaches(ec2, stops, 'stopped');
    await reaches(ec2, terminates, 'terminated');
    expect((await instance(ec2, stops)).StateReason?.Code).toBe('Client.InstanceInitiatedShutdown');
  });

  test('that is terminated frees its address, and is described for an hour', async () => {
    const { ec2, drivers, advance, restart } = await startMemoryRegion();
    const id = await run(ec2);
    await reaches(ec2, id, 'running');
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await reaches(ec2, id, 'terminated');
    await expect
      .poll(() => drivers.network.applied().flatMap(({ interfaces }) => interfaces))
      .toEqual([]);
    expect(await drivers.machines.list()).toEqual(new Map());
    advance(59 * 60_000);
    expect((await instance(ec2, id)).State?.Name).toBe('terminated');
    advance(2 * 60_000);
    await restart();
  });

  test('has a console', async () => {
    const { ec2 } = await startMemoryRegion();
    const id = await run(ec2);
    await reaches(ec2, id, 'running');
    const { Output = '' } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
    expect(Buffer.from(Output, 'base64').toString()).toContain('login:');
  });

  test('keeps what is changed of it while it boots', async () => {
    const { ec2 } = await startMemoryRegion();
    const id = await run(ec2);
    const options = { InstanceId: id, HttpTokens: 'required' } as const;
    await ec2.send(new ModifyInstanceMetadataOptionsCommand(options));
    await reaches(ec2, id, 'running');
    expect((await instance(ec2, id)).MetadataOptions?.HttpTokens).toBe('required');
  });

  test('is launched once for a token, however often it is asked for', async () => {
    const { ec2 } = await startMemoryRegion();
    const first = await run(ec2, { ClientToken: 'once' });
    expect(await run(ec2, { ClientToken: 'once' })).toBe(first);
    await expect(run(ec2, { ClientToken: 'once', InstanceType: 'm5.large' })).rejects.toMatchObject(
      {
        name: 'IdempotentParameterMismatch',
      },
    );
  });

  test('is refused where something is missing, and nothing is made', async () => {
    const { ec2 } = await startMemoryRegion();
    await expect(run(ec2, { ImageId: 'ami-0aaaaaaaaaaaaaaaa' })).rejects.toMatchObject({
      name: 'InvalidAMIID.NotFound',
    });
    await expect(run(ec2, { KeyName: 'none' })).rejects.toMatchObject({
      name: 'InvalidKeyPair.NotFound',
    });
    await expect(run(ec2, { SecurityGroupIds: ['sg-0aaaaaaaaaaaaaaaa'] })).rejects.toMatchObject({
      name: 'InvalidGroup.NotFound',
    });
    await expect(run(ec2, { IamInstanceProfile: { Name: 'none' } })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    const { Reservations } = await ec2.send(new DescribeInstancesCommand());
    expect(Reservations).toEqual([]);
  });
});

describe('A region that is started again', () => {
  test('finds its instances running, and goes on', async () => {
    const region = await startMemoryRegion();
    const id = await run(region.ec2);
    await reaches(region.ec2, id, 'running');
    await region.restart();
    expect((await instance(region.ec2, id)).State?.Name).toBe('running');
    await region.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await reaches(region.ec2, id, 'stopped');
  });

  test('says of those that ended meanwhile that they are stopped, and why', async () => {
    const region = await startMemoryRegion();
    const id = await run(region.ec2);
    await reaches(region.ec2, id, 'running');
    region.drivers.machines.exit(id, 1);
    await region.restart();
    await reaches(region.ec2, id, 'stopped');
    expect((await instance(region.ec2, id)).StateReason?.Code).toBe('Server.InternalError');
  });

  test('removes machines that it does not know', async () => {
    const region = await startMemoryRegion();
    const id = await run(region.ec2);
    await reaches(region.ec2, id, 'running');
    const spec = region.drivers.machines.specOf(id);
    if (spec) await region.drivers.machines.start({ ...spec, InstanceId: 'i-0stray' });
    await region.restart();
    await expect.poll(async () => [...(await region.drivers.machines.list()).keys()]).toEqual([id]);
  });

  test('moves its addresses, where the machine has given it another pool', async () => {
    const region = await startMemoryRegion();
    const id = await run(region.ec2);
    await reaches(region.ec2, id, 'running');
    const before = (await instance(region.ec2, id)).PublicIpAddress ?? '';
    region.drivers.network.pool = '198.18.8.0/21';
    await region.restart();
    const after = (await instance(region.ec2, id)).PublicIpAddress ?? '';
    const [, , third, fourth] = before.split('.').map(Number);
    expect(after).toBe(`198.18.${(third ?? 0) + 8}.${fourth}`);
    await expect
      .poll(() => region.drivers.network.applied().flatMap(({ interfaces }) => interfaces))
      .toMatchObject([{ hostAddress: after, isPublic: true }]);
  });
});
