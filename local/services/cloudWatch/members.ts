// What the members of CloudWatch's operations may be, as its model says.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/

import {
  AlarmType,
  ComparisonOperator,
  HistoryItemType,
  RecentlyActive,
  ScanBy,
  StandardUnit,
  StateValue,
  Statistic,
} from '@aws-sdk/client-cloudwatch';
import type { Constraint, ConstraintTable } from '../shared/constraints.ts';

const name: Constraint = { min: 1, max: 255 };
const actions: Constraint = { max: 5, member: { max: 1024, min: 1 } };
const alarmNames: Constraint = { max: 100, member: name };
const tagKey: Constraint = { min: 1, max: 128 };

export const memberConstraints: ConstraintTable = {
  AlarmName: name,
  AlarmNames: alarmNames,
  AlarmNamePrefix: name,
  AlarmDescription: { max: 1024 },
  AlarmTypes: { member: { values: Object.values(AlarmType) } },
  ActionPrefix: { min: 1, max: 1024 },
  OKActions: actions,
  AlarmActions: actions,
  InsufficientDataActions: actions,
  StateValue: { values: Object.values(StateValue) },
  StateReason: { max: 1023 },
  StateReasonData: { max: 4000 },
  MetricName: name,
  Namespace: { min: 1, max: 255, pattern: '[^:].*' },
  Dimensions: { max: 30, members: { Name: name, Value: { min: 1, max: 1024 } } },
  'ListMetrics.Dimensions': { max: 30, members: { Name: name, Value: { min: 1, max: 1024 } } },
  Statistic: { values: Object.values(Statistic) },
  Statistics: { min: 1, max: 5, member: { values: Object.values(Statistic) } },
  ExtendedStatistics: { min: 1, max: 10 },
  Period: { min: 1 },
  Unit: { values: Object.values(StandardUnit) },
  EvaluationPeriods: { min: 1 },
  DatapointsToAlarm: { min: 1 },
  ComparisonOperator: { values: Object.values(ComparisonOperator) },
  TreatMissingData: { min: 1, max: 255 },
  EvaluateLowSampleCountPercentile: { min: 1, max: 255 },
  HistoryItemType: { values: Object.values(HistoryItemType) },
  ScanBy: { values: Object.values(ScanBy) },
  MaxRecords: { min: 1, max: 100 },
  MetricDataQueries: { max: 500, members: { Id: name } },
  RecentlyActive: { values: Object.values(RecentlyActive) },
  TagKeys: { member: tagKey },
  Tags: { members: { Key: tagKey, Value: { min: 0, max: 256 } } },
};
