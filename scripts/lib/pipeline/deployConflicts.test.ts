import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { expect, test } from 'vitest';
import { createRegionFleet } from '../../testing/regionFleet.ts';
import { readRelease } from '../releaseRecords.ts';
import { parseStackSettings } from '../stackSettings.ts';
import { ConflictError, clearTheWay } from './deployConflicts.ts';

const yaml = `config:
  aws:region: eu-central-1
  rollover:instanceType: t3.small
  rollover:localRegion: test
  rollover:ssmAgent: false
`;

async function createStack() {
  const fleet = await createRegionFleet();
  const { clients, time, stopping } = fleet.context();
  const { autoScalingGroupName: AutoScalingGroupName, launchTemplateId: LaunchTemplateId } =
    fleet.request;
  const begin = () =>
    new AutoScaling(fleet.region.client).startInstanceRefresh({
      AutoScalingGroupName,
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId, Version: '2' } },
      Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
    });
  const { ami } = await readRelease({ ssm: clients.ssm, stack: 'dev' });
  const write = (text: string) => void fleet.said.push(text);
  const progress = {
    ...{ say: write, write, stream: process.stderr, isColoured: false },
    redirect: () => ({ [Symbol.dispose]() {} }),
  };
  const settings = parseStackSettings(yaml, { stack: 'dev', file: 'Pulumi.dev.yaml' });
  return { ...fleet, begin, ami, pipeline: { clients, settings, time, stopping, progress } };
}

test('Where no refresh is active, the way is clear', async () => {
  const { pipeline, ami } = await createStack();
  expect(await clearTheWay(pipeline, ami, 'fail')).toBeUndefined();
});

test('A refresh to the same image is joined, also where nobody has recorded it', async () => {
  const { pipeline, ami, begin } = await createStack();
  const { InstanceRefreshId } = await begin();
  expect(await clearTheWay(pipeline, ami, 'fail')).toMatchObject({ InstanceRefreshId });
});

test('Another is a conflict, or is waited for', async () => {
  const { pipeline, said, begin, refreshes } = await createStack();
  const { InstanceRefreshId } = await begin();
  const failing = clearTheWay(pipeline, 'ami-0123456789abcdef0', 'fail');
  await expect(failing).rejects.toThrow(ConflictError);
  await expect(failing).rejects.toThrow(`by the instance refresh ${InstanceRefreshId}`);
  expect(await clearTheWay(pipeline, 'ami-0123456789abcdef0', 'wait')).toBeUndefined();
  expect(said[0]).toContain(`Waiting for the instance refresh ${InstanceRefreshId}`);
  const { InstanceRefreshes } = await refreshes();
  expect(InstanceRefreshes).toMatchObject([{ Status: 'Successful' }]);
});
