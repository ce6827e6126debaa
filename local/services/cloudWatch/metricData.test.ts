import { CloudWatch, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { cloudWatch } from './cloudWatch.ts';

const Namespace = 'Rollover';
const start = Date.parse('2026-01-01T00:00:00Z');
const minute = (count: number) => new Date(start + count * 60_000);

const stat = (Id: string, MetricName: string, Stat = 'Sum'): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat },
});

/** Three minutes of `a` (1, 2, 3) and the last two of `b` (20, 30). */
async function serve() {
  const api = await serveApi(cloudWatch);
  const client = new CloudWatch(api.client);
  const MetricData = [
    ...[1, 2, 3].map((Value) => ({ MetricName: 'a', Value, Timestamp: minute(Value - 4) })),
    ...[20, 30].map((Value) => ({ MetricName: 'b', Value, Timestamp: minute(Value / 10 - 4) })),
  ];
  await client.putMetricData({ Namespace, MetricData });
  const get = (MetricDataQueries: MetricDataQuery[], more: object = {}) =>
    client.getMetricData({
      ...{ MetricDataQueries, StartTime: minute(-3), EndTime: minute(0) },
      ...{ ScanBy: 'TimestampAscending', ...more },
    });
  const calculate = async (Expression: string) =>
    (
      await get([
        { ...stat('a', 'a'), ReturnData: false },
        { ...stat('b', 'b'), ReturnData: false },
        { Id: 'e', Expression },
      ])
    ).MetricDataResults?.[0]?.Values;
  return { get, calculate, notBuilt: api.notBuilt };
}

test('Several metrics come at once, the newest first unless told', async () => {
  const { get } = await serve();
  const queries = [stat('m1', 'a'), { ...stat('m2', 'b', 'p50'), Label: 'Half of b' }];
  expect((await get(queries, { ScanBy: undefined })).MetricDataResults).toEqual([
    {
      ...{ Id: 'm1', Label: 'a', StatusCode: 'Complete', Values: [3, 2, 1] },
      Timestamps: [minute(-1), minute(-2), minute(-3)],
    },
    {
      ...{ Id: 'm2', Label: 'Half of b', StatusCode: 'Complete', Values: [30, 20] },
      Timestamps: [minute(-1), minute(-2)],
    },
  ]);
});

test('Pages go on where the last ended', async () => {
  const { get } = await serve();
  const queries = [stat('m1', 'a'), stat('m2', 'b')];
  const first = await get(queries, { MaxDatapoints: 4 });
  expect(first.MetricDataResults).toMatchObject([
    { Id: 'm1', Values: [1, 2, 3], StatusCode: 'Complete' },
    { Id: 'm2', Values: [20], StatusCode: 'PartialData' },
  ]);
  const second = await get(queries, { MaxDatapoints: 4, NextToken: first.NextToken });
  expect(second.MetricDataResults).toMatchObject([
    { Id: 'm1', Values: [] },
    { Id: 'm2', Values: [30], StatusCode: 'Complete' },
  ]);
  expect(second.NextToken).toBeUndefined();
  await expect(get(queries, { NextToken: 'none' })).rejects.toMatchObject({
    name: 'InvalidNextToken',
  });
});

test.each([
  ['a + b', [22, 33]],
  ['a * 2 - 1', [1, 3, 5]],
  ['-(a - 4) / 2', [1.5, 1, 0.5]],
  ['1 + 2 * a', [3, 5, 7]],
  ['FILL(b, 0)', [0, 20, 30]],
  ['SUM([a, b])', [1, 22, 33]],
  ['AVG([a, FILL(b, 5)])', [3, 11, 16.5]],
  ['MAX(METRICS())', [1, 20, 30]],
  ['a / SUM(a) * 6', [1, 2, 3]],
  ['a / (a - a)', []],
])('%s is calculated', async (expression, values) => {
  const { calculate } = await serve();
  expect(await calculate(expression)).toEqual(values);
});

test.each(['a +', 'c', 'e', '1 + 1', '(a', 'a b', '[a, b]'])(
  '%s is refused',
  async (expression) => {
    const { calculate } = await serve();
    await expect(calculate(expression)).rejects.toMatchObject({ name: 'ValidationException' });
  },
);

test('More of metric math is not built, and says so', async () => {
  const { calculate, notBuilt } = await serve();
  await expect(calculate('RATE(a)')).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(calculate("SEARCH('a', 'Sum')")).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(calculate('a > 1')).rejects.toMatchObject({ name: 'NotImplemented' });
  expect(notBuilt).toHaveLength(3);
});

test.each<[string, MetricDataQuery]>([
  ['an id in capitals', stat('A', 'a')],
  ['neither metric nor expression', { Id: 'a' }],
])('Refuses a query with %s', async (_, query) => {
  const { get } = await serve();
  await expect(get([query])).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(get([stat('a', 'a'), stat('a', 'b')])).rejects.toMatchObject({
    name: 'ValidationException',
  });
});
