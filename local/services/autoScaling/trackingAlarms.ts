// The two alarms of a target tracking policy, which the policy makes, keeps and deletes itself. AWS says
// neither how they look nor from when it scales in; this is what its console shows.

import { randomUUID } from 'node:crypto';
import type { Alarm } from '@aws-sdk/client-auto-scaling';
import type { ScalingPolicyRow } from '../../store/autoScaling.ts';
import { type AlarmRow, cloudWatchTables } from '../../store/cloudWatch.ts';
import type { Context } from '../shared/context.ts';
import { trackedMetric } from './trackingMetrics.ts';

const scaleInBelow = 0.9;

/**
 * Puts the alarms of a policy, under the names that they had.
 *
 * @returns them as the policy shows them: none for a policy that tracks nothing
 */
export function trackingAlarms(
  context: Context,
  row: ScalingPolicyRow,
  existing: ScalingPolicyRow | undefined,
): Alarm[] {
  const configuration = row.TargetTrackingConfiguration;
  if (!configuration) return [];
  const { TargetValue = 0, DisableScaleIn } = configuration;
  const high = putAlarm(context, row, existing, 'AlarmHigh', {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: TargetValue,
    EvaluationPeriods: 3,
  });
  if (DisableScaleIn) {
    removeTrackingAlarms(context, existing, 'AlarmLow');
    return [high];
  }
  const low = putAlarm(context, row, existing, 'AlarmLow', {
    ComparisonOperator: 'LessThanThreshold',
    Threshold: TargetValue * scaleInBelow,
    EvaluationPeriods: 15,
  });
  return [high, low];
}

export function removeTrackingAlarms(
  { store }: Context,
  policy: ScalingPolicyRow | undefined,
  which = '',
): void {
  if (policy?.PolicyType !== 'TargetTrackingScaling') return;
  const { alarms } = cloudWatchTables(store);
  for (const { AlarmName = '' } of policy.Alarms) {
    if (AlarmName.includes(`-${which}`)) alarms.delete(AlarmName);
  }
}

function putAlarm(
  { store, regionName, accountId, now }: Context,
  row: ScalingPolicyRow,
  existing: ScalingPolicyRow | undefined,
  which: 'AlarmHigh' | 'AlarmLow',
  condition: Pick<AlarmRow, 'ComparisonOperator' | 'Threshold' | 'EvaluationPeriods'>,
): Alarm {
  const { alarms } = cloudWatchTables(store);
  const prefix = `TargetTracking-${row.AutoScalingGroupName}-${which}-`;
  const earlier = existing?.Alarms.find(({ AlarmName }) => AlarmName?.startsWith(prefix));
  const AlarmName = earlier?.AlarmName ?? `${prefix}${randomUUID()}`;
  const before = alarms.get(AlarmName);
  const AlarmArn = `arn:aws:cloudwatch:${regionName}:${accountId}:alarm:${AlarmName}`;
  const time = now();
  alarms.put(AlarmName, {
    AlarmName,
    AlarmArn,
    AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${row.PolicyARN}.`,
    AlarmConfigurationUpdatedTimestamp: time,
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [row.PolicyARN],
    InsufficientDataActions: [],
    // What it follows may be another metric now.
    StateValue: before?.StateValue ?? 'INSUFFICIENT_DATA',
    StateReason: before?.StateReason ?? 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: before?.StateUpdatedTimestamp ?? time,
    StateTransitionedTimestamp: before?.StateTransitionedTimestamp ?? time,
    ...trackedMetric(row.AutoScalingGroupName, row.TargetTrackingConfiguration ?? noTracking),
    ...condition,
    Tags: [],
  });
  return { AlarmName, AlarmARN: AlarmArn };
}

const noTracking = { TargetValue: undefined };
