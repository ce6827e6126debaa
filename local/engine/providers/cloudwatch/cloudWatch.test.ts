import { expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const alarmToken = 'aws:cloudwatch/metricAlarm:MetricAlarm';
const topicArn = 'arn:aws:sns:eu-central-1:000000000000:rollover-alarms';
const alarm = {
  alarmDescription: 'An instance fails its health check. Roll back.',
  namespace: 'AWS/ApplicationELB',
  metricName: 'UnHealthyHostCount',
  dimensions: { LoadBalancer: 'app/web/1', TargetGroup: 'targetgroup/web/1' },
  statistic: 'Minimum',
  period: 60,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  comparisonOperator: 'GreaterThanThreshold',
  threshold: 0,
  treatMissingData: 'notBreaching',
  alarmActions: [topicArn],
  okActions: [topicArn],
  tags: { app: 'rollover' },
};

test('MetricAlarm lives', async () => {
  const { outputs } = await live(await serveProviders(), {
    token: alarmToken,
    inputs: alarm,
    updates: [
      { threshold: 2.5, comparisonOperator: 'LessThanThreshold' },
      { statistic: undefined, extendedStatistic: 'p95' },
      { dimensions: { AutoScalingGroupName: 'web' }, treatMissingData: undefined },
      { alarmActions: undefined, okActions: undefined, actionsEnabled: false },
      { tags: { app: 'other' } },
    ],
    replacements: [{ name: 'web' }],
  });
  expect(outputs).toMatchObject({
    name: expect.stringMatching(/^instances-[0-9a-f]{7}$/),
    arn: expect.stringMatching(/:alarm:instances-[0-9a-f]{7}$/),
    actionsEnabled: true,
  });
});

test('An alarm of more than one metric is refused, and one of no statistic', async () => {
  const { typeOf } = await serveProviders();
  const { statistic, ...rest } = alarm;
  const metricQueries = [{ id: 'm1', expression: 'm2 * 2' }];
  expect(typeOf(alarmToken).check({ ...alarm, metricQueries })).toEqual([
    expect.stringMatching(/^metricQueries: expected nothing: alarms here are of one metric/),
  ]);
  expect(typeOf(alarmToken).check(rest)).toEqual([
    'statistic: expected this or extendedStatistic, got neither',
  ]);
  expect(typeOf(alarmToken).check({ ...rest, statistic, extendedStatistic: 'p95' })).toEqual([
    'statistic: expected this or extendedStatistic, got both',
  ]);
});

const widget = {
  type: 'metric',
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  properties: { region: 'eu-central-1', metrics: [['AWS/EC2', 'CPUUtilization']] },
};

test('Dashboard lives', async () => {
  const { outputs } = await live(await serveProviders(), {
    token: 'aws:cloudwatch/dashboard:Dashboard',
    inputs: { dashboardName: 'rollover', dashboardBody: JSON.stringify({ widgets: [widget] }) },
    updates: [{ dashboardBody: JSON.stringify({ widgets: [{ ...widget, width: 24 }, widget] }) }],
    replacements: [{ dashboardName: 'other' }],
  });
  expect(outputs.dashboardArn).toMatch(/:dashboard\/rollover$/);
});

test("A dashboard's body is compared as JSON", async () => {
  const { typeOf } = await serveProviders();
  const { diff } = typeOf('aws:cloudwatch/dashboard:Dashboard');
  const body = (text: string) => ({ dashboardName: 'a', dashboardBody: text });
  const changed = (one: string, other: string) => diff(body(one), body(other)).changed;
  expect(changed('{"a":1,"b":[1]}', '{ "b": [1], "a": 1 }')).toEqual([]);
  // Neither the order of a list nor whether it is one is all the same here, as it is in a policy.
  expect(changed('{"b":[1,2]}', '{"b":[2,1]}')).toEqual(['dashboardBody']);
  expect(changed('{"b":[1]}', '{"b":1}')).toEqual(['dashboardBody']);
});
