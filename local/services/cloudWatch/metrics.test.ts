import { CloudWatch, type MetricDatum } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { cloudWatch } from './cloudWatch.ts';

const Namespace = 'Rollover';
const MetricName = 'mem_used_percent';
const start = Date.parse('2026-01-01T00:00:00Z');
const minute = (count: number) => new Date(start + count * 60_000);

async function serve() {
  const api = await serveApi(cloudWatch);
  const client = new CloudWatch(api.client);
  const put = (datum: Omit<MetricDatum, 'MetricName'>) =>
    client.putMetricData({ Namespace, MetricData: [{ MetricName, ...datum }] });
  return { ...api, cloudWatch: client, put };
}

test('What was put comes back period by period, in any statistic', async () => {
  const { cloudWatch: client, put } = await serve();
  const Values = Array.from({ length: 100 }, (_, index) => index + 1);
  await put({ Timestamp: minute(-3), Values, Unit: 'Percent' });
  await put({ Timestamp: minute(-2), Value: 50, Unit: 'Percent' });
  await put({ Timestamp: minute(-2), Values: [10], Counts: [3], Unit: 'Percent' });
  const { Label, Datapoints } = await client.getMetricStatistics({
    ...{ Namespace, MetricName, Period: 60, StartTime: minute(-5), EndTime: minute(0) },
    Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'],
    ExtendedStatistics: ['p50', 'p95', 'p99.9'],
  });
  expect(Label).toBe(MetricName);
  expect(Datapoints).toEqual([
    {
      ...{ Timestamp: minute(-3), Unit: 'Percent', SampleCount: 100, Sum: 5050, Average: 50.5 },
      ...{ Minimum: 1, Maximum: 100, ExtendedStatistics: { p50: 50, p95: 95, 'p99.9': 100 } },
    },
    {
      ...{ Timestamp: minute(-2), Unit: 'Percent', SampleCount: 4, Sum: 80, Average: 20 },
      ...{ Minimum: 10, Maximum: 50, ExtendedStatistics: { p50: 10, p95: 50, 'p99.9': 50 } },
    },
  ]);
});

test('Longer periods are several minutes together', async () => {
  const { cloudWatch: client, put } = await serve();
  for (const ago of [-9, -6, -4, -1]) await put({ Timestamp: minute(ago), Value: -ago });
  const { Datapoints } = await client.getMetricStatistics({
    ...{ Namespace, MetricName, Period: 300, StartTime: minute(-10), EndTime: minute(0) },
    Statistics: ['Sum'],
  });
  expect(Datapoints?.map(({ Timestamp, Sum }) => [Timestamp, Sum])).toEqual([
    [minute(-10), 15],
    [minute(-5), 5],
  ]);
});

test('Statistics are added up, without percentiles where the values are not known', async () => {
  const { cloudWatch: client, put } = await serve();
  const StatisticValues = { SampleCount: 4, Sum: 20, Minimum: 2, Maximum: 9 };
  await put({ StatisticValues });
  await put({ Value: 1 });
  const { Datapoints } = await client.getMetricStatistics({
    ...{ Namespace, MetricName, Period: 60, StartTime: minute(0), EndTime: minute(1) },
    Statistics: ['Average', 'Minimum'],
    ExtendedStatistics: ['p50'],
  });
  expect(Datapoints).toEqual([
    { Timestamp: minute(0), Unit: 'None', Average: 4.2, Minimum: 1, ExtendedStatistics: {} },
  ]);
});

test('Metrics differ by their dimensions, in any order of them', async () => {
  const { cloudWatch: client, put } = await serve();
  const [a, b] = [
    { Name: 'a', Value: '1' },
    { Name: 'b', Value: '2' },
  ];
  await put({ Value: 1, Dimensions: [b, a] });
  await put({ Value: 2, Dimensions: [a, b] });
  await put({ Value: 9, Dimensions: [a] });
  const query = { Period: 60, StartTime: minute(0), EndTime: minute(1), Statistics: ['Sum'] };
  const sumOf = async (Dimensions: (typeof a)[]) =>
    (
      await client.getMetricStatistics({
        ...{ ...query, Statistics: ['Sum'], Namespace, MetricName, Dimensions },
      })
    ).Datapoints?.map(({ Sum }) => Sum);
  expect(await sumOf([b, a])).toEqual([3]);
  expect(await sumOf([a])).toEqual([9]);
  expect(await sumOf([])).toEqual([]);
  const { Metrics } = await client.listMetrics({ Namespace, Dimensions: [{ Name: 'b' }] });
  expect(Metrics).toEqual([{ Namespace, MetricName, Dimensions: [a, b] }]);
});

