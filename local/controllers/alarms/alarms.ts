// Evaluates alarms: once a minute, over the minutes that are over.

import { changeAlarmState, type NewState } from '../../store/alarmStates.ts';
import { type AlarmRow, cloudWatchTables } from '../../store/cloudWatch.ts';
import { metricOf, minuteOf, minutesOf, readPeriods } from '../../store/datapoints.ts';
import { percentilePattern, statisticOf } from '../../store/metricValues.ts';
import type { Store } from '../../store/store.ts';
import { stateReason, stateReasonData } from './stateReason.ts';
import { evaluationRange, type Point, verdictOf } from './verdict.ts';

export type AlarmControllerOptions = {
  readonly store: Store;
  readonly now: Date;
  /** Milliseconds of the region's minute. */
  readonly minute: number;
  readonly log: (line: { readonly AlarmName: string; readonly state: string }) => void;
};

/** An alarm whose state stays is not touched: its reason is that of when it changed. */
export function evaluateAlarms({ store, now, minute, log }: AlarmControllerOptions): void {
  store.transaction(() => {
    for (const alarm of cloudWatchTables(store).alarms.list()) {
      const state = evaluate(alarm, pointsOf(store, alarm, now, minute), now);
      if (!state || state.StateValue === alarm.StateValue) continue;
      changeAlarmState(store, alarm, state, now);
      log({ AlarmName: alarm.AlarmName, state: state.StateValue });
    }
  });
}

/**
 * @param range the points of the evaluation range, the oldest first
 * @returns undefined where the alarm stays as it is
 */
export function evaluate(
  alarm: AlarmRow,
  range: readonly Point[],
  now: Date,
): NewState | undefined {
  if (hasFewSamples(alarm, range)) return undefined;
  const verdict = verdictOf(ruleOf(alarm), range);
  return (
    verdict && {
      StateValue: verdict.state,
      StateReason: stateReason(alarm, verdict),
      StateReasonData: stateReasonData(alarm, verdict, now),
    }
  );
}

/** CloudWatch ignores what is missing of DynamoDB's metrics, whatever was chosen. */
function ruleOf(alarm: AlarmRow): AlarmRow {
  return alarm.Namespace === 'AWS/DynamoDB' ? { ...alarm, TreatMissingData: 'ignore' } : alarm;
}

/** Whether a percentile is of too few values to be trusted, and its alarm is to wait for more. */
function hasFewSamples(alarm: AlarmRow, range: readonly Point[]): boolean {
  const { EvaluateLowSampleCountPercentile, ExtendedStatistic = '', EvaluationPeriods } = alarm;
  if (EvaluateLowSampleCountPercentile !== 'ignore') return false;
  const percentile = Number(percentilePattern.exec(ExtendedStatistic)?.[1] ?? 0) / 100;
  const tail = percentile >= 0.5 ? 1 - percentile : percentile;
  const samples = range
    .slice(-EvaluationPeriods)
    .reduce((sum, { sampleCount }) => sum + sampleCount, 0);
  // With room for what 1 - 0.9 is in binary.
  return samples > 0 && tail > 0 && samples < Math.round(10 / tail);
}

/** The periods end with the last whole minute: one of 300 s moves on every minute. */
function pointsOf(store: Store, alarm: AlarmRow, now: Date, minute: number): Point[] {
  const { Namespace = '', MetricName = '', Dimensions = [], Period = 60 } = alarm;
  const minutes = minutesOf(Period);
  const count = evaluationRange(alarm.EvaluationPeriods);
  const to = minuteOf(now, minute);
  const from = to - count * minutes * minute;
  const periods = new Map(
    readPeriods(store, metricOf(Namespace, MetricName, Dimensions), {
      ...{ from, to, minute, minutes },
      Unit: alarm.Unit,
    }).map(({ at, summary }) => [at.getTime(), summary]),
  );
  return Array.from({ length: count }, (_, index) => {
    const at = from + index * minutes * minute;
    const summary = periods.get(at);
    const statistic = alarm.ExtendedStatistic ?? alarm.Statistic ?? '';
    return {
      at: new Date(at),
      value: summary && statisticOf(summary, statistic),
      sampleCount: summary?.SampleCount ?? 0,
    };
  });
}
