import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { expect, test } from 'vitest';
import { createRegionFleet } from '../../testing/regionFleet.ts';
import type { StackEngine } from '../engines/stackEngine.ts';
import { createProgress } from '../progress.ts';
import { readLive, releaseIn, writeRelease } from '../releaseRecords.ts';
import { createRolloutClients } from '../rollout/rolloutClients.ts';
import { parseStackSettings } from '../stackSettings.ts';
import { bringTemplateBack, undo } from './deployUndo.ts';

const settings = parseStackSettings(
  'config:\n  aws:region: eu-central-1\n  rollover:localRegion: memory\n  rollover:instanceType: t3.small\n  rollover:ssmAgent: false',
  { stack: 'dev', file: 'Pulumi.dev.yaml' },
);

const idleEngine: StackEngine = {
  preview: async () => [],
  up: async () => true,
  destroy: async () => true,
  stop: () => {},
  close: async () => {},
};

/** A stack of two instances, and an engine that only notes that it was stopped. */
async function createStack() {
  const { region, request } = await createRegionFleet();
  const { autoScalingGroupName: AutoScalingGroupName, launchTemplateId: LaunchTemplateId } =
    request;
  const autoScaling = new AutoScaling(region.client);
  const pipeline = {
    clients: createRolloutClients(region.client),
    settings,
    progress: createProgress(),
  };
  let isStopped = false;
  const engine = {
    stop() {
      isStopped = true;
    },
  };
  const start = (input: { readonly version?: string }) =>
    autoScaling.startInstanceRefresh({
      AutoScalingGroupName,
      ...(input.version !== undefined && {
        DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId, Version: input.version } },
      }),
    });
  const status = async () => {
    const { InstanceRefreshes } = await autoScaling.describeInstanceRefreshes({
      AutoScalingGroupName,
    });
    return InstanceRefreshes?.[0]?.Status;
  };
  const records = { ssm: pipeline.clients.ssm, stack: 'dev' };
  return { undo: () => undo(pipeline, engine), isStopped: () => isStopped, start, status, records };
}

test('A refresh to a release is rolled back; the rollout that watches it goes on', async () => {
  const stack = await createStack();
  await stack.start({ version: '2' });
  expect(await stack.undo()).toBe(true);
  expect(await stack.status()).toMatch(/^Rollback/);
  expect(stack.isStopped()).toBe(false);
});

test('One that goes back already is left to its end', async () => {
  const stack = await createStack();
  await stack.start({});
  expect(await stack.undo()).toBe(false);
  expect(await stack.status()).toMatch(/^(Pending|InProgress)$/);
  expect(stack.isStopped()).toBe(false);
});

test('Where there is none yet, the engine is stopped before it begins one', async () => {
  const stack = await createStack();
  expect(await stack.undo()).toBe(false);
  expect(stack.isStopped()).toBe(true);
});

test.each([
  ['cannot be opened', () => Promise.reject(new Error('The session has expired'))],
  ['cannot do it', async () => ({ ...idleEngine, up: async () => false })],
])('That an engine %s does not hide how the rollout has ended', async (_, openEngine) => {
  const { records } = await createStack();
  const live = await readLive(records);
  if (live) await writeRelease(records, releaseIn(live));
  const said: string[] = [];
  const progress = { ...createProgress(), say: (line: string) => said.push(line) };
  await bringTemplateBack({ records, openEngine, progress }, {});
  expect(said).toEqual([
    expect.stringMatching(
      /^The launch template is that of the failed release still.*(expired|above)$/,
    ),
  ]);
});

test('The launch template stays where another release is wanted by now', async () => {
  const { records } = await createStack();
  const openEngine = () => Promise.reject(new Error('Nobody is to ask for it'));
  const progress = { ...createProgress(), say: (line: string) => expect.fail(line) };
  await bringTemplateBack({ records, openEngine, progress }, {});
});
