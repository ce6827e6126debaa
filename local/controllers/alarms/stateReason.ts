// Why an alarm is in its state, in CloudWatch's words and in its JSON.

import type { ComparisonOperator } from '@aws-sdk/client-cloudwatch';
import type { AlarmRow } from '../../store/cloudWatch.ts';
import { isBreaching, type Point, type Verdict } from './verdict.ts';

const comparisons: Partial<Record<ComparisonOperator, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

export function stateReason(alarm: AlarmRow, { state, evaluated, missing }: Verdict): string {
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted(missing)} ${were(missing)} unknown.`;
  }
  const existing = evaluated.filter(({ value }) => value !== undefined);
  const decisive = existing.filter((point) => isBreaching(alarm, point) === (state === 'ALARM'));
  const parts = [
    existing.length === 0 && `no datapoints were received for ${counted(missing, 'period')}`,
    decisive.length > 0 && crossed(alarm, state === 'ALARM', decisive),
    missing > 0 && filled(alarm, state === 'ALARM', missing),
  ].filter((part) => part !== false);
  return `Threshold Crossed: ${parts.join(' and ')}${minimum(alarm, state === 'ALARM')}.`;
}

function crossed(alarm: AlarmRow, isAlarm: boolean, points: readonly Point[]): string {
  const { EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold } = alarm;
  const count = points.length;
  const those =
    DatapointsToAlarm === undefined
      ? counted(count)
      : `${count} out of the last ${EvaluationPeriods} datapoints`;
  const values = points.map(({ at, value = 0 }) => `${decimal(value)} (${timeText(at)})`);
  return (
    `${those} [${values.join(', ')}] ${were(count)} ${isAlarm ? '' : 'not '}` +
    `${comparisons[ComparisonOperator] ?? ''} the threshold (${decimal(Threshold)})`
  );
}

/** Told where the missing ones were taken for what the state says. */
function filled({ TreatMissingData }: AlarmRow, isAlarm: boolean, missing: number): string | false {
  if (TreatMissingData !== (isAlarm ? 'breaching' : 'notBreaching')) return false;
  const as = isAlarm ? 'Breaching' : 'NonBreaching';
  return `${counted(missing, 'missing datapoint')} ${were(missing)} treated as [${as}]`;
}

/** Told of alarms that were given how many of how many. */
function minimum({ EvaluationPeriods, DatapointsToAlarm }: AlarmRow, isAlarm: boolean): string {
  if (DatapointsToAlarm === undefined) return '';
  return isAlarm
    ? ` (minimum ${counted(DatapointsToAlarm)} for OK -> ALARM transition)`
    : ` (minimum ${counted(EvaluationPeriods - DatapointsToAlarm + 1)} for ALARM -> OK transition)`;
}

export function stateReasonData(alarm: AlarmRow, { evaluated }: Verdict, now: Date): string {
  const existing = evaluated.filter(({ value }) => value !== undefined);
  const oldest = existing.at(-1);
  return JSON.stringify({
    version: '1.0',
    queryDate: isoText(now),
    ...(oldest && { startDate: isoText(oldest.at) }),
    ...(alarm.Unit !== undefined && { unit: alarm.Unit }),
    statistic: alarm.ExtendedStatistic ?? alarm.Statistic,
    period: alarm.Period,
    recentDatapoints: existing.toReversed().map(({ value }) => value),
    threshold: alarm.Threshold,
    evaluatedDatapoints: evaluated.map(({ at, value, sampleCount }) => ({
      timestamp: isoText(at),
      ...(value !== undefined && { sampleCount, value }),
    })),
  });
}

function counted(count: number, noun = 'datapoint'): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}

function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** Such as `31/12/26 23:59:00`. */
function timeText(at: Date): string {
  const [year, month, day, time] = at.toISOString().split(/[-T.]/);
  return `${day}/${month}/${year?.slice(2)} ${time}`;
}

function isoText(at: Date): string {
  return at.toISOString().replace('Z', '+0000');
}
