// What step and simple scaling policies want while an alarm of theirs is in ALARM.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html

import { adjusted, stepOf } from '../../store/adjustments.ts';
import type { ScalingPolicyRow } from '../../store/autoScaling.ts';
import type { AlarmRow } from '../../store/cloudWatch.ts';
import { alarmsOf, fleetOf, isNews, type ScalingView, type Wish } from './scalingView.ts';

export function adjustmentWishes(view: ScalingView): Wish[] {
  return view.policies
    .filter(({ Enabled }) => Enabled !== false)
    .flatMap((policy) =>
      alarmsOf(view, policy).flatMap((alarm) => {
        const capacity = wantedBy(view, policy, alarm);
        return capacity === undefined || capacity === view.group.DesiredCapacity
          ? []
          : [{ capacity, policy, alarm }];
      }),
    );
}

function wantedBy(
  view: ScalingView,
  policy: ScalingPolicyRow,
  alarm: AlarmRow,
): number | undefined {
  switch (policy.PolicyType) {
    case 'StepScaling':
      return stepWanted(view, policy, alarm);
    case 'SimpleScaling':
      return simpleWanted(view, policy);
    default:
      return undefined;
  }
}

/**
 * A step counts from the instances that are warm when it adds, so that a breach that lasts while those of
 * the last step warm up is not answered twice; from those that leave as well when it takes away, likewise.
 */
function stepWanted(
  view: ScalingView,
  policy: ScalingPolicyRow,
  alarm: AlarmRow,
): number | undefined {
  const { group, readingOf } = view;
  const reading = readingOf(alarm);
  if (!reading) return undefined;
  const adjustment = stepOf(policy.StepAdjustments ?? [], reading.value - (alarm.Threshold ?? 0));
  if (adjustment === undefined) return undefined;
  const { warm, warming, leaving } = fleetOf(view, policy);
  const isExact = policy.AdjustmentType === 'ExactCapacity';
  const isOut = isExact ? adjustment > group.DesiredCapacity : adjustment > 0;
  if (!isNews(group, reading, isOut ? 'out' : 'in')) return undefined;
  if (isOut) return Math.max(group.DesiredCapacity, adjusted(policy, warm, adjustment));
  if (warming > 0) return undefined;
  return Math.min(group.DesiredCapacity, adjusted(policy, warm + leaving, adjustment));
}

/** Waits for the cool-down, and for what was launched or terminated before. */
function simpleWanted(
  { group, members, now }: ScalingView,
  { ScalingAdjustment = 0, Cooldown = group.DefaultCooldown, ...policy }: ScalingPolicyRow,
): number | undefined {
  const isCooling = group.scaledAt && now.getTime() - group.scaledAt.getTime() < Cooldown * 1000;
  const serving = members.filter(({ LifecycleState }) => LifecycleState === 'InService').length;
  if (isCooling || serving !== group.DesiredCapacity) return undefined;
  return adjusted(policy, group.DesiredCapacity, ScalingAdjustment);
}