test('Metrics that had no data for three hours are not recently active', async () => {
  const { cloudWatch: client, put, advance } = await serve();
  await put({ Value: 1 });
  const count = async () => (await client.listMetrics({ RecentlyActive: 'PT3H' })).Metrics?.length;
  expect(await count()).toBe(1);
  advance(181 * 60_000);
  expect(await count()).toBe(0);
  expect((await client.listMetrics({})).Metrics).toHaveLength(1);
});

const valid = { Value: 1 };

test.each<[string, Partial<MetricDatum>, string]>([
  ['nothing', { Value: undefined }, 'MissingRequiredParameterException'],
  ['a value and values', { ...valid, Values: [1] }, 'InvalidParameterCombinationException'],
  ['counts of another number', { Value: undefined, Values: [1, 2], Counts: [1] }, 'Value'],
  ['151 values', { Value: undefined, Values: Array(151).fill(1) }, 'Value'],
  ['a huge value', { Value: 2 ** 361 }, 'Value'],
  ['a time long ago', { ...valid, Timestamp: minute(-15 * 24 * 60) }, 'Value'],
  ['a time to come', { ...valid, Timestamp: minute(121) }, 'Value'],
  ['an unknown unit', { ...valid, Unit: 'Parsecs' as 'None' }, 'Value'],
  ['31 dimensions', { ...valid, Dimensions: Array(31).fill({ Name: 'a', Value: 'b' }) }, 'Value'],
])('Refuses to put %s', async (_, datum, error) => {
  const { put } = await serve();
  await expect(put({ ...datum })).rejects.toMatchObject({
    name: error === 'Value' ? 'InvalidParameterValueException' : error,
  });
});

test("AWS's own namespaces are not the caller's", async () => {
  const { cloudWatch: client } = await serve();
  await expect(
    client.putMetricData({ Namespace: 'AWS/EC2', MetricData: [{ MetricName, Value: 1 }] }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await expect(client.putMetricData({ Namespace, MetricData: [] })).rejects.toMatchObject({
    name: 'MissingRequiredParameterException',
  });
});

test.each([
  ['no statistic', { Statistics: undefined }, 'InvalidParameterCombinationException'],
  ['more than 1440 points', { EndTime: minute(1441) }, 'InvalidParameterCombinationException'],
  ['an end before the start', { EndTime: minute(-1) }, 'InvalidParameterValueException'],
  ['an odd period', { Period: 90 }, 'InvalidParameterValueException'],
])('Refuses to give %s', async (_, changes, error) => {
  const { cloudWatch: client } = await serve();
  const range = { Period: 60, StartTime: minute(0), EndTime: minute(1) };
  await expect(
    client.getMetricStatistics({
      ...{ Namespace, MetricName, ...range },
      ...{ Statistics: ['Sum'], ...changes },
    }),
  ).rejects.toMatchObject({ name: error });
});

test('A body that the client zips is read', async () => {
  const { cloudWatch: client } = await serve();
  const MetricData = Array.from({ length: 1000 }, (_, index) => ({ MetricName, Value: index }));
  await client.putMetricData({ Namespace, MetricData });
  const { Datapoints } = await client.getMetricStatistics({
    ...{ Namespace, MetricName, Period: 60, StartTime: minute(0), EndTime: minute(1) },
    Statistics: ['SampleCount'],
  });
  expect(Datapoints).toMatchObject([{ SampleCount: 1000 }]);
  await expect(
    client.putMetricData({ Namespace, MetricData: [...MetricData, { MetricName, Value: 1 }] }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});
