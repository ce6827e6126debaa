// AZRebalance: a group whose zones have drifted apart launches in the emptiest and then terminates in the
// fullest, one instance at a time, until they differ by one at most.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html

import { type Census, isServing } from './census.ts';
import { type GroupView, isSuspended } from './view.ts';

/** Whether to launch one more than is desired. */
export function beginsRebalancing(view: GroupView, census: Census): boolean {
  const isQuiet = !census.isMoving && census.awaited.length === 0 && census.unhealthy.length === 0;
  return isQuiet && census.total === view.group.DesiredCapacity && isOutOfBalance(view);
}

/** Whether the one beyond the desired capacity is to stay: it does not serve yet. */
export function isRebalancing(view: GroupView, census: Census): boolean {
  const { DesiredCapacity } = view.group;
  return census.total === DesiredCapacity + 1 && census.awaited.length > 0 && isOutOfBalance(view);
}

/** Judged by what serves: a replacement counts for its zone once it does. */
function isOutOfBalance(view: GroupView): boolean {
  const { group, members, places, refresh } = view;
  if (refresh || group.Status !== undefined || places.length < 2) return false;
  if (['AZRebalance', 'Launch', 'Terminate'].some((name) => isSuspended(group, name))) return false;
  const serving = members.filter((member) => isServing(member, view));
  const inZone = (zone: string) =>
    serving.filter(({ AvailabilityZone }) => AvailabilityZone === zone);
  const zones = [...new Set(places.map(({ AvailabilityZone }) => AvailabilityZone))].map(inZone);
  // Where all are protected none could go, and the one that was launched would, again and again.
  const yielding = zones.filter((zone) =>
    zone.some(({ ProtectedFromScaleIn }) => !ProtectedFromScaleIn),
  );
  const size = ({ length }: readonly unknown[]) => length;
  return Math.max(0, ...yielding.map(size)) - Math.min(...zones.map(size)) > 1;
}
