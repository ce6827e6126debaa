// For tests: the record of an alarm, as the service would make it.

import type { AlarmRow } from '../../store/cloudWatch.ts';

const made = new Date('2026-01-01T00:00:00Z');

/** Of the average CPU of the group `web`, above 70 for three minutes. */
export function alarmRow(changes: Partial<AlarmRow> = {}): AlarmRow {
  return {
    AlarmName: 'cpu-high',
    AlarmArn: 'arn:aws:cloudwatch:eu-central-1:000000000000:alarm:cpu-high',
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    Namespace: 'AWS/EC2',
    MetricName: 'CPUUtilization',
    Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 70,
    ComparisonOperator: 'GreaterThanThreshold',
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: made,
    StateTransitionedTimestamp: made,
    AlarmConfigurationUpdatedTimestamp: made,
    Tags: [],
    ...changes,
  };
}
