// What target tracking wants: so many instances that each has the target's share, no fewer than that when
// it grows, and with some to spare when it shrinks. AWS documents the principles and no formula:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html

import type { ScalingPolicyRow } from '../../store/autoScaling.ts';
import { alarmsOf, fleetOf, isNews, type ScalingView, type Wish } from './scalingView.ts';

/** Shrinks to no less than what would have each at this share of the target: below where it scales in. */
const shareAfterScaleIn = 0.9;

/** More than the group has desired, from each policy that wants it. */
export function trackingOut(view: ScalingView): Wish[] {
  return trackingPolicies(view).flatMap((policy) => wishOf(view, policy, 'out'));
}

/** Less than that, if all policies that may scale in agree, and no instance warms up. */
export function trackingIn(view: ScalingView): Wish[] {
  const policies = trackingPolicies(view).filter(
    ({ TargetTrackingConfiguration: tracking }) => !tracking?.DisableScaleIn,
  );
  const wishes = policies.map((policy) => wishOf(view, policy, 'in'));
  return wishes.every(({ length }) => length > 0) ? wishes.flat() : [];
}

function trackingPolicies({ policies }: ScalingView): ScalingPolicyRow[] {
  return policies.filter(
    ({ PolicyType, Enabled }) => PolicyType === 'TargetTrackingScaling' && Enabled !== false,
  );
}

function wishOf(view: ScalingView, policy: ScalingPolicyRow, direction: 'out' | 'in'): Wish[] {
  const { group, readingOf } = view;
  const target = policy.TargetTrackingConfiguration?.TargetValue ?? Infinity;
  const comparison = direction === 'out' ? 'GreaterThanThreshold' : 'LessThanThreshold';
  const alarm = alarmsOf(view, policy).find((each) => each.ComparisonOperator === comparison);
  const reading = alarm && readingOf(alarm);
  if (!reading || !isNews(group, reading, direction)) return [];
  const { warm, warming } = fleetOf(view, policy);
  const isBlocked = direction === 'in' && warming > 0;
  if (warm === 0 || isBlocked) return [];
  const aim = direction === 'out' ? target : target * shareAfterScaleIn;
  const capacity = roundUp((warm * reading.value) / aim);
  const isMore = capacity > group.DesiredCapacity;
  const isLess = capacity < group.DesiredCapacity;
  return (direction === 'out' ? isMore : isLess) ? [{ capacity, policy, alarm }] : [];
}

/** Without what floating point adds to a whole number. */
function roundUp(value: number): number {
  return Math.ceil(Number(value.toPrecision(12)));
}
