// The newest figure of the metric that an alarm looks at: of whole minutes alone, since a sum of part of
// one says too little.

import type { AlarmRow } from '../../store/cloudWatch.ts';
import { metricOf, minuteOf, readDatapoints } from '../../store/datapoints.ts';
import { statisticOf } from '../../store/metricValues.ts';
import type { Store } from '../../store/store.ts';

export type Reading = {
  readonly value: number;
  /** When its minute began, and when it ended. */
  readonly from: Date;
  readonly to: Date;
};

/** Figures come a little after their minute, and an alarm that lacks one stays what it was for a while. */
const minutesBack = 3;

/** @param minute how long one takes, in milliseconds */
export function newestReading(
  store: Store,
  alarm: AlarmRow,
  now: Date,
  minute: number,
): Reading | undefined {
  const { Namespace = '', MetricName = '', Dimensions = [] } = alarm;
  const statistic = alarm.Statistic ?? alarm.ExtendedStatistic ?? '';
  const to = minuteOf(now, minute);
  const range = { from: to - minutesBack * minute, to, minute };
  const row = readDatapoints(store, metricOf(Namespace, MetricName, Dimensions), range).at(-1);
  const value = row && statisticOf(row, statistic);
  if (row === undefined || value === undefined || !Number.isFinite(value)) return undefined;
  return { value, from: row.at, to: new Date(row.at.getTime() + minute) };
}
