import { expect, test } from 'vitest';
import { cpu, servePolicies, web } from './testing/servePolicies.ts';

test('Target tracking makes its two alarms', async () => {
  const { track, described, alarms } = await servePolicies();
  const { PolicyARN = '', Alarms } = await track(cpu, { EstimatedInstanceWarmup: 30 });
  expect(PolicyARN).toMatch(
    /^arn:aws:autoscaling:eu-central-1:000000000000:scalingPolicy:[0-9a-f-]{36}:autoScalingGroupName\/web:policyName\/policy$/,
  );
  expect(Alarms).toEqual([
    {
      AlarmName: expect.stringMatching(/^TargetTracking-web-AlarmHigh-[0-9a-f-]{36}$/),
      AlarmARN: `arn:aws:cloudwatch:eu-central-1:000000000000:alarm:${Alarms?.[0]?.AlarmName}`,
    },
    {
      AlarmName: expect.stringMatching(/^TargetTracking-web-AlarmLow-[0-9a-f-]{36}$/),
      AlarmARN: expect.any(String),
    },
  ]);
  const metric = {
    Namespace: 'AWS/EC2',
    MetricName: 'CPUUtilization',
    Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
    Statistic: 'Average',
    Period: 60,
    AlarmActions: [PolicyARN],
    ActionsEnabled: true,
    StateValue: 'INSUFFICIENT_DATA',
  };
  expect(alarms.list()).toMatchObject([
    { ...metric, ComparisonOperator: 'GreaterThanThreshold', Threshold: 50, EvaluationPeriods: 3 },
    { ...metric, ComparisonOperator: 'LessThanThreshold', Threshold: 45, EvaluationPeriods: 15 },
  ]);
  expect(await described()).toEqual({
    ...web,
    PolicyName: 'policy',
    PolicyARN,
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingConfiguration: { ...cpu, DisableScaleIn: false },
    EstimatedInstanceWarmup: 30,
    StepAdjustments: undefined,
    Enabled: true,
    Alarms,
  });
});

test('A policy that is put again keeps its ARN and its alarms, as far as it has them', async () => {
  const { track, put, alarms } = await servePolicies();
  const first = await track(cpu);
  const second = await track({ ...cpu, TargetValue: 80, DisableScaleIn: true });
  expect(second).toMatchObject({ PolicyARN: first.PolicyARN, Alarms: [first.Alarms?.[0]] });
  expect(alarms.list()).toMatchObject([{ Threshold: 80 }]);
  const third = await put({ AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 });
  expect(third).toMatchObject({ PolicyARN: first.PolicyARN });
  expect(alarms.list()).toEqual([]);
});

test.each(['policy', 'group'])('The alarms go with their %s', async (what) => {
  const { autoScaling, track, alarms, tables } = await servePolicies();
  await track(cpu);
  if (what === 'policy') await autoScaling.deletePolicy({ ...web, PolicyName: 'policy' });
  else await autoScaling.deleteAutoScalingGroup(web);
  expect(alarms.list()).toEqual([]);
  expect(tables.policies.list()).toEqual([]);
});

test('Requests per target are those of the label’s target group', async () => {
  const { track, alarms } = await servePolicies();
  const targetGroup = 'targetgroup/web/0123456789abcdef';
  const of = (ResourceLabel?: string) =>
    track({
      PredefinedMetricSpecification: {
        PredefinedMetricType: 'ALBRequestCountPerTarget',
        ResourceLabel,
      },
      TargetValue: 100,
    });
  await of(`app/front/00000000000000aa/${targetGroup}`);
  expect(alarms.list()[0]).toMatchObject({
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'RequestCountPerTarget',
    Dimensions: [{ Name: 'TargetGroup', Value: targetGroup }],
    Statistic: 'Sum',
  });
  for (const [wrong, message] of [
    [undefined, /^ResourceLabel is required/],
    [targetGroup, /^Invalid ResourceLabel/],
    [`app/back/00000000000000aa/${targetGroup}`, /load balancer .* does not exist/],
    ['app/front/00000000000000aa/targetgroup/web/ff', /is not attached to the Auto Scaling group/],
  ] as const) {
    await expect(of(wrong)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(message),
    });
  }
});

test('A caller’s own metric is followed, too', async () => {
  const { track, alarms } = await servePolicies();
  await track({
    CustomizedMetricSpecification: {
      Namespace: 'App',
      MetricName: 'Queue',
      Dimensions: [{ Name: 'Stage', Value: 'live' }],
      Statistic: 'Maximum',
    },
    TargetValue: 7,
  });
  expect(alarms.list()[0]).toMatchObject({
    Namespace: 'App',
    MetricName: 'Queue',
    Dimensions: [{ Name: 'Stage', Value: 'live' }],
    Statistic: 'Maximum',
  });
});
