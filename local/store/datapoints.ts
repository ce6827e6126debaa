// The minutes of metrics: put by callers and by the region's own collectors, read by callers and alarms.
// A minute is the region's, of which a time scale makes a shorter one; a period of 300 s is five of them.

import { cloudWatchTables, type DatapointRow, type MetricRow, metricKey } from './cloudWatch.ts';
import { mergeSummaries, type Summary } from './metricValues.ts';
import type { Store } from './store.ts';

/** How many of the newest minutes are kept: 25 hours, for alarms that look back a day. */
export const keptMinutes = 1500;

export type Datum = MetricRow & Pick<DatapointRow, 'at' | 'Unit'> & Summary;

/** @param timeScale see RegionSettings */
export function minuteMilliseconds(timeScale: number): number {
  return Math.round(60_000 / timeScale);
}

/** When the minute began that a time is in. */
export function minuteOf(at: Date, minute: number): number {
  return Math.floor(at.getTime() / minute) * minute;
}

/** How many minutes a period of so many seconds has: at least one. */
export function minutesOf(periodSeconds: number): number {
  return Math.max(1, Math.round(periodSeconds / 60));
}

/** The same metric with its dimensions in the order of their names. */
export function metricOf(
  Namespace: string,
  MetricName: string,
  Dimensions: readonly {
    readonly Name?: string | undefined;
    readonly Value?: string | undefined;
  }[],
): MetricRow {
  return {
    Namespace,
    MetricName,
    Dimensions: Dimensions.map(({ Name = '', Value = '' }) => ({ Name, Value })).sort((a, b) =>
      a.Name < b.Name ? -1 : 1,
    ),
  };
}

/** Adds to what was put of the metrics in those minutes. */
export function putData(store: Store, minute: number, data: readonly Datum[]): void {
  const { metrics, datapoints } = cloudWatchTables(store);
  const rows = new Map<string, DatapointRow[]>();
  for (const { Namespace, MetricName, Dimensions, Unit, at: time, ...summary } of data) {
    const metric = metricOf(Namespace, MetricName, Dimensions);
    const key = metricKey(metric);
    if (!metrics.get(key)) metrics.put(key, metric);
    const at = minuteOf(time, minute);
    const id = datapointKey(key, at);
    const row = { ...metric, at: new Date(at), Unit, ...summary };
    const before = rows.get(id);
    if (before) before.push(row);
    else rows.set(id, [row]);
  }
  for (const [id, added] of rows) {
    const existing = datapoints.get(id);
    const all = existing ? [existing, ...added] : added;
    const [first, summary] = [all[0], mergeSummaries(all)];
    // A metric is put in one unit; of several the first stays.
    if (first && summary) datapoints.put(id, { ...first, ...summary });
  }
}

/** The minutes of a metric for which something was put, in their order. */
export function readDatapoints(
  store: Store,
  metric: MetricRow,
  { from, to, minute }: { readonly from: number; readonly to: number; readonly minute: number },
): DatapointRow[] {
  const { datapoints } = cloudWatchTables(store);
  const key = metricKey(metric);
  const rows: DatapointRow[] = [];
  for (let at = minuteOf(new Date(from), minute); at < to; at += minute) {
    const row = datapoints.get(datapointKey(key, at));
    if (row) rows.push(row);
  }
  return rows;
}

/** What was put of a metric in one period. */
export type Period = {
  /** When it began. */
  readonly at: Date;
  readonly Unit: DatapointRow['Unit'];
  readonly summary: Summary;
};

/** The periods of so many minutes, the first of which begins at `from`; those without data are left out. */
export function readPeriods(
  store: Store,
  metric: MetricRow,
  range: {
    readonly from: number;
    readonly to: number;
    readonly minute: number;
    readonly minutes: number;
    /** Leaves out what was put in others. */
    readonly Unit?: DatapointRow['Unit'] | undefined;
    /** Before which nothing is looked for. */
    readonly oldest?: number;
  },
): Period[] {
  const { from, to, minute, minutes, Unit } = range;
  const periods = new Map<number, DatapointRow[]>();
  for (const row of readDatapoints(store, metric, {
    from: Math.max(from, range.oldest ?? from),
    to,
    minute,
  })) {
    if (Unit !== undefined && row.Unit !== Unit) continue;
    const at = from + Math.floor((row.at.getTime() - from) / (minutes * minute)) * minutes * minute;
    const rows = periods.get(at);
    if (rows) rows.push(row);
    else periods.set(at, [row]);
  }
  return [...periods].flatMap(([at, rows]) => {
    const summary = mergeSummaries(rows);
    return summary && rows[0] ? [{ at: new Date(at), Unit: rows[0].Unit, summary }] : [];
  });
}

/** Drops the minutes that are too old, and the metrics of which there is no other. */
export function forgetOldDatapoints(store: Store, now: Date, minute: number): void {
  const { metrics, datapoints } = cloudWatchTables(store);
  const oldest = oldestKept(now, minute);
  store.transaction(() => {
    const kept = new Set<string>();
    for (const row of datapoints.list()) {
      const key = metricKey(row);
      if (row.at.getTime() >= oldest) kept.add(key);
      else datapoints.delete(datapointKey(key, row.at.getTime()));
    }
    for (const metric of metrics.list()) {
      const key = metricKey(metric);
      if (!kept.has(key)) metrics.delete(key);
    }
  });
}

/** The beginning of the oldest minute that is kept. */
export function oldestKept(now: Date, minute: number): number {
  return minuteOf(now, minute) - (keptMinutes - 1) * minute;
}

/** Whether a kind of table holds figures alone. */
export function isFigures(kind: string): boolean {
  return kind === 'cloudwatch.metric' || kind === 'cloudwatch.datapoint';
}

function datapointKey(key: string, at: number): string {
  return `${key} ${at}`;
}
