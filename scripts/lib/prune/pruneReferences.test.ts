// Rarer ways to name an image: mixed instances, parameters that AWS resolves, deleted versions, launch configurations.

import { AutoScalingClient, type AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { expect, test } from 'vitest';
import { createPruneRegion } from '../../testing/pruneRegion.ts';
import { readSharing, sharedWith } from './pruneImages.ts';
import { readReferences } from './pruneReferences.ts';
import { readTemplates, versionsIn } from './pruneTemplates.ts';

test('A group of mixed instances names the version of its policy and those of its overrides', () => {
  const of = (Version: string) => ({ LaunchTemplateId: 'lt-1', Version });
  const LaunchTemplate = {
    LaunchTemplateSpecification: of('1'),
    Overrides: [{ InstanceType: 't3.micro' }, { LaunchTemplateSpecification: of('2') }],
  };
  expect(versionsIn({ MixedInstancesPolicy: { LaunchTemplate } }, 'the group')).toEqual([
    { ...of('1'), by: 'the group' },
    { ...of('2'), by: 'the group' },
  ]);
});

test('Of a template, its snapshots count too, and the image that stands in a parameter', async () => {
  const { ec2, ssm, context } = await createPruneRegion();
  const create = (LaunchTemplateName: string, ImageId: string) =>
    ec2.createLaunchTemplate({
      LaunchTemplateName,
      LaunchTemplateData: {
        ImageId,
        BlockDeviceMappings: [{ DeviceName: '/dev/xvdb', Ebs: { SnapshotId: 'snap-1' } }],
      },
    });
  await ssm.putParameter({ Name: '/golden', Value: 'ami-1', Type: 'String' });
  await create('golden', 'resolve:ssm:/golden');
  const by = 'version 1 of golden, the latest or the default one';
  const { clients } = context();
  const expected = [
    { id: 'ami-1', by },
    { id: 'snap-1', by },
  ];
  expect(await readTemplates(clients, [])).toEqual(expected);

  // None of these can be launched, but for AWS's own.
  await create('gone', 'resolve:ssm:/gone');
  await create('aws', 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023');
  const gone = [
    { LaunchTemplateId: 'lt-0123456789abcdef0', Version: '1', by: 'a' },
    { LaunchTemplateName: 'never', by: 'b' },
    { LaunchTemplateName: 'golden', Version: '7', by: 'c' },
  ];
  const ids = (await readTemplates(clients, gone)).map(({ id }) => id);
  expect([...new Set(ids)].toSorted()).toEqual(['', 'ami-1', 'snap-1']);
});

test('A launch configuration counts where a group or an instance of it names it', async () => {
  const { context, client } = await createPruneRegion();
  const autoScaling = new AutoScalingClient(client);
  const group: AutoScalingGroup = {
    AutoScalingGroupName: 'old',
    LaunchConfigurationName: 'second',
    Instances: [
      {
        ...{ InstanceId: 'i-1', AvailabilityZone: 'a', LifecycleState: 'InService' },
        ...{ HealthStatus: 'Healthy', ProtectedFromScaleIn: false },
        LaunchConfigurationName: 'first',
      },
    ],
    MinSize: 1,
    MaxSize: 1,
    DesiredCapacity: 1,
    DefaultCooldown: 300,
    AvailabilityZones: ['a'],
    HealthCheckType: 'EC2',
    CreatedTime: new Date(0),
  };
  const configuration = (LaunchConfigurationName: string, ImageId: string) => {
    return { LaunchConfigurationName, ImageId };
  };
  // The local region has none.
  const outputs: Readonly<Record<string, object>> = {
    DescribeAutoScalingGroupsCommand: { AutoScalingGroups: [group] },
    DescribeInstanceRefreshesCommand: { InstanceRefreshes: [] },
    DescribeLaunchConfigurationsCommand: {
      LaunchConfigurations: [
        configuration('first', 'ami-1'),
        configuration('second', 'ami-2'),
        configuration('third', 'ami-3'),
      ],
    },
  };
  autoScaling.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const output = outputs[commandName];
        return output ? { output: { $metadata: {}, ...output }, response: {} } : next(args);
      },
    { step: 'initialize' },
  );
  const { uses } = await readReferences({ ...context().clients, autoScaling });
  expect(uses).toEqual([
    { id: 'ami-1', by: 'the launch configuration first' },
    { id: 'ami-2', by: 'the launch configuration second' },
  ]);
});

test('An image is shared with accounts and organizations, not with its own', async () => {
  const permissions = [
    { UserId: '111111111111' },
    { UserId: '222222222222' },
    { OrganizationArn: 'arn:o' },
    { OrganizationalUnitArn: 'arn:ou' },
    { Group: 'all' as const },
  ];
  expect(sharedWith(permissions, '111111111111')).toEqual([
    '222222222222',
    'arn:o',
    'arn:ou',
    'everybody',
  ]);
  const { bake, context } = await createPruneRegion();
  const { clients, accountId } = context();
  expect(await readSharing(clients.ec2, await bake('mine'), accountId)).toEqual([]);
});
