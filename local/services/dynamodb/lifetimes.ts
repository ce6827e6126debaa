// Backups and lifetimes: settings of a table, shown as they were set. Nothing is backed up or expires.

import { dynamoDbTables, type TableRow } from '../../store/dynamodb.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import type { DynamoDbOperations } from './operations.ts';
import { requireTable } from './tableNames.ts';

const defaultRecoveryDays = 35;
const dayMilliseconds = 24 * 60 * 60 * 1000;

export const lifetimeOperations: DynamoDbOperations = {
  DescribeContinuousBackups: ({ TableName }, context) => ({
    ContinuousBackupsDescription: backupsOf(requireTable(context, TableName), context),
  }),

  UpdateContinuousBackups({ TableName, PointInTimeRecoverySpecification }, context) {
    const row = requireTable(context, TableName);
    const { pointInTimeRecovery, ...without } = row;
    const days = PointInTimeRecoverySpecification?.RecoveryPeriodInDays ?? defaultRecoveryDays;
    const since = pointInTimeRecovery?.since ?? context.now();
    const changed: TableRow = PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled
      ? { ...row, pointInTimeRecovery: { since, days } }
      : without;
    dynamoDbTables(context.store).put(row.TableName, changed);
    return { ContinuousBackupsDescription: backupsOf(changed, context) };
  },

  DescribeTimeToLive({ TableName }, context) {
    const { timeToLive } = requireTable(context, TableName);
    return {
      TimeToLiveDescription: timeToLive?.Enabled
        ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.AttributeName }
        : { TimeToLiveStatus: 'DISABLED' },
    };
  },

  UpdateTimeToLive({ TableName, TimeToLiveSpecification }, context) {
    const row = requireTable(context, TableName);
    if (Boolean(row.timeToLive?.Enabled) === Boolean(TimeToLiveSpecification?.Enabled)) {
      const state = TimeToLiveSpecification?.Enabled ? 'enabled' : 'disabled';
      throw new AwsError('ValidationException', `TimeToLive is already ${state}`);
    }
    const timeToLive = TimeToLiveSpecification ?? { Enabled: false, AttributeName: '' };
    dynamoDbTables(context.store).put(row.TableName, { ...row, timeToLive });
    return { TimeToLiveSpecification: timeToLive };
  },
};

function backupsOf({ pointInTimeRecovery }: TableRow, { now }: Context) {
  if (!pointInTimeRecovery) {
    return {
      ContinuousBackupsStatus: 'ENABLED' as const,
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' as const },
    };
  }
  const { since, days } = pointInTimeRecovery;
  const earliest = Math.max(since.getTime(), now().getTime() - days * dayMilliseconds);
  return {
    ContinuousBackupsStatus: 'ENABLED' as const,
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: 'ENABLED' as const,
      RecoveryPeriodInDays: days,
      EarliestRestorableDateTime: new Date(earliest),
      LatestRestorableDateTime: now(),
    },
  };
}
