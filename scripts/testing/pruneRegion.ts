// For tests: a region in memory with old images of bakes, each of which something else needs, or nothing does.

import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2, type ResourceType } from '@aws-sdk/client-ec2';
import { SSM } from '@aws-sdk/client-ssm';
import { expect } from 'vitest';
import { faultsPath } from '../../local/faultsApi.ts';
import { keyHeader } from '../../local/ownPaths.ts';
import { baseImageId, instanceType, reaches, run } from '../../local/testing/memoryInstances.ts';
import { startMemoryRegion } from '../../local/testing/memoryRegion.ts';
import { imageTags } from '../lib/bake/bakedImages.ts';
import type { PruneContext } from '../lib/prune/pruneSurvey.ts';
import { createRolloutClients } from '../lib/rollout/rolloutClients.ts';

const day = 86_400_000;
const began = Date.parse('2026-01-01T00:00:00Z');

export type PruneRegion = Awaited<ReturnType<typeof createPruneRegion>>;

export const asTags = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export async function createPruneRegion() {
  const region = await startMemoryRegion();
  const ec2 = new EC2(region.client);
  const autoScaling = new AutoScaling(region.client);
  const ssm = new SSM(region.client);
  const base = await baseImageId(ec2);

  /** An image with the tags of a bake, and its snapshot. */
  async function bake(name: string): Promise<string> {
    const Tags = asTags({ [imageTags.app]: 'webapp', [imageTags.key]: 'ab'.repeat(32) });
    const tagged = (ResourceType: ResourceType) => ({ ResourceType, Tags });
    const { ImageId = '' } = await ec2.copyImage({
      Name: name,
      SourceImageId: base,
      SourceRegion: 'eu-central-1',
      TagSpecifications: [tagged('image'), tagged('snapshot')],
    });
    return ImageId;
  }

  const put = (name: string, ami: string) =>
    ssm.putParameter({
      Name: `/rollover/${name}`,
      Value: JSON.stringify({ ami }),
      Type: 'String',
      Overwrite: true,
    });

  async function withFault(fault: object, work: () => Promise<void>): Promise<void> {
    const ask = async (body: object) => {
      const { endpoint, credentials } = region.client;
      const headers = { [keyHeader]: credentials.secretAccessKey };
      const input = { method: 'POST', headers, body: JSON.stringify(body) };
      expect((await fetch(`${endpoint}${faultsPath}`, input)).status).toBe(200);
    };
    await ask({ fault: { kind: 'fail-calls', status: 400, ...fault }, seconds: 3600 });
    try {
      await work();
    } finally {
      await ask({ clear: true });
    }
  }

  return {
    ec2,
    autoScaling,
    ssm,
    base,
    advance: region.advance,
    bake,
    put,
    withFault,
    /** A week and more passes. */
    grow: () => region.advance(8 * day),
    context: (overrides: Partial<PruneContext> = {}): PruneContext => ({
      clients: createRolloutClients(region.client),
      accountId: '000000000000',
      policy: {
        now: new Date(began + 8 * day + 60_000),
        keep: 1,
        minimumAge: { milliseconds: 7 * day, text: '7d' },
      },
      ...overrides,
    }),
    client: region.client,
    async images(): Promise<readonly string[]> {
      const { Images = [] } = await ec2.describeImages({ Owners: ['self'] });
      return Images.map(({ Name = '' }) => Name);
    },
    async snapshots(): Promise<number> {
      return (await ec2.describeSnapshots({ OwnerIds: ['self'] })).Snapshots?.length ?? 0;
    },
  };
}

/**
 * Images that are named after what needs them: a group, an active refresh, templates, an instance that is stopped,
 * parameters of two stacks. And some that nothing needs: `version`, of a template version that nobody names;
 * `was live`, long ago; `unused`.
 *
 * @returns the AMI of each
 */
export async function needImages(region: PruneRegion) {
  const { ec2, autoScaling, bake, put } = region;
  const names = ['default', 'group', 'refresh', 'version', 'latest', 'instance', 'release', 'live'];
  const others = ['was live', 'live in prod', 'public', 'protected', 'unused'];
  const amis: Record<string, string> = {};
  for (const name of [...names, ...others]) amis[name] = await bake(name);
  region.grow();
  amis.young = await bake('young');
  const ami = (name: string) => amis[name] ?? '';

  const [first = '', ...later] = ['default', 'group', 'refresh', 'version', 'latest'];
  const { LaunchTemplate: { LaunchTemplateId = '' } = {} } = await ec2.createLaunchTemplate({
    LaunchTemplateName: 'web',
    LaunchTemplateData: { ImageId: ami(first), InstanceType: instanceType },
  });
  for (const name of later) {
    const LaunchTemplateData = { ImageId: ami(name) };
    await ec2.createLaunchTemplateVersion({
      LaunchTemplateId,
      SourceVersion: '1',
      LaunchTemplateData,
    });
  }
  const { Subnets = [] } = await ec2.describeSubnets({});
  await autoScaling.createAutoScalingGroup({
    AutoScalingGroupName: 'fleet',
    LaunchTemplate: { LaunchTemplateId, Version: '2' },
    MinSize: 1,
    MaxSize: 2,
    VPCZoneIdentifier: Subnets.map(({ SubnetId }) => SubnetId).join(','),
  });
  const member = async () =>
    (await autoScaling.describeAutoScalingInstances({})).AutoScalingInstances?.[0];
  await expect.poll(async () => (await member())?.LifecycleState).toBe('InService');
  await autoScaling.startInstanceRefresh({
    AutoScalingGroupName: 'fleet',
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId, Version: '3' } },
    Preferences: { InstanceWarmup: 3600, MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
  });

  const InstanceId = await run(ec2, { ImageId: ami('instance') });
  await reaches(ec2, InstanceId, 'running');
  await ec2.stopInstances({ InstanceIds: [InstanceId] });
  await reaches(ec2, InstanceId, 'stopped');
  await ec2.modifyImageAttribute({
    ImageId: ami('public'),
    LaunchPermission: { Add: [{ Group: 'all' }] },
  });
  await ec2.enableImageDeregistrationProtection({ ImageId: ami('protected') });
  await put('dev/release', ami('release'));
  await put('dev/live', ami('was live'));
  await put('dev/live', ami('live'));
  await put('prod/release', ami('live in prod'));
  await put('prod/live', ami('live in prod'));
  return amis;
}
