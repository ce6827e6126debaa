import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloudWatchTables } from './cloudWatch.ts';
import {
  forgetOldDatapoints,
  keptMinutes,
  metricOf,
  minuteMilliseconds,
  minutesOf,
  putData,
  readDatapoints,
  readPeriods,
} from './datapoints.ts';
import { mergeSummaries, statisticOf, summaryOf } from './metricValues.ts';
import { openStore } from './store.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const metric = metricOf('Rollover', 'm', []);

function putValues(minute: number, values: readonly (readonly [at: number, value: number])[]) {
  const store = openStore(':memory:');
  const data = values.map(([at, value]) => ({
    ...metric,
    ...{ at: new Date(at), Unit: 'None' as const },
    ...summaryOf([value]),
  }));
  putData(store, minute, data);
  return store;
}

test('A minute is as long as its time scale says, and a period is so many of them', () => {
  expect([1, 2, 60].map(minuteMilliseconds)).toEqual([60_000, 30_000, 1000]);
  expect([1, 30, 60, 300, 3600].map(minutesOf)).toEqual([1, 1, 1, 5, 60]);
});

const put = fc.array(fc.tuple(fc.integer({ min: 0, max: 59_999 }), fc.integer({ max: 999 })), {
  minLength: 1,
  maxLength: 40,
});

test('Whatever is put when, nothing is lost, and each is in its period', () => {
  fc.assert(
    fc.property(put, fc.constantFrom(1, 5, 7), (values, minutes) => {
      const minute = 1000;
      const store = putValues(
        minute,
        values.map(([at, value]) => [start + at, value]),
      );
      const periods = readPeriods(store, metric, {
        ...{ from: start, to: start + 60_000, minute, minutes },
      });
      for (const { at, summary } of periods) {
        const own = values
          .filter(
            ([time]) =>
              Math.floor(time / (minutes * minute)) * minutes * minute + start === at.getTime(),
          )
          .map(([, value]) => value);
        expect(summary).toMatchObject({ SampleCount: own.length, Maximum: Math.max(...own) });
        expect(summary.Sum).toBe(own.reduce((a, b) => a + b, 0));
      }
      const count = periods.reduce((sum, { summary }) => sum + summary.SampleCount, 0);
      expect(count).toBe(values.length);
    }),
  );
});

test('A percentile is a value near one that was put, and rises with its percentage', () => {
  const values = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, (all) => {
      const summary = summaryOf(all);
      const sorted = all.toSorted((a, b) => a - b);
      let before = 0;
      for (const percentage of [1, 50, 95, 99.9, 100]) {
        const value = statisticOf(summary, `p${percentage}`) ?? Number.NaN;
        const rank = Math.ceil((percentage / 100) * all.length) - 1;
        const exact = sorted[rank] ?? Number.NaN;
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 0.006);
        expect(value).toBeGreaterThanOrEqual(before);
        before = value;
      }
    }),
  );
});

test('Merging is as putting all at once', () => {
  const values = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1 });
  fc.assert(
    fc.property(values, values, (some, others) => {
      expect(mergeSummaries([summaryOf(some), summaryOf(others)])).toEqual(
        summaryOf([...some, ...others]),
      );
    }),
  );
});

test('Old minutes are forgotten, and with the last of them their metric', () => {
  const minute = 1000;
  const store = putValues(minute, [
    [start, 1],
    [start + minute, 2],
  ]);
  const read = () =>
    readDatapoints(store, metric, { from: start, to: start + 2 * minute, minute }).map(
      ({ Sum }) => Sum,
    );
  const forgetAt = (minutes: number) =>
    forgetOldDatapoints(store, new Date(start + minutes * minute), minute);
  forgetAt(keptMinutes - 1);
  expect(read()).toEqual([1, 2]);
  forgetAt(keptMinutes);
  expect(read()).toEqual([2]);
  expect(cloudWatchTables(store).metrics.list()).toEqual([metric]);
  forgetAt(keptMinutes + 1);
  expect(read()).toEqual([]);
  expect(cloudWatchTables(store).metrics.list()).toEqual([]);
});
