import { CreateImageCommand } from '@aws-sdk/client-ec2';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { expect, test, vi } from 'vitest';
import { createRegionFleet } from '../../testing/regionFleet.ts';
import { findExistingImages } from '../bake/existingImages.ts';
import { requireStackOption } from '../stackOptions.ts';
import { createSnapshotReader } from './rolloverSnapshot.ts';
import { createStatusReader } from './stackStatus.ts';
import { factsOfStatus } from './statusFacts.ts';

const settings = { stack: 'dev', region: 'eu-central-1', domain: undefined };

test('What cannot be read leaves the rest, and is what it was where it was read before', async () => {
  const fleet = await createRegionFleet();
  const { clients } = fleet.context();
  const { ssm, elbv2 } = clients;
  const { read, nameOfImage } = createStatusReader(clients, settings);
  const empty = await createStatusReader(clients, { ...settings, stack: 'none' }).read();
  expect(empty).toMatchObject({ fleet: undefined, snapshot: undefined, problems: [] });

  const whole = await read();
  expect(whole.problems).toEqual([]);
  expect(factsOfStatus(whole, new Date(), nameOfImage)).toMatchObject({
    isLive: false,
    instances: [{ isNew: true }, { isNew: true }],
  });

  const input = { Name: '/rollover/dev/live', Value: 'torn', Overwrite: true };
  await ssm.send(new PutParameterCommand({ ...input, Type: 'String' }));
  const refused = vi.spyOn(elbv2, 'send').mockImplementation(async () => {
    throw new Error('Rate exceeded');
  });
  const torn = await read();
  expect(torn).toMatchObject({ live: whole.live, release: whole.release, snapshot: undefined });
  expect(torn.problems).toEqual([
    'The instances: Rate exceeded',
    'The live release: /rollover/dev/live: expected a JSON object, got torn',
  ]);

  refused.mockRestore();
  expect((await read()).snapshot?.instances).toHaveLength(2);
});

test('Records and alarms are read less often where that is asked for', async () => {
  const fleet = await createRegionFleet();
  const { clients } = fleet.context();
  const { read } = createStatusReader(clients, settings, 3);
  const asked = vi.spyOn(clients.ssm, 'send');
  for (let look = 0; look < 4; look += 1) await read();
  expect(asked).toHaveBeenCalledTimes(2 * 4);
});

test("Of images, those exist that are this account's own and available", async () => {
  const fleet = await createRegionFleet();
  const { clients } = fleet.context();
  const { instances } = await createSnapshotReader(clients, fleet.request)();
  const InstanceId = instances[0]?.instanceId;
  const input = { InstanceId, Name: 'ours', NoReboot: true };
  const { ImageId = '' } = await clients.ec2.send(new CreateImageCommand(input));
  await expect
    .poll(async () => {
      await fleet.tick(1_000);
      return findExistingImages(clients.ec2, [ImageId, 'ami-00000000000000000']);
    })
    .toEqual(new Set([ImageId]));
  expect(await findExistingImages(clients.ec2, [])).toEqual(new Set());
});

test('A command without a stack says how to use it', () => {
  expect(() => requireStackOption({}, 'Usage: it')).toThrow(/^--stack: expected .*\n\nUsage: it$/);
});
