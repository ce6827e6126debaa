// Alarms and their history, shown.

import type { AlarmHistoryItem, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import {
  type AlarmHistoryRow,
  type AlarmRow,
  cloudWatchTables,
  metricKey,
} from '../../store/cloudWatch.ts';
import { metricOf } from '../../store/datapoints.ts';
import { paginate } from '../shared/pagination.ts';
import { validationError } from './errors.ts';
import type { CloudWatchOperations } from './service.ts';

export const describeAlarmOperations: CloudWatchOperations = {
  /** Composite alarms there are none of. */
  DescribeAlarms(input, { store }) {
    const { AlarmNames, AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], MaxRecords } = input;
    if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) {
      throw validationError('AlarmNames and AlarmNamePrefix cannot be specified together');
    }
    const isAboutOthers =
      input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined;
    const isWanted = (row: AlarmRow) =>
      (AlarmNames === undefined || AlarmNames.includes(row.AlarmName)) &&
      row.AlarmName.startsWith(AlarmNamePrefix ?? '') &&
      (input.StateValue === undefined || row.StateValue === input.StateValue) &&
      (input.ActionPrefix === undefined || hasAction(row, input.ActionPrefix));
    const all = AlarmTypes.includes('MetricAlarm') && !isAboutOthers ? sorted(store) : [];
    const { items, nextToken } = paginate(
      all.filter(isWanted),
      ({ AlarmName }) => AlarmName,
      { token: input.NextToken, size: MaxRecords ?? (AlarmNames ? 100 : 50) },
      { min: 1, max: 100, name: 'MaxRecords' },
      'InvalidNextToken',
    );
    return { MetricAlarms: items.map(shown), CompositeAlarms: [], NextToken: nextToken };
  },

  DescribeAlarmsForMetric(input, { store }) {
    const key = metricKey(
      metricOf(input.Namespace ?? '', input.MetricName ?? '', input.Dimensions ?? []),
    );
    const isWanted = (row: AlarmRow) =>
      metricKey(metricOf(row.Namespace ?? '', row.MetricName ?? '', row.Dimensions ?? [])) ===
        key &&
      (input.Statistic === undefined || row.Statistic === input.Statistic) &&
      (input.ExtendedStatistic === undefined ||
        row.ExtendedStatistic === input.ExtendedStatistic) &&
      (input.Period === undefined || row.Period === input.Period) &&
      (input.Unit === undefined || row.Unit === input.Unit);
    return { MetricAlarms: sorted(store).filter(isWanted).map(shown) };
  },

  DescribeAlarmHistory(input, { store }) {
    const { AlarmName, HistoryItemType, StartDate, EndDate, AlarmTypes } = input;
    const isWanted = (row: AlarmHistoryRow) =>
      (AlarmName === undefined || row.AlarmName === AlarmName) &&
      (HistoryItemType === undefined || row.HistoryItemType === HistoryItemType) &&
      (StartDate === undefined || row.Timestamp >= StartDate) &&
      (EndDate === undefined || row.Timestamp <= EndDate) &&
      (AlarmTypes === undefined || AlarmTypes.includes('MetricAlarm'));
    const rows = cloudWatchTables(store).alarmHistory.list().filter(isWanted);
    const ordered = input.ScanBy === 'TimestampAscending' ? rows : rows.reverse();
    const { items, nextToken } = paginate(
      ordered,
      ({ id }) => id,
      { token: input.NextToken, size: input.MaxRecords },
      { min: 1, max: 100, name: 'MaxRecords' },
      'InvalidNextToken',
    );
    return { AlarmHistoryItems: items.map(shownItem), NextToken: nextToken };
  },
};

function sorted(store: Parameters<typeof cloudWatchTables>[0]): AlarmRow[] {
  return cloudWatchTables(store)
    .alarms.list()
    .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
}

function hasAction(row: AlarmRow, prefix: string): boolean {
  return [...row.OKActions, ...row.AlarmActions, ...row.InsufficientDataActions].some((action) =>
    action.startsWith(prefix),
  );
}

function shown({ Tags: _, ...alarm }: AlarmRow): MetricAlarm {
  return alarm;
}

function shownItem({ id: _, ...item }: AlarmHistoryRow): AlarmHistoryItem {
  return item;
}
