import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SSM } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { createRegionFleet } from '../../testing/regionFleet.ts';
import type { StackEngine } from '../engines/stackEngine.ts';
import { createRolloutClients } from '../rollout/rolloutClients.ts';
import { parseStackSettings } from '../stackSettings.ts';
import { checkDestroyOptions } from './destroyOptions.ts';
import { destroyStack } from './destroyStack.ts';
import { describeDoomed, requireUnprotected, surveyDoomed } from './doomedStack.ts';
import type { Pipeline } from './pipeline.ts';

const settings = parseStackSettings(
  'config:\n  aws:region: eu-central-1\n  rollover:localRegion: memory\n  rollover:instanceType: t3.small\n  rollover:ssmAgent: false',
  { stack: 'dev', file: 'Pulumi.dev.yaml' },
);

/** A stack of two instances, with records; its resources are left to an engine of the test's. */
async function createStack(destroy: StackEngine['destroy']) {
  const fleet = await createRegionFleet();
  const { client } = fleet.region;
  const { autoScalingGroupName: ResourceId } = fleet.request;
  const clients = createRolloutClients(client);
  const deleteGroup = () =>
    new AutoScaling(client).deleteAutoScalingGroup({
      AutoScalingGroupName: ResourceId,
      ForceDelete: true,
    });
  const interruption = new AbortController();
  const calls: string[] = [];
  const pipeline: Pick<Pipeline, 'clients' | 'openEngine' | 'records' | 'settings' | 'stopping'> = {
    clients,
    settings,
    records: { ssm: clients.ssm, stack: 'dev', requireLock: async () => void calls.push('lock') },
    stopping: interruption.signal,
    openEngine: async () => ({
      preview: async () => [],
      up: async () => true,
      destroy,
      stop: () => void calls.push('stop'),
      close: async () => void calls.push('close'),
    }),
  };
  const parameters = async () => {
    const { Parameters = [] } = await new SSM(client).getParametersByPath({
      Path: '/rollover/dev',
    });
    return Parameters.map(({ Name }) => Name).sort();
  };
  return { client, pipeline, deleteGroup, calls, interruption, parameters };
}

const recorded = ['/rollover/dev/live', '/rollover/dev/release'];

test('Records go once everything else is gone, each under the lock', async () => {
  const { pipeline, deleteGroup, calls, parameters } = await createStack(async () => {
    expect(await parameters()).toEqual(recorded);
    await deleteGroup();
    return true;
  });
  await destroyStack(pipeline);
  expect(await parameters()).toEqual([]);
  expect(calls).toEqual(['close', 'lock', 'lock', 'lock']);
});

test('Where not everything is gone, records stay, and it can be run again', async () => {
  let isDone = false;
  const { pipeline, deleteGroup, parameters } = await createStack(async () => isDone);
  await expect(destroyStack(pipeline)).rejects.toThrow('Go on: npm run destroy -- --stack dev');
  expect(await parameters()).toEqual(recorded);
  isDone = true;
  // Of an engine that does not know of the fleet, nothing is believed.
  await expect(destroyStack(pipeline)).rejects.toThrow(
    'rollover-1 of the stack dev is still there',
  );
  expect(await parameters()).toEqual(recorded);
  await deleteGroup();
  await destroyStack(pipeline);
  // A stack without records is destroyed, too.
  await destroyStack(pipeline);
  expect(await parameters()).toEqual([]);
});

test('Interrupted, the engine is told to stop, and records stay', async () => {
  const { pipeline, calls, interruption, parameters } = await createStack(async () => {
    interruption.abort(new Error('Interrupted: SIGINT'));
    return false;
  });
  await expect(destroyStack(pipeline)).rejects.toThrow('Interrupted: not all of the stack dev');
  expect(calls).toEqual(['stop', 'close']);
  expect(await parameters()).toEqual(recorded);
});

test('What goes is told, and what is protected does not go', async () => {
  const { client, pipeline } = await createStack(async () => true);
  const doomed = await surveyDoomed(pipeline);
  requireUnprotected(doomed, 'dev');
  const text = describeDoomed(doomed, 'dev').join('\n');
  expect(text).toMatch(/rollover-1, the Auto Scaling group, and its 2 instances/);
  expect(text).toContain('of which bbbbbbbbbbbb is wanted');

  const elbv2 = new ElasticLoadBalancingV2(client);
  const { LoadBalancers } = await elbv2.describeLoadBalancers({});
  await elbv2.modifyLoadBalancerAttributes({
    LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
    Attributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }],
  });
  const isProtected = await surveyDoomed(pipeline);
  expect(() => requireUnprotected(isProtected, 'dev')).toThrow(
    /Nothing was deleted[\s\S]*Pulumi\.dev\.yaml: {2}rollover:deletionProtection: false[\s\S]*npm run deploy -- --stack dev/,
  );
});

test('A stack that has no fleet is told so', () => {
  const nothing = { fleet: undefined, isProtected: false, refresh: undefined, release: undefined };
  expect(describeDoomed(nothing, 'dev')).toEqual([
    'The stack dev has no fleet. What else is left of it is deleted',
  ]);
});

test('Options that are wrong are named together; without a terminal, it takes a yes', () => {
  const check = (typed: object, canAsk: boolean) => () =>
    checkDestroyOptions({ yes: false, ...typed }, canAsk, 'Usage');
  expect(check({ engine: 'other' }, false)).toThrow(
    /--stack: expected[\s\S]*--engine: expected cli or local, got other\n--yes: expected[\s\S]*Usage/,
  );
  expect(check({ stack: 'dev' }, true)()).toEqual({ stack: 'dev', engine: undefined });
  expect(check({ stack: 'dev', yes: true, engine: 'cli' }, false)().engine).toBe('cli');
});
