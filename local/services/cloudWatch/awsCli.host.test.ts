// CloudWatch and SNS as the AWS CLI sees them.

import { expect, test } from 'vitest';
import { awsCli } from '../../testing/awsCli.ts';
import { serveApi } from '../../testing/serveApi.ts';
import { sns } from '../sns/sns.ts';
import { cloudWatch } from './cloudWatch.ts';

const serveCli = async () => awsCli(await serveApi(cloudWatch, sns));

test('An alarm is put, tagged, set and shown', async () => {
  const aws = await serveCli();
  const topic = (await aws('sns', 'create-topic', '--name', 'alarms')) as { TopicArn: string };
  await aws(
    ...['cloudwatch', 'put-metric-alarm', '--alarm-name', 'slow', '--namespace', 'Rollover'],
    ...['--metric-name', 'seconds', '--extended-statistic', 'p95', '--period', '60'],
    ...['--evaluation-periods', '5', '--datapoints-to-alarm', '3', '--threshold', '0.25'],
    ...['--comparison-operator', 'GreaterThanThreshold', '--treat-missing-data', 'notBreaching'],
    ...['--dimensions', 'Name=app,Value=web', '--alarm-actions', topic.TopicArn],
    ...['--tags', 'Key=stack,Value=dev'],
  );
  const set = ['--state-value', 'ALARM', '--state-reason', 'a test'];
  await aws('cloudwatch', 'set-alarm-state', '--alarm-name', 'slow', ...set);
  expect(await aws('cloudwatch', 'describe-alarms', '--alarm-names', 'slow')).toMatchObject({
    MetricAlarms: [
      {
        ...{ AlarmName: 'slow', ExtendedStatistic: 'p95', Threshold: 0.25, StateValue: 'ALARM' },
        ...{ DatapointsToAlarm: 3, Dimensions: [{ Name: 'app', Value: 'web' }] },
        ...{ AlarmActions: [topic.TopicArn], OKActions: [], StateReason: 'a test' },
      },
    ],
  });
  expect(await aws('cloudwatch', 'describe-alarm-history', '--max-items', '1')).toMatchObject({
    AlarmHistoryItems: [{ HistorySummary: `Successfully executed action ${topic.TopicArn}` }],
  });
});

test('Figures are put and read, and what is not there is told as by AWS', async () => {
  const aws = await serveCli();
  const metric = ['--namespace', 'Rollover', '--metric-name', 'seconds'];
  const Timestamp = '2025-12-31T23:58:00Z';
  const values = ['--timestamp', Timestamp, '--value', '0.5', '--unit', 'Seconds'];
  await aws('cloudwatch', 'put-metric-data', ...metric, ...values);
  expect(
    await aws(
      ...['cloudwatch', 'get-metric-statistics', ...metric, '--period', '60'],
      ...['--start-time', '2025-12-31T23:00:00Z', '--end-time', '2026-01-01T00:00:00Z'],
      ...['--statistics', 'Average', 'SampleCount'],
    ),
  ).toEqual({
    Label: 'seconds',
    Datapoints: [
      { Timestamp: '2025-12-31T23:58:00+00:00', Average: 0.5, SampleCount: 1, Unit: 'Seconds' },
    ],
  });
  await expect(
    aws('cloudwatch', 'get-dashboard', '--dashboard-name', 'none'),
  ).rejects.toMatchObject({
    stderr: expect.stringContaining('(ResourceNotFound) when calling the GetDashboard operation'),
  });
});
