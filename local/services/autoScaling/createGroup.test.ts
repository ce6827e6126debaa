import {
  AlreadyExistsFault,
  type CreateAutoScalingGroupCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { expect, test } from 'vitest';
import { serveGroups } from './testing/serveGroups.ts';

test('CreateAutoScalingGroup shows every member with its default', async () => {
  const { createGroup, describeGroup, LaunchTemplateId, subnetIds } = await serveGroups();
  await createGroup();
  expect(await describeGroup()).toEqual({
    AutoScalingGroupName: 'web',
    AutoScalingGroupARN: expect.stringMatching(
      /^arn:aws:autoscaling:eu-central-1:000000000000:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName\/web$/,
    ),
    LaunchTemplate: { LaunchTemplateId, LaunchTemplateName: 'web', Version: '$Latest' },
    MinSize: 1,
    MaxSize: 4,
    DesiredCapacity: 1,
    DefaultCooldown: 300,
    AvailabilityZones: ['eu-central-1a', 'eu-central-1b'],
    AvailabilityZoneIds: [expect.stringMatching(/-az/), expect.stringMatching(/-az/)],
    LoadBalancerNames: [],
    TargetGroupARNs: [],
    TrafficSources: [],
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 0,
    Instances: [],
    CreatedTime: new Date('2026-01-01T00:00:00Z'),
    SuspendedProcesses: [],
    VPCZoneIdentifier: subnetIds.slice(0, 2).join(','),
    EnabledMetrics: [],
    Tags: [],
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN:
      'arn:aws:iam::000000000000:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
    DeletionProtection: 'none',
    AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-best-effort' },
    AvailabilityZoneImpairmentPolicy: {
      ZonalShiftEnabled: false,
      ImpairedZoneHealthCheckBehavior: 'IgnoreUnhealthy',
    },
    CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
  });
});

test('CreateAutoScalingGroup keeps what it is given', async () => {
  const { createGroup, describeGroup, putTargetGroup, tables, LaunchTemplateId } =
    await serveGroups();
  const arn = putTargetGroup('web');
  const given = {
    MinSize: 0,
    MaxSize: 8,
    DesiredCapacity: 3,
    DefaultCooldown: 10,
    DefaultInstanceWarmup: 20,
    HealthCheckType: 'ELB',
    HealthCheckGracePeriod: 30,
    TerminationPolicies: ['OldestLaunchTemplate', 'OldestInstance'],
    NewInstancesProtectedFromScaleIn: true,
    InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 },
    TargetGroupARNs: [arn],
  };
  await createGroup({
    ...given,
    LaunchTemplate: { LaunchTemplateName: 'web' },
    Tags: [{ Key: 'Name', Value: 'web', PropagateAtLaunch: true }],
    LifecycleHookSpecificationList: [
      { LifecycleHookName: 'drain', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' },
    ],
  });
  expect(await describeGroup()).toMatchObject({
    ...given,
    TrafficSources: [{ Identifier: arn, Type: 'elbv2' }],
    LaunchTemplate: { LaunchTemplateId, LaunchTemplateName: 'web', Version: '$Default' },
    Tags: [
      {
        ResourceId: 'web',
        ResourceType: 'auto-scaling-group',
        Key: 'Name',
        Value: 'web',
        PropagateAtLaunch: true,
      },
    ],
  });
  expect(tables.lifecycleHooks.get('web drain')).toMatchObject({ HeartbeatTimeout: 3600 });
  expect(tables.groups.get('web')?.capacityCause).toBe(
    'At 2026-01-01T00:00:00Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 3.',
  );
});

test('Zones alone mean the default subnets', async () => {
  const { createGroup, describeGroup, subnetIds } = await serveGroups();
  await createGroup({ VPCZoneIdentifier: undefined, AvailabilityZones: ['eu-central-1b'] });
  expect(await describeGroup()).toMatchObject({
    VPCZoneIdentifier: subnetIds[1],
    AvailabilityZones: ['eu-central-1b'],
  });
});

test('A name is taken once', async () => {
  const { createGroup } = await serveGroups();
  await createGroup();
  const error = await createGroup().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AlreadyExistsFault);
  expect(error).toMatchObject({
    name: 'AlreadyExistsFault',
    message:
      'AutoScalingGroup by this name already exists - A group with the name web already exists',
  });
});

