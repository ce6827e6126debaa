import {
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeSnapshotsCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { createImage, instance, reaches, run } from './testing/memoryInstances.ts';
import { startMemoryRegion } from './testing/memoryRegion.ts';

describe('An image', () => {
  test('is made of a stopped instance, and instances run from it', async () => {
    const { ec2, drivers } = await startMemoryRegion();
    const id = await run(ec2);
    await reaches(ec2, id, 'running');
    await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await reaches(ec2, id, 'stopped');
    const ImageId = await createImage(ec2, id);
    expect((await instance(ec2, id)).State?.Name).toBe('stopped');
    const copy = await run(ec2, { ImageId });
    await reaches(ec2, copy, 'running');
    const layers = drivers.machines.specOf(copy)?.layers ?? [];
    expect(layers).toHaveLength(2);
    expect(layers).toEqual(await drivers.machines.layersOf(id));
  });

  test('of a running instance reboots it, unless told not to', async () => {
    const { ec2, drivers } = await startMemoryRegion();
    const [rebooted, copied] = [await run(ec2), await run(ec2)];
    await reaches(ec2, rebooted, 'running');
    await reaches(ec2, copied, 'running');
    await createImage(ec2, rebooted);
    await createImage(ec2, copied, true);
    await reaches(ec2, rebooted, 'running');
    await expect
      .poll(async () => (await drivers.machines.list()).get(rebooted)?.state)
      .toBe('running');
    expect(await drivers.machines.layersOf(rebooted)).toHaveLength(2);
    expect(await drivers.machines.layersOf(copied)).toHaveLength(1);
  });

  test('keeps its layer until its snapshot and what runs on it are gone', async () => {
    const { ec2, drivers } = await startMemoryRegion();
    const id = await run(ec2);
    await reaches(ec2, id, 'running');
    const ImageId = await createImage(ec2, id, true);
    const user = await run(ec2, { ImageId });
    await reaches(ec2, user, 'running');
    const [SnapshotId = ''] = await drivers.layers.list();
    await expect(ec2.send(new DeleteSnapshotCommand({ SnapshotId }))).rejects.toMatchObject({
      name: 'InvalidSnapshot.InUse',
    });
    await ec2.send(new DeregisterImageCommand({ ImageId }));
    await ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
    const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    expect(Snapshots).toEqual([]);
    expect(await drivers.layers.list()).toEqual([SnapshotId]);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [user] }));
    await expect.poll(() => drivers.layers.list()).toEqual([]);
  });

  test('has a name of its own', async () => {
    const { ec2 } = await startMemoryRegion();
    const id = await run(ec2);
    await reaches(ec2, id, 'running');
    await createImage(ec2, id, true);
    await expect(createImage(ec2, id, true)).rejects.toMatchObject({
      name: 'InvalidAMIName.Duplicate',
    });
  });
});
