import { describe, expect, test } from 'vitest';
import { type AlarmRow, cloudWatchTables } from '../../store/cloudWatch.ts';
import { metricOf, putData } from '../../store/datapoints.ts';
import { summaryOf } from '../../store/metricValues.ts';
import { snsTables } from '../../store/sns.ts';
import { openStore } from '../../store/store.ts';
import { alarmRow } from '../testing/alarmRow.ts';
import { evaluateAlarms } from './alarms.ts';

const start = Date.parse('2026-01-01T12:00:00Z');
const topic = 'arn:aws:sns:eu-central-1:000000000000:alarms';
const policy = 'arn:aws:autoscaling:eu-central-1:000000000000:scalingPolicy:1:policyName/cpu';

/** An alarm and its metric, with a minute of so many milliseconds. */
function watch(changes: Partial<AlarmRow> = {}, minute = 60_000) {
  const store = openStore(':memory:');
  const { alarms, alarmHistory } = cloudWatchTables(store);
  const made = alarmRow(changes);
  alarms.put(made.AlarmName, made);
  const alarm = () => alarms.get(made.AlarmName) ?? made;
  return {
    store,
    alarms,
    alarm,
    history: () => alarmHistory.list().map(({ HistorySummary }) => HistorySummary),
    /** Puts values into the minute that began so many minutes ago. */
    put(minutes: number, ...values: number[]) {
      const { Namespace = '', MetricName = '', Dimensions = [] } = made;
      const metric = metricOf(Namespace, MetricName, Dimensions);
      const at = new Date(start + minutes * minute);
      putData(store, minute, [{ ...metric, at, Unit: 'Percent', ...summaryOf(values) }]);
    },
    /** Evaluates so many minutes after the start. */
    at(minutes: number) {
      const now = new Date(start + minutes * minute + 7);
      evaluateAlarms({ store, now, minute, log: () => {} });
      return alarm().StateValue;
    },
  };
}

test('An alarm is insufficient, OK and an alarm, as its metric goes', () => {
  const { put, at } = watch();
  expect(at(0)).toBe('INSUFFICIENT_DATA');
  put(0, 50);
  expect(at(1)).toBe('OK');
  for (const minute of [1, 2, 3]) put(minute, 90);
  expect([at(3), at(4)]).toEqual(['OK', 'ALARM']);
  put(4, 10);
  expect(at(5)).toBe('OK');
  expect([at(9), at(10)]).toEqual(['OK', 'INSUFFICIENT_DATA']);
});

test('The minute that is not over is not looked at', () => {
  const { put, at } = watch({ EvaluationPeriods: 1 });
  put(0, 90);
  expect(at(0)).toBe('INSUFFICIENT_DATA');
  expect(at(1)).toBe('ALARM');
});

test('A period of five minutes moves on every minute, whole minutes at a time', () => {
  const { put, at, alarm } = watch({
    ...{ Period: 300, EvaluationPeriods: 1, Statistic: 'Sum', TreatMissingData: 'notBreaching' },
  });
  for (const minute of [0, 1, 2, 3, 4]) put(minute, 15);
  // 60 are not more than 70; the fifth minute makes it 75.
  expect([at(4), at(5)]).toEqual(['OK', 'ALARM']);
  expect(alarm().StateReason).toBe(
    'Threshold Crossed: 1 datapoint [75.0 (01/01/26 12:00:00)] was greater than the threshold (70.0).',
  );
});

test.each([
  { periods: 1, states: ['ALARM', 'ALARM', 'ALARM', 'OK', 'ALARM'] },
  { periods: 2, states: ['ALARM', 'ALARM', 'ALARM', 'ALARM', 'ALARM'] },
])('A few errors in the newest of $periods period(s) hide those before', ({ periods, states }) => {
  const { put, at } = watch({
    ...{ Period: 300, EvaluationPeriods: periods, DatapointsToAlarm: 1, Statistic: 'Sum' },
    TreatMissingData: 'notBreaching',
  });
  for (const minute of [0, 1]) put(minute, 500);
  put(2, 10);
  // Five minutes that end with the third, the fourth …; those after the seventh have no errors.
  expect([at(3), at(5), at(6), at(7), at(8)]).toEqual(states);
});

test('A minute of the region is as long as its time scale says', () => {
  const { put, at } = watch({ Period: 300, EvaluationPeriods: 1, Statistic: 'Sum' }, 1000);
  for (const minute of [0, 1, 2, 3, 4]) put(minute, 15);
  expect([at(4), at(5)]).toEqual(['OK', 'ALARM']);
});

test('A percentile is of all values of the period', () => {
  const { put, at } = watch({
    ...{ Statistic: undefined, ExtendedStatistic: 'p95', EvaluationPeriods: 1 },
  });
  put(0, ...Array(94).fill(1), ...Array(6).fill(90));
  put(1, ...Array(96).fill(1), ...Array(4).fill(90));
  expect([at(1), at(2)]).toEqual(['ALARM', 'OK']);
});

