// What an alarm says to a topic when its state has changed.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html

import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { AlarmRow } from './cloudWatch.ts';

export function alarmNotification(
  row: AlarmRow,
  before: StateValue,
): { readonly Subject: string; readonly Message: string } {
  const [, , , regionName = '', accountId = ''] = row.AlarmArn.split(':');
  const Message = JSON.stringify({
    AlarmName: row.AlarmName,
    AlarmDescription: row.AlarmDescription ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: timeText(row.AlarmConfigurationUpdatedTimestamp),
    NewStateValue: row.StateValue,
    NewStateReason: row.StateReason,
    StateChangeTime: timeText(row.StateUpdatedTimestamp),
    Region: regionName,
    AlarmArn: row.AlarmArn,
    OldStateValue: before,
    OKActions: row.OKActions,
    AlarmActions: row.AlarmActions,
    InsufficientDataActions: row.InsufficientDataActions,
    Trigger: {
      MetricName: row.MetricName,
      Namespace: row.Namespace,
      ...(row.ExtendedStatistic === undefined
        ? { StatisticType: 'Statistic', Statistic: statisticNames[row.Statistic ?? 'Average'] }
        : { StatisticType: 'ExtendedStatistic', ExtendedStatistic: row.ExtendedStatistic }),
      Unit: row.Unit ?? null,
      Dimensions: (row.Dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name })),
      Period: row.Period,
      EvaluationPeriods: row.EvaluationPeriods,
      ...(row.DatapointsToAlarm !== undefined && { DatapointsToAlarm: row.DatapointsToAlarm }),
      ComparisonOperator: row.ComparisonOperator,
      Threshold: row.Threshold,
      TreatMissingData: row.TreatMissingData ?? 'missing',
      EvaluateLowSampleCountPercentile: row.EvaluateLowSampleCountPercentile ?? '',
    },
  });
  return { Subject: `${row.StateValue}: "${row.AlarmName}" in ${regionName}`, Message };
}

const statisticNames = {
  SampleCount: 'SAMPLE_COUNT',
  Average: 'AVERAGE',
  Sum: 'SUM',
  Minimum: 'MINIMUM',
  Maximum: 'MAXIMUM',
} as const;

/** Such as `2026-01-01T00:00:00.000+0000`. */
function timeText(at: Date): string {
  return at.toISOString().replace('Z', '+0000');
}
