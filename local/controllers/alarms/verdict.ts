// What an alarm's state is, of what its metric was: M of N, and four ways to take what is missing.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html

import type { ComparisonOperator, StateValue } from '@aws-sdk/client-cloudwatch';

/** What is asked of the periods. */
export type Rule = {
  readonly EvaluationPeriods: number;
  /** All of the periods unless told. */
  readonly DatapointsToAlarm?: number | undefined;
  readonly ComparisonOperator: ComparisonOperator;
  readonly Threshold: number;
  /** `missing` unless told. */
  readonly TreatMissingData?: string | undefined;
};

export type Point = {
  /** When its period began. */
  readonly at: Date;
  /** Undefined where nothing was reported. */
  readonly value: number | undefined;
  readonly sampleCount: number;
};

export type Verdict = {
  readonly state: StateValue;
  /** The points that decided, the newest first, at most as many as the evaluation periods. */
  readonly evaluated: readonly Point[];
  /** How many periods had to be filled in. */
  readonly missing: number;
};

/**
 * How many periods are looked at, so that one that is late or missing decides nothing while others can.
 * AWS tells no figure; its examples have five for three, and observed replies agree.
 */
export function evaluationRange(EvaluationPeriods: number): number {
  return EvaluationPeriods + Math.max(2, Math.floor(EvaluationPeriods / 3));
}

/**
 * @param range the points of the evaluation range, the oldest first
 * @returns undefined where the alarm stays as it is
 */
export function verdictOf(rule: Rule, range: readonly Point[]): Verdict | undefined {
  const { EvaluationPeriods: periods, DatapointsToAlarm: needed = periods } = rule;
  const newestFirst = range.toReversed();
  const existing = newestFirst.filter(({ value }) => value !== undefined).slice(0, periods);
  const gaps = newestFirst.filter(({ value }) => value === undefined);
  const missing = periods - existing.length;
  const breaching = existing.filter((point) => isBreaching(rule, point)).length;
  const verdict = (state: StateValue): Verdict => ({
    state,
    evaluated: [...existing, ...gaps.slice(0, missing)].sort((a, b) => Number(b.at) - Number(a.at)),
    missing,
  });
  if (breaching >= needed) return verdict('ALARM');
  if (missing === 0) return verdict('OK');
  switch (rule.TreatMissingData) {
    case 'breaching':
      return verdict(breaching + missing >= needed ? 'ALARM' : 'OK');
    case 'notBreaching':
      return verdict('OK');
  }
  // Something was as it should be, and what is missing decides nothing.
  if (existing.length > breaching) return verdict('OK');
  if (rule.TreatMissingData === 'ignore') return undefined;
  // All that was reported is breaching, and has been for as long as it takes.
  const oldest = newestFirst.findLastIndex(({ value }) => value !== undefined);
  return verdict(oldest + 1 >= needed ? 'ALARM' : 'INSUFFICIENT_DATA');
}

export function isBreaching(
  { ComparisonOperator, Threshold }: Pick<Rule, 'ComparisonOperator' | 'Threshold'>,
  { value }: Point,
): boolean {
  if (value === undefined) return false;
  switch (ComparisonOperator) {
    case 'GreaterThanThreshold':
      return value > Threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= Threshold;
    case 'LessThanThreshold':
      return value < Threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= Threshold;
    default:
      // Bands of anomaly detection, which PutMetricAlarm refuses.
      return false;
  }
}
