// CloudWatch's records: alarms and their history, dashboards, and the figures of metrics, a record for each
// minute of each metric.

import type {
  AlarmHistoryItem,
  Dimension,
  MetricAlarm,
  StandardUnit,
  Tag,
} from '@aws-sdk/client-cloudwatch';
import type { Store, Table } from './store.ts';

/** A record of the SDK's type, with the members that it always has. */
type Row<Type, Always extends keyof Type> = Omit<Type, Always> & {
  readonly [Key in Always]-?: NonNullable<Type[Key]>;
};

export type AlarmRow = Row<
  MetricAlarm,
  | 'AlarmName'
  | 'AlarmArn'
  | 'ActionsEnabled'
  | 'OKActions'
  | 'AlarmActions'
  | 'InsufficientDataActions'
  | 'StateValue'
  | 'StateReason'
  | 'StateUpdatedTimestamp'
  | 'StateTransitionedTimestamp'
  | 'EvaluationPeriods'
  | 'ComparisonOperator'
  | 'Threshold'
  | 'AlarmConfigurationUpdatedTimestamp'
> & { readonly Tags: readonly Tag[] };

export type AlarmHistoryRow = AlarmHistoryItem & {
  readonly id: string;
  readonly AlarmName: string;
  readonly Timestamp: Date;
};

export type DashboardRow = {
  readonly DashboardName: string;
  readonly DashboardArn: string;
  readonly DashboardBody: string;
  readonly LastModified: Date;
};

export type MetricRow = {
  readonly Namespace: string;
  readonly MetricName: string;
  /** Sorted by name. */
  readonly Dimensions: readonly Required<Dimension>[];
};

/** What was put of a metric within one minute of the region's, whose length the time scale says. */
export type DatapointRow = MetricRow & {
  /** When that minute began. */
  readonly at: Date;
  readonly Unit: StandardUnit;
  readonly SampleCount: number;
  readonly Sum: number;
  readonly Minimum: number;
  readonly Maximum: number;
  /** How often each value was put, for percentiles; values to three significant digits. */
  readonly distribution: Readonly<Record<string, number>>;
};

export type CloudWatchTables = ReturnType<typeof cloudWatchTables>;

/** Keyed by name; `metrics` by {@link metricKey}, `datapoints` by that and the minute's milliseconds. */
export function cloudWatchTables(store: Store) {
  const table = <Type>(kind: string): Table<Type> => store.table<Type>(`cloudwatch.${kind}`);
  return {
    alarms: table<AlarmRow>('alarm'),
    alarmHistory: table<AlarmHistoryRow>('alarm-history'),
    dashboards: table<DashboardRow>('dashboard'),
    metrics: table<MetricRow>('metric'),
    datapoints: table<DatapointRow>('datapoint'),
  };
}

export function metricKey({ Namespace, MetricName, Dimensions }: MetricRow): string {
  return JSON.stringify([
    Namespace,
    MetricName,
    ...Dimensions.map((each) => [each.Name, each.Value]),
  ]);
}
