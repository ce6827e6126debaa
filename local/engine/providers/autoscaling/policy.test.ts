import { expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveFleet } from '../testing/serveFleet.ts';
import type { ServedProviders } from '../testing/serveProviders.ts';

const token = 'aws:autoscaling/policy:Policy';

const tracking = {
  policyType: 'TargetTrackingScaling',
  targetTrackingConfiguration: {
    predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
    targetValue: 50,
  },
};

async function makeGroup(served: ServedProviders, inputs: object) {
  return served.make('aws:autoscaling/group:Group', { ...inputs, name: 'web' });
}

test('Policy lives', async () => {
  const { served, inputs } = await serveFleet();
  const autoscalingGroupName = await makeGroup(served, inputs);
  const customizedMetricSpecification = {
    metricName: 'mem_used_percent',
    namespace: 'Rollover',
    statistic: 'Average',
    metricDimensions: [{ name: 'AutoScalingGroupName', value: 'web' }],
  };
  const { outputs } = await live(served, {
    token: token,
    inputs: { autoscalingGroupName, ...tracking },
    updates: [
      {
        targetTrackingConfiguration: { ...tracking.targetTrackingConfiguration, targetValue: 7.5 },
      },
      { estimatedInstanceWarmup: 60, enabled: false },
      { targetTrackingConfiguration: { customizedMetricSpecification, targetValue: 80 } },
    ],
    replacements: [{ name: 'cpu' }, { autoscalingGroupName: 'other' }],
  });
  expect(outputs.arn).toMatch(/:scalingPolicy:.*:autoScalingGroupName\/web:policyName\/instances-/);
});

test('A policy of steps lives, and one takes only what its type has', async () => {
  const { served, inputs } = await serveFleet();
  const autoscalingGroupName = await makeGroup(served, inputs);
  await live(served, {
    token: token,
    inputs: {
      autoscalingGroupName,
      policyType: 'StepScaling',
      adjustmentType: 'ChangeInCapacity',
      stepAdjustments: [
        { scalingAdjustment: 1, metricIntervalLowerBound: '0', metricIntervalUpperBound: '10' },
        { scalingAdjustment: 2, metricIntervalLowerBound: '10' },
      ],
    },
    updates: [{ stepAdjustments: [{ scalingAdjustment: 3, metricIntervalLowerBound: '0' }] }],
  });
  const { check } = served.typeOf(token);
  expect(check({ autoscalingGroupName, ...tracking, scalingAdjustment: 1 })).toEqual([
    'scalingAdjustment: expected nothing where policyType is TargetTrackingScaling',
  ]);
  expect(check({ autoscalingGroupName, policyType: 'PredictiveScaling' })).toEqual([
    expect.stringMatching(/^policyType: expected one of SimpleScaling, StepScaling/),
  ]);
});
