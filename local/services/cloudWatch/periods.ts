// The figures of a metric over time, as callers ask for them.

import type { Dimension, StandardUnit } from '@aws-sdk/client-cloudwatch';
import {
  metricOf,
  minuteMilliseconds,
  minuteOf,
  minutesOf,
  oldestKept,
  type Period,
  readPeriods,
} from '../../store/datapoints.ts';
import { percentilePattern } from '../../store/metricValues.ts';
import type { Context } from '../shared/context.ts';
import { invalidParameterValue, notBuilt } from './errors.ts';

export type PeriodsQuery = {
  readonly Namespace: string | undefined;
  readonly MetricName: string | undefined;
  readonly Dimensions: readonly Dimension[] | undefined;
  readonly Unit: StandardUnit | undefined;
  /** Seconds. */
  readonly Period: number;
};

const futureMilliseconds = 2 * 60 * 60 * 1000;
const shortPeriods = [1, 5, 10, 20, 30];

/** @param from when the first period begins */
export function periodsOf(context: Context, query: PeriodsQuery, from: number, to: Date): Period[] {
  const { Namespace = '', MetricName = '', Dimensions = [], Unit, Period } = query;
  const now = context.now();
  const minute = minuteMilliseconds(context.timeScale);
  return readPeriods(context.store, metricOf(Namespace, MetricName, Dimensions), {
    from,
    to: Math.min(to.getTime(), now.getTime() + futureMilliseconds),
    minute,
    minutes: minutesOf(Period),
    Unit,
    oldest: oldestKept(now, minute),
  });
}

/** A period's length, which the time scale shortens. */
export function spanOf({ timeScale }: Context, Period: number): number {
  return minutesOf(Period) * minuteMilliseconds(timeScale);
}

/** The beginning of the minute that a time is in. */
export function startOfMinute({ timeScale }: Context, at: Date): number {
  return minuteOf(at, minuteMilliseconds(timeScale));
}

export function checkRange(StartTime: Date, EndTime: Date): void {
  if (StartTime < EndTime) return;
  throw invalidParameterValue('The parameter StartTime must be less than the parameter EndTime.');
}

export function checkPeriod(Period: number): void {
  if (Period >= 1 && (Period % 60 === 0 || shortPeriods.includes(Period))) return;
  throw invalidParameterValue(
    `The value ${Period} for parameter Period is invalid. Expected 1, 5, 10, 20, 30 or a multiple of 60.`,
  );
}

const statistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];

/** @param name the parameter that it stands in */
export function checkStatistic(name: string, statistic: string): void {
  if (statistics.includes(statistic) || percentilePattern.test(statistic)) return;
  if (/^(tm|wm|tc|ts|pr|IQM)/i.test(statistic)) throw notBuilt(`The statistic ${statistic}`);
  throw invalidParameterValue(`The value ${statistic} for parameter ${name} is not supported.`);
}
