import type { PutScalingPolicyCommandInput } from '@aws-sdk/client-auto-scaling';
import { expect, test } from 'vitest';
import { cpu, servePolicies, web } from './testing/servePolicies.ts';

test('Step policies show the alarms that callers made for them', async () => {
  const { put, described, alarms } = await servePolicies();
  const StepAdjustments = [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }];
  const AdjustmentType = 'ChangeInCapacity';
  const { PolicyARN = '', Alarms } = await put({
    PolicyType: 'StepScaling',
    AdjustmentType,
    StepAdjustments,
  });
  expect(Alarms ?? []).toEqual([]);
  alarms.put('busy', {
    AlarmName: 'busy',
    AlarmArn: 'arn:busy',
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [PolicyARN],
    InsufficientDataActions: [],
    StateValue: 'OK',
    StateReason: '',
    StateUpdatedTimestamp: new Date(0),
    StateTransitionedTimestamp: new Date(0),
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1,
    AlarmConfigurationUpdatedTimestamp: new Date(0),
    Tags: [],
  });
  expect(await described()).toMatchObject({
    PolicyType: 'StepScaling',
    AdjustmentType,
    StepAdjustments,
    MetricAggregationType: 'Average',
    Alarms: [{ AlarmName: 'busy', AlarmARN: 'arn:busy' }],
  });
});

test('ExecutePolicy does what an alarm would have it do', async () => {
  const { autoScaling, put, describeGroup, advance, tables } = await servePolicies();
  await put({ AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 2 });
  await put({
    PolicyName: 'steps',
    PolicyType: 'StepScaling',
    AdjustmentType: 'ChangeInCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 9 }],
  });
  const run = (PolicyName: string, more = {}) =>
    autoScaling.executePolicy({ ...web, PolicyName, ...more });
  await run('policy');
  expect((await describeGroup()).DesiredCapacity).toBe(3);
  expect(tables.groups.get('web')?.capacityCause).toBe(
    'At 2026-01-01T00:00:00Z a user request executed policy policy changing the desired capacity from 1 to 3.',
  );
  await expect(run('policy', { HonorCooldown: true })).rejects.toMatchObject({
    name: 'ScalingActivityInProgressFault',
  });
  advance(300_000);
  await run('steps', { MetricValue: 40, BreachThreshold: 50 });
  expect((await describeGroup()).DesiredCapacity).toBe(3);
  await run('steps', { MetricValue: 60, BreachThreshold: 50 });
  expect((await describeGroup()).DesiredCapacity).toBe(4);
  await expect(run('steps')).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(run('none')).rejects.toMatchObject({
    message: "PolicyName not found - ScalingPolicy 'none' not found",
  });
});

test.each<[string, Partial<PutScalingPolicyCommandInput>, RegExp]>([
  ['no adjustment', { AdjustmentType: 'ChangeInCapacity' }, /^ScalingAdjustment is required/],
  ['an unknown adjustment', { AdjustmentType: 'More', ScalingAdjustment: 1 }, /got More$/],
  [
    'a negative exact capacity',
    { AdjustmentType: 'ExactCapacity', ScalingAdjustment: -1 },
    /cannot be negative/,
  ],
  [
    'another type’s member',
    { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1, EstimatedInstanceWarmup: 1 },
    /^EstimatedInstanceWarmup is not supported by policies of type SimpleScaling$/,
  ],
  [
    'steps with a gap',
    {
      PolicyType: 'StepScaling',
      AdjustmentType: 'ChangeInCapacity',
      StepAdjustments: [
        { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 5, ScalingAdjustment: 1 },
        { MetricIntervalLowerBound: 6, ScalingAdjustment: 2 },
      ],
    },
    /cannot have gaps/,
  ],
  [
    'two metrics',
    {
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingConfiguration: {
        ...cpu,
        CustomizedMetricSpecification: { Namespace: 'a', MetricName: 'b', Statistic: 'Sum' },
      },
    },
    /^Exactly one of/,
  ],
  [
    'a target of nothing',
    {
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingConfiguration: { ...cpu, TargetValue: 0 },
    },
    /greater than 0/,
  ],
  ['an unknown type', { PolicyType: 'Magic' }, /^Policy type Magic is invalid$/],
])('PutScalingPolicy refuses %s', async (_, input, message) => {
  const { put } = await servePolicies();
  await expect(put(input)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(message),
  });
});

test('Predictive scaling and metric math are not built', async () => {
  const { put, track } = await servePolicies();
  const notBuilt = { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } };
  await expect(put({ PolicyType: 'PredictiveScaling' })).rejects.toMatchObject(notBuilt);
  const Metrics = [{ Id: 'm', Expression: '1' }];
  await expect(
    track({ CustomizedMetricSpecification: { Metrics }, TargetValue: 1 }),
  ).rejects.toMatchObject(notBuilt);
});
