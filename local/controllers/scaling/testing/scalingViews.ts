// For tests: a group with its instances, policies and alarms, as the scaling plan sees them.

import type {
  GroupInstanceRow,
  GroupRow,
  ScalingPolicyRow,
  ScheduledActionRow,
} from '../../../store/autoScaling.ts';
import type { AlarmRow } from '../../../store/cloudWatch.ts';
import { groupRow as anyGroupRow, groupInstanceRow } from '../../testing/groupRows.ts';
import type { ScalingView } from '../scalingView.ts';

export const now = new Date('2026-01-01T01:00:00Z');
export const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);

export function groupRow(changes: Partial<GroupRow> = {}): GroupRow {
  return anyGroupRow({ MinSize: 1, MaxSize: 10, ...changes });
}

/** In service for so many seconds, or in another state. */
export function member(
  age: number,
  LifecycleState: GroupInstanceRow['LifecycleState'] = 'InService',
): GroupInstanceRow {
  return groupInstanceRow({
    LifecycleState,
    launchedAt: secondsAgo(age),
    since: secondsAgo(age),
    ...(LifecycleState !== 'Pending' && { inServiceAt: secondsAgo(age) }),
  });
}

export function warmMembers(count: number): GroupInstanceRow[] {
  return Array.from({ length: count }, () => member(3600));
}

export function policyRow(changes: Partial<ScalingPolicyRow> = {}): ScalingPolicyRow {
  const { PolicyName = 'policy' } = changes;
  return {
    AutoScalingGroupName: 'web',
    PolicyName,
    PolicyARN: `arn:${PolicyName}`,
    PolicyType: 'SimpleScaling',
    Alarms: [],
    ...changes,
  };
}

export function trackingPolicy(
  TargetValue: number,
  changes: Partial<ScalingPolicyRow> & { readonly DisableScaleIn?: boolean } = {},
): ScalingPolicyRow {
  const { DisableScaleIn = false, ...rest } = changes;
  return policyRow({
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingConfiguration: { TargetValue, DisableScaleIn },
    ...rest,
  });
}

export function alarmRow(
  policy: ScalingPolicyRow,
  Threshold: number,
  ComparisonOperator: AlarmRow['ComparisonOperator'],
): AlarmRow {
  return {
    AlarmName: `${policy.PolicyName} ${ComparisonOperator}`,
    AlarmArn: 'arn:alarm',
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [policy.PolicyARN],
    InsufficientDataActions: [],
    StateValue: 'ALARM',
    StateReason: '',
    StateUpdatedTimestamp: now,
    StateTransitionedTimestamp: now,
    EvaluationPeriods: 1,
    ComparisonOperator,
    Threshold,
    AlarmConfigurationUpdatedTimestamp: now,
    Tags: [],
  };
}

/** The tracking policies, each with the figure of its metric: their alarms are as the figures say. */
export function trackingView(
  tracked: readonly (readonly [ScalingPolicyRow, number])[],
  changes: Partial<ScalingView> = {},
): ScalingView {
  const figures = new Map<string, number>();
  const alarms = tracked.flatMap(([policy, value]) => {
    const { TargetValue = 0, DisableScaleIn } = policy.TargetTrackingConfiguration ?? {
      TargetValue: 0,
    };
    const high = alarmRow(policy, TargetValue, 'GreaterThanThreshold');
    const low = alarmRow(policy, TargetValue * 0.9, 'LessThanThreshold');
    figures.set(high.AlarmName, value).set(low.AlarmName, value);
    if (value > TargetValue) return [high];
    return value < TargetValue * 0.9 && !DisableScaleIn ? [low] : [];
  });
  return scalingView({
    policies: tracked.map(([policy]) => policy),
    alarms,
    readingOf: ({ AlarmName }) => readingOf(figures.get(AlarmName) ?? 0),
    ...changes,
  });
}

/** Of the minute that has just ended. */
export function readingOf(value: number) {
  return { value, from: secondsAgo(60), to: now };
}

export function scalingView(changes: Partial<ScalingView> = {}): ScalingView {
  const group = changes.group ?? groupRow();
  return {
    now,
    group,
    members: warmMembers(group.DesiredCapacity),
    policies: [],
    alarms: [],
    readingOf: () => undefined,
    scheduledActions: [],
    ...changes,
  };
}

export function scheduledAction(changes: Partial<ScheduledActionRow> = {}): ScheduledActionRow {
  return {
    AutoScalingGroupName: 'web',
    ScheduledActionName: 'action',
    ScheduledActionARN: 'arn:action',
    ...changes,
  };
}