test('A percentile of few values can be left to wait for more', () => {
  const { put, at } = watch({
    ...{ Statistic: undefined, ExtendedStatistic: 'p95', EvaluationPeriods: 1 },
    EvaluateLowSampleCountPercentile: 'ignore',
  });
  put(0, ...Array(199).fill(90));
  put(1, ...Array(200).fill(90));
  expect([at(1), at(2)]).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
});

test('Only what was put in its unit counts, where it has one', () => {
  const { put, at } = watch({ EvaluationPeriods: 1, Unit: 'Count' });
  put(0, 90);
  expect(at(1)).toBe('INSUFFICIENT_DATA');
});

describe('The reason', () => {
  const reasonAt = (changes: Partial<AlarmRow>, minutes: number, ...values: [number, number][]) => {
    const { put, at, alarm } = watch(changes);
    for (const [minute, value] of values) put(minute, value);
    at(minutes);
    return alarm().StateReason;
  };

  test('names the values, the newest first', () => {
    expect(reasonAt({ EvaluationPeriods: 2 }, 2, [0, 0.5], [1, 1])).toBe(
      'Threshold Crossed: 2 datapoints [1.0 (01/01/26 12:01:00), 0.5 (01/01/26 12:00:00)] were not greater than the threshold (70.0).',
    );
  });

  test('tells how many of how many', () => {
    const twoOf = { DatapointsToAlarm: 2, TreatMissingData: 'breaching' };
    expect(reasonAt(twoOf, 3, [0, 80], [1, 10], [2, 90])).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [90.0 (01/01/26 12:02:00), 80.0 (01/01/26 12:00:00)] were greater than the threshold (70.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    expect(reasonAt(twoOf, 3, [0, 10], [1, 10], [2, 90])).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [10.0 (01/01/26 12:01:00), 10.0 (01/01/26 12:00:00)] were not greater than the threshold (70.0) (minimum 2 datapoints for ALARM -> OK transition).',
    );
    expect(reasonAt(twoOf, 3, [2, 90])).toBe(
      'Threshold Crossed: 1 out of the last 3 datapoints [90.0 (01/01/26 12:02:00)] was greater than the threshold (70.0) and 2 missing datapoints were treated as [Breaching] (minimum 2 datapoints for OK -> ALARM transition).',
    );
  });

  test('tells of what is missing', () => {
    const one = { EvaluationPeriods: 1, TreatMissingData: 'notBreaching' };
    expect(reasonAt(one, 0)).toBe(
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    );
    expect(reasonAt({ StateValue: 'OK' }, 0)).toBe('Insufficient Data: 3 datapoints were unknown.');
  });
});

test('The data of the reason are JSON', () => {
  const { put, at, alarm } = watch({ EvaluationPeriods: 2, TreatMissingData: 'breaching' });
  put(0, 80, 100);
  at(2);
  expect(JSON.parse(alarm().StateReasonData ?? '')).toEqual({
    version: '1.0',
    queryDate: '2026-01-01T12:02:00.007+0000',
    startDate: '2026-01-01T12:00:00.000+0000',
    statistic: 'Average',
    period: 60,
    recentDatapoints: [90],
    threshold: 70,
    evaluatedDatapoints: [
      { timestamp: '2026-01-01T12:01:00.000+0000' },
      { timestamp: '2026-01-01T12:00:00.000+0000', sampleCount: 2, value: 90 },
    ],
  });
});

test('A new state runs its actions, and one that stays runs none', () => {
  const { store, put, at, history } = watch({
    ...{ EvaluationPeriods: 1, StateValue: 'OK', AlarmActions: [topic, policy] },
  });
  snsTables(store).topics.put(topic, { TopicArn: topic, attributes: {}, Tags: [] });
  for (const minute of [0, 1, 2]) put(minute, 90);
  expect([at(1), at(2), at(3)]).toEqual(['ALARM', 'ALARM', 'ALARM']);
  expect(snsTables(store).messages.list()).toHaveLength(1);
  expect(history()).toEqual([
    'Alarm updated from OK to ALARM',
    `Successfully executed action ${topic}`,
    `Successfully executed action ${policy}`,
  ]);
});

test('A state that was set lasts until it is evaluated', () => {
  const { put, at, alarms, alarm } = watch({ EvaluationPeriods: 1 });
  put(0, 10);
  at(1);
  alarms.put('cpu-high', { ...alarm(), StateValue: 'ALARM', StateReason: 'a test' });
  expect(at(1)).toBe('OK');
  expect(alarm().StateReason).toContain('Threshold Crossed');
});

test('The reason and the times stay while the state does', () => {
  const { put, at, alarm } = watch({ EvaluationPeriods: 1 });
  put(0, 10);
  at(1);
  const before = alarm();
  put(1, 20);
  at(2);
  expect(alarm()).toEqual(before);
  expect(before.StateTransitionedTimestamp).toEqual(new Date(start + 60_007));
});

test("What is missing of DynamoDB's metrics changes nothing", () => {
  const { at } = watch({
    ...{ Namespace: 'AWS/DynamoDB', MetricName: 'ThrottledRequests', StateValue: 'ALARM' },
    TreatMissingData: 'notBreaching',
  });
  expect(at(0)).toBe('ALARM');
});