test.each<[string, Partial<CreateAutoScalingGroupCommandInput>, string | RegExp]>([
  [
    'bounds the wrong way round',
    { MinSize: 3, MaxSize: 2 },
    'Max bound, 2, must be greater than or equal to min bound, 3',
  ],
  [
    'a capacity out of bounds',
    { DesiredCapacity: 5 },
    'Desired capacity:5 must be between the specified min size:1 and max size:4',
  ],
  [
    'no template',
    { LaunchTemplate: undefined },
    /^Valid requests must contain either LaunchTemplate,/,
  ],
  [
    'an unknown template',
    { LaunchTemplate: { LaunchTemplateName: 'other' } },
    'You must use a valid fully-formed launch template. The specified launch template, with template name other, does not exist.',
  ],
  [
    'an unknown version',
    { LaunchTemplate: { LaunchTemplateName: 'web', Version: '7' } },
    /^You must use a valid fully-formed launch template\. Could not find the specified version 7/,
  ],
  ['a template without a name', { LaunchTemplate: { Version: '1' } }, /exactly one of/],
  ['no subnet', { VPCZoneIdentifier: undefined }, /^At least one Availability Zone or VPC Subnet/],
  [
    'an unknown subnet',
    { VPCZoneIdentifier: 'subnet-0fffffffffffffff0' },
    "The subnet ID 'subnet-0fffffffffffffff0' does not exist",
  ],
  [
    'other zones than its subnets have',
    { AvailabilityZones: ['eu-central-1a'] },
    'The availability zones of the specified subnets and the AutoScalingGroup do not match',
  ],
  ['an unknown target group', { TargetGroupARNs: ['arn:x'] }, /^Provided Target Groups may not/],
  ['an unknown health check', { HealthCheckType: 'HTTP' }, /Health check type HTTP is invalid/],
  ['an unknown policy', { TerminationPolicies: ['Youngest'] }, /policy Youngest is invalid/],
  [
    'a maintenance policy too wide',
    { InstanceMaintenancePolicy: { MinHealthyPercentage: 50, MaxHealthyPercentage: 160 } },
    /cannot be greater than 100/,
  ],
  ['a reserved tag', { Tags: [{ Key: 'aws:x', Value: '' }] }, /start with aws:/],
  [
    'a negative size',
    { MinSize: -1 },
    "1 validation error detected: Value '-1' at 'minSize' failed to satisfy constraint: Member must have value greater than or equal to 0",
  ],
])('CreateAutoScalingGroup refuses %s', async (_, input, message) => {
  const { createGroup, tables } = await serveGroups();
  await expect(createGroup(input)).rejects.toMatchObject({
    name: 'ValidationError',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
  expect(tables.groups.list()).toEqual([]);
});

test.each<Partial<CreateAutoScalingGroupCommandInput>>([
  { MixedInstancesPolicy: { InstancesDistribution: { OnDemandBaseCapacity: 1 } } },
  { LaunchConfigurationName: 'old' },
  { InstanceId: 'i-0123456789abcdef0' },
  { MaxInstanceLifetime: 86_400 },
  { LoadBalancerNames: ['classic'] },
  { PlacementGroup: 'near' },
  { DesiredCapacityType: 'vcpu' },
])('CreateAutoScalingGroup says loudly that %j is not built', async (input) => {
  const { createGroup } = await serveGroups();
  await expect(createGroup(input)).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringMatching(/^autoscaling\.CreateAutoScalingGroup with .* not built in the/),
    $metadata: { httpStatusCode: 501 },
  });
});
