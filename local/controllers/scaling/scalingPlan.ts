// What a group's capacity is to be, by its schedule and its policies. Any policy may have it grow, and the
// one that wants most decides; it shrinks when none wants more, to the most that one of them asks for.

import type { GroupRow } from '../../store/autoScaling.ts';
import { withCapacity, withinBounds } from '../../store/capacity.ts';
import { isSuspended, type ScalingView, type Wish } from './scalingView.ts';
import { planSchedule, type ScheduledPlan } from './scheduledScaling.ts';
import { adjustmentWishes } from './stepScaling.ts';
import { trackingIn, trackingOut } from './targetTracking.ts';

/** The group as it is to be, the same if nothing changes, and the scheduled actions that have run. */
export function planScaling(view: ScalingView): ScheduledPlan {
  const { group, actions } = planSchedule(view);
  return { group: scaled({ ...view, group }), actions };
}

function scaled(view: ScalingView): GroupRow {
  const { group, now } = view;
  if (group.Status !== undefined || isSuspended(group, 'AlarmNotification')) return group;
  const wish = decide(view);
  if (!wish) return group;
  const { alarm, policy } = wish;
  const capacity = withinBounds(group, wish.capacity);
  const reason = `a monitor alarm ${alarm.AlarmName} in state ALARM triggered policy ${policy.PolicyName}`;
  const changed = withCapacity(group, capacity, reason, now);
  return changed === group ? group : { ...changed, scaledAt: now };
}

function decide(view: ScalingView): Wish | undefined {
  const { DesiredCapacity } = view.group;
  const adjustments = adjustmentWishes(view);
  const out = adjustments.filter(({ capacity }) => capacity > DesiredCapacity);
  const most = largest([...trackingOut(view), ...out]);
  if (most) return most;
  return largest([
    ...trackingIn(view),
    ...adjustments.filter(({ capacity }) => capacity < DesiredCapacity),
  ]);
}

function largest(wishes: readonly Wish[]): Wish | undefined {
  return wishes.reduce<Wish | undefined>(
    (most, wish) => (most && most.capacity >= wish.capacity ? most : wish),
    undefined,
  );
}
