import { CloudWatch, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { snsTables } from '../../store/sns.ts';
import { serveApi } from '../../testing/serveApi.ts';
import { sns } from '../sns/sns.ts';
import { cloudWatch } from './cloudWatch.ts';
import { cpuHigh } from './testing/alarms.ts';

const AlarmArn = 'arn:aws:cloudwatch:eu-central-1:000000000000:alarm:cpu-high';
const topic = 'arn:aws:sns:eu-central-1:000000000000:alarms';

async function serveAlarm(changes: Partial<PutMetricAlarmCommandInput> = {}) {
  const api = await serveApi(cloudWatch, sns);
  const client = new CloudWatch(api.client);
  await client.putMetricAlarm({ ...cpuHigh, ...changes });
  const alarm = async () => (await client.describeAlarms({})).MetricAlarms?.[0];
  const history = async () =>
    (await client.describeAlarmHistory({ ScanBy: 'TimestampAscending' })).AlarmHistoryItems ?? [];
  return { ...api, cloudWatch: client, alarm, history };
}

test('An alarm is shown as it was made, and knows nothing yet', async () => {
  const { alarm } = await serveAlarm({ Tags: [{ Key: 'app', Value: 'rollover' }] });
  const made = new Date('2026-01-01T00:00:00Z');
  expect(await alarm()).toEqual({
    ...cpuHigh,
    AlarmArn,
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: made,
    StateTransitionedTimestamp: made,
    AlarmConfigurationUpdatedTimestamp: made,
  });
});

test('One that is put again keeps its state and its tags', async () => {
  const api = await serveAlarm({ Tags: [{ Key: 'app', Value: 'rollover' }] });
  await api.cloudWatch.setAlarmState({
    AlarmName: 'cpu-high',
    StateValue: 'OK',
    StateReason: 'a test',
  });
  api.advance(60_000);
  await api.cloudWatch.putMetricAlarm({ ...cpuHigh, Threshold: 80, Tags: [] });
  expect(await api.alarm()).toMatchObject({
    Threshold: 80,
    StateValue: 'OK',
    StateReason: 'a test',
    AlarmConfigurationUpdatedTimestamp: new Date('2026-01-01T00:01:00Z'),
  });
  expect((await api.cloudWatch.listTagsForResource({ ResourceARN: AlarmArn })).Tags).toEqual([
    { Key: 'app', Value: 'rollover' },
  ]);
});

test.each<[string, Partial<PutMetricAlarmCommandInput>, string]>([
  ['no statistic', { Statistic: undefined }, 'Exactly one of Statistic'],
  ['two statistics', { ExtendedStatistic: 'p95' }, 'Exactly one of Statistic'],
  ['an unknown percentile', { Statistic: undefined, ExtendedStatistic: 'p101' }, 'p101'],
  ['an odd period', { Period: 61 }, 'multiple of 60'],
  ['more than a day', { Period: 3600, EvaluationPeriods: 25 }, 'more than a day'],
  ['more of fewer', { DatapointsToAlarm: 4 }, 'less than or equal to EvaluationPeriods'],
  ['an unknown mode', { TreatMissingData: 'zero' }, 'value zero is not supported'],
  ['an unknown option', { EvaluateLowSampleCountPercentile: 'no' }, 'Option no'],
  ['no ARN', { AlarmActions: ['mail'] }, 'Invalid arn syntax: mail'],
  ['six actions', { AlarmActions: Array(6).fill(topic) }, 'less than or equal to 5'],
  ['no metric', { MetricName: undefined }, 'MetricName'],
  ['no threshold', { Threshold: undefined }, 'Threshold'],
])('Refuses %s', async (_, changes, message) => {
  const client = new CloudWatch((await serveApi(cloudWatch)).client);
  await expect(client.putMetricAlarm({ ...cpuHigh, ...changes })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  });
});

test('What is not built says so', async () => {
  const api = await serveApi(cloudWatch);
  const client = new CloudWatch(api.client);
  const other = { ...cpuHigh, Statistic: undefined, ExtendedStatistic: 'tm90' };
  await expect(client.putMetricAlarm(other)).rejects.toMatchObject({ name: 'NotImplemented' });
  expect(api.notBuilt).toEqual(['monitoring.PutMetricAlarm']);
});

