// A region that is killed at any moment of its work goes on from there when it is started again.

import { setTimeout } from 'node:timers/promises';
import {
  CreateImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type Instance,
  RebootInstancesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createNspawnMachines } from './drivers/nspawn/machines.ts';
import { hostObjects } from './testing/hostObjects.ts';
import {
  debianImageId,
  type HostRegion,
  instanceType,
  startHostRegion,
} from './testing/hostRegion.ts';

let region: HostRegion;

beforeAll(async () => {
  region = await startHostRegion('t8');
});

afterAll(async () => {
  await region?.remove();
  expect(hostObjects('t8')).toEqual([]);
});

async function instances(): Promise<Instance[]> {
  const { Reservations = [] } = await region.ec2.send(new DescribeInstancesCommand());
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

async function idsIn(...states: readonly string[]): Promise<string[]> {
  const all = await instances();
  return all
    .filter(({ State }) => states.includes(State?.Name ?? ''))
    .flatMap(({ InstanceId }) => InstanceId ?? []);
}

/** What is under way in a round, as a client asks for it. */
async function askForWork(round: number): Promise<void> {
  const { ec2 } = region;
  const running = await idsIn('running');
  const stopped = await idsIn('stopped');
  const ImageId = await debianImageId(region);
  await ec2.send(
    new RunInstancesCommand({ ImageId, InstanceType: instanceType, MinCount: 2, MaxCount: 2 }),
  );
  const [first, second, third] = running;
  if (first) await ec2.send(new StopInstancesCommand({ InstanceIds: [first] }));
  if (second) {
    const image = { InstanceId: second, Name: `round ${round}`, NoReboot: round % 2 === 0 };
    await ec2.send(new CreateImageCommand(image));
  }
  if (third) await ec2.send(new RebootInstancesCommand({ InstanceIds: [third] }));
  if (running.length > 3) {
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: running.slice(3) }));
  }
  if (stopped.length > 0) await ec2.send(new StartInstancesCommand({ InstanceIds: stopped }));
}

test('Killed in the middle of starts, stops, reboots and images, it loses none of them', async () => {
  const moments = [0, 40, 100, 200, 350, 600, 1000];
  for (const [round, milliseconds] of moments.entries()) {
    await askForWork(round);
    // The moment of the kill is what the test is about: any will do.
    await setTimeout(milliseconds);
    await region.killAndRestart();
    await vi.waitFor(
      async () => expect(await idsIn('pending', 'stopping', 'shutting-down')).toEqual([]),
      { timeout: 60_000 },
    );
    await vi.waitFor(
      async () => {
        const { Images = [] } = await region.ec2.send(
          new DescribeImagesCommand({ Owners: ['self'] }),
        );
        expect(Images.map(({ State }) => State)).toEqual(Images.map(() => 'available'));
      },
      { timeout: 60_000 },
    );
  }
  const failed = (await instances()).filter(
    ({ StateReason }) => StateReason?.Code === 'Server.InternalError',
  );
  expect(failed).toEqual([]);

  const { id: regionId, directory } = region.settings;
  const machines = await createNspawnMachines({ regionId, directory });
  const running = await idsIn('running');
  expect(running.length).toBeGreaterThan(0);
  await vi.waitFor(
    async () => {
      const found = [...(await machines.list())].filter(([, { state }]) => state === 'running');
      expect(found.map(([InstanceId]) => InstanceId).sort()).toEqual(running.toSorted());
    },
    { timeout: 60_000 },
  );
  await machines.close();
});
