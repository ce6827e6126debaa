// Figures of a metric put together: sums of what was put, and the statistics of it.

import type { DatapointRow } from './cloudWatch.ts';

/** What was put of a metric, in any span of time. */
export type Summary = Pick<
  DatapointRow,
  'SampleCount' | 'Sum' | 'Minimum' | 'Maximum' | 'distribution'
>;

/**
 * Of values, each put once or as often as `counts` says.
 *
 * @param values at least one
 */
export function summaryOf(values: readonly number[], counts: readonly number[] = []): Summary {
  const distribution: Record<string, number> = {};
  let SampleCount = 0;
  let Sum = 0;
  for (const [index, value] of values.entries()) {
    const count = counts[index] ?? 1;
    const key = rounded(value);
    distribution[key] = (distribution[key] ?? 0) + count;
    SampleCount += count;
    Sum += value * count;
  }
  const Minimum = values.reduce((least, value) => Math.min(least, value));
  const Maximum = values.reduce((most, value) => Math.max(most, value));
  return { SampleCount, Sum, Minimum, Maximum, distribution };
}

/** Of statistics, whose values are only known where they are all the same. */
export function summaryOfStatistics(statistics: Omit<Summary, 'distribution'>): Summary {
  const { SampleCount, Minimum, Maximum } = statistics;
  const isKnown = SampleCount === 1 || Minimum === Maximum;
  return { ...statistics, distribution: isKnown ? { [rounded(Minimum)]: SampleCount } : {} };
}

/** @returns undefined of nothing */
export function mergeSummaries(summaries: readonly Summary[]): Summary | undefined {
  const [first, ...others] = summaries;
  if (!first) return undefined;
  const distribution: Record<string, number> = { ...first.distribution };
  let { SampleCount, Sum, Minimum, Maximum } = first;
  for (const other of others) {
    SampleCount += other.SampleCount;
    Sum += other.Sum;
    Minimum = Math.min(Minimum, other.Minimum);
    Maximum = Math.max(Maximum, other.Maximum);
    for (const [value, count] of Object.entries(other.distribution)) {
      distribution[value] = (distribution[value] ?? 0) + count;
    }
  }
  return { SampleCount, Sum, Minimum, Maximum, distribution };
}

/** As CloudWatch writes them: `p95`, `p99.9`, `p100`. */
export const percentilePattern = /^p(100|\d{1,2}(\.\d{1,10})?)$/;

/**
 * @param statistic `SampleCount`, `Sum`, `Average`, `Minimum`, `Maximum` or a percentile
 * @returns undefined for a percentile of what was put as statistics, and for any other statistic
 */
export function statisticOf(summary: Summary, statistic: string): number | undefined {
  switch (statistic) {
    case 'SampleCount':
    case 'Sum':
    case 'Minimum':
    case 'Maximum':
      return summary[statistic];
    case 'Average':
      return summary.Sum / summary.SampleCount;
  }
  const [, percentage] = percentilePattern.exec(statistic) ?? [];
  return percentage === undefined ? undefined : percentileOf(summary, Number(percentage));
}

/** The least value that is not less than so many of a hundred. */
function percentileOf(summary: Summary, percentage: number): number | undefined {
  const { distribution, SampleCount, Minimum, Maximum } = summary;
  const values = Object.entries(distribution)
    .map(([value, count]) => ({ value: Number(value), count }))
    .sort((a, b) => a.value - b.value);
  const known = values.reduce((sum, { count }) => sum + count, 0);
  // A little less where counts are no whole numbers.
  if (known < SampleCount * (1 - 1e-9)) return undefined;
  const wanted = (percentage / 100) * SampleCount;
  let passed = 0;
  for (const { value, count } of values) {
    passed += count;
    // Values were rounded: what was put lies between the least and the greatest.
    if (passed >= wanted * (1 - 1e-9)) return Math.min(Maximum, Math.max(Minimum, value));
  }
  return Maximum;
}

/** To three significant digits, so that a minute's distribution stays small. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