test('A new state is told by the history, and runs its actions once', async () => {
  const api = await serveAlarm({ AlarmActions: [topic], OKActions: [`${topic}-gone`] });
  const topics = snsTables(api.store).topics;
  topics.put(topic, { TopicArn: topic, attributes: {}, Tags: [] });
  const set = (StateValue: 'ALARM' | 'OK') =>
    api.cloudWatch.setAlarmState({ AlarmName: 'cpu-high', StateValue, StateReason: 'a test' });
  await set('ALARM');
  await set('ALARM');
  await set('OK');
  expect((await api.history()).map(({ HistorySummary }) => HistorySummary)).toEqual([
    'Alarm "cpu-high" created',
    'Alarm updated from INSUFFICIENT_DATA to ALARM',
    `Successfully executed action ${topic}`,
    'Alarm updated from ALARM to OK',
    `Failed to execute action ${topic}-gone. Received error: "Topic does not exist"`,
  ]);
  const [message, ...others] = snsTables(api.store).messages.list();
  expect(others).toEqual([]);
  expect(message?.Subject).toBe('ALARM: "cpu-high" in eu-central-1');
  expect(JSON.parse(message?.Message ?? '')).toMatchObject({
    AlarmName: 'cpu-high',
    AWSAccountId: '000000000000',
    NewStateValue: 'ALARM',
    OldStateValue: 'INSUFFICIENT_DATA',
    NewStateReason: 'a test',
    StateChangeTime: '2026-01-01T00:00:00.000+0000',
    Trigger: {
      MetricName: 'CPUUtilization',
      Statistic: 'AVERAGE',
      Dimensions: [{ value: 'web', name: 'AutoScalingGroupName' }],
      Threshold: 70,
    },
  });
});

test('Actions that are switched off are not run', async () => {
  const api = await serveAlarm({ AlarmActions: [topic] });
  await api.cloudWatch.disableAlarmActions({ AlarmNames: ['cpu-high'] });
  expect(await api.alarm()).toMatchObject({ ActionsEnabled: false });
  const state = { StateValue: 'ALARM', StateReason: 'a test' } as const;
  await api.cloudWatch.setAlarmState({ AlarmName: 'cpu-high', ...state });
  await api.cloudWatch.enableAlarmActions({ AlarmNames: ['cpu-high'] });
  expect(await api.alarm()).toMatchObject({ ActionsEnabled: true, StateValue: 'ALARM' });
  expect((await api.history()).map(({ HistoryItemType }) => HistoryItemType)).not.toContain(
    'Action',
  );
});

test('Alarms are found by what they are called, watch and do', async () => {
  const api = await serveAlarm({ AlarmActions: [topic] });
  const client = api.cloudWatch;
  await client.putMetricAlarm({ ...cpuHigh, AlarmName: 'cpu-low', Period: 300 });
  const names = async (input: Parameters<typeof client.describeAlarms>[0]) =>
    (await client.describeAlarms(input)).MetricAlarms?.map(({ AlarmName }) => AlarmName);
  expect(await names({ AlarmNamePrefix: 'cpu-' })).toEqual(['cpu-high', 'cpu-low']);
  expect(await names({ AlarmNames: ['cpu-low', 'none'] })).toEqual(['cpu-low']);
  expect(await names({ ActionPrefix: 'arn:aws:sns' })).toEqual(['cpu-high']);
  expect(await names({ StateValue: 'OK' })).toEqual([]);
  expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
  const first = await client.describeAlarms({ MaxRecords: 1 });
  expect(await names({ MaxRecords: 1, NextToken: first.NextToken })).toEqual(['cpu-low']);
  const { Namespace, MetricName, Dimensions } = cpuHigh;
  const watched = await client.describeAlarmsForMetric({
    ...{ Namespace, MetricName, Dimensions },
    Period: 300,
  });
  expect(watched.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['cpu-low']);
  await expect(client.describeAlarms({ NextToken: 'no' })).rejects.toMatchObject({
    name: 'InvalidNextToken',
  });
  await expect(names({ AlarmNamePrefix: 'a', AlarmNames: ['a'] })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('Alarms are deleted together, or not at all', async () => {
  const api = await serveAlarm();
  await expect(
    api.cloudWatch.deleteAlarms({ AlarmNames: ['cpu-high', 'none'] }),
  ).rejects.toMatchObject({ name: 'ResourceNotFound', $metadata: { httpStatusCode: 404 } });
  await api.cloudWatch.deleteAlarms({ AlarmNames: ['cpu-high'] });
  expect(await api.alarm()).toBeUndefined();
  expect((await api.history()).at(-1)?.HistorySummary).toBe('Alarm "cpu-high" deleted');
  await expect(
    api.cloudWatch.setAlarmState({ AlarmName: 'cpu-high', StateValue: 'OK', StateReason: '' }),
  ).rejects.toMatchObject({ name: 'ResourceNotFound' });
});

test('Tags of alarms are changed, and those of nothing are refused', async () => {
  const { cloudWatch: client } = await serveAlarm();
  const ResourceARN = AlarmArn;
  await client.tagResource({ ResourceARN, Tags: [{ Key: 'a', Value: '1' }] });
  await client.tagResource({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] });
  await client.untagResource({ ResourceARN, TagKeys: ['a'] });
  expect((await client.listTagsForResource({ ResourceARN })).Tags).toEqual([
    { Key: 'b', Value: '2' },
  ]);
  await expect(
    client.listTagsForResource({ ResourceARN: `${AlarmArn}-none` }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
