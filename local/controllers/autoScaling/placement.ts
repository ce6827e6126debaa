// Where to launch, and whom to terminate: zones are kept balanced, then the termination policies decide.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html

import type { GroupInstanceRow, GroupRow } from '../../store/autoScaling.ts';
import type { Place } from './view.ts';

/** So many places to launch in, each in the zone with the fewest members, in its emptiest subnet. */
export function choosePlaces(
  places: readonly Place[],
  members: readonly GroupInstanceRow[],
  count: number,
): Place[] {
  const inZone = countBy(members, ({ AvailabilityZone }) => AvailabilityZone);
  const inSubnet = countBy(members, ({ SubnetId }) => SubnetId);
  const used = (counts: Map<string, number>, key: string) => counts.get(key) ?? 0;
  const chosen: Place[] = [];
  while (chosen.length < count && places.length > 0) {
    const place = places.reduce((best, each) => {
      const difference =
        used(inZone, each.AvailabilityZone) - used(inZone, best.AvailabilityZone) ||
        used(inSubnet, each.SubnetId) - used(inSubnet, best.SubnetId);
      return difference < 0 ? each : best;
    });
    chosen.push(place);
    inZone.set(place.AvailabilityZone, used(inZone, place.AvailabilityZone) + 1);
    inSubnet.set(place.SubnetId, used(inSubnet, place.SubnetId) + 1);
  }
  return chosen;
}

type Policed = Pick<GroupRow, 'TerminationPolicies' | 'LaunchTemplate'>;
type Order = (a: GroupInstanceRow, b: GroupInstanceRow) => number;

/**
 * So many of the candidates, each of the zone that has most members by then.
 *
 * @param members all that count for the balance of zones
 */
export function chooseVictims(
  candidates: readonly GroupInstanceRow[],
  members: readonly GroupInstanceRow[],
  group: Policed,
  count: number,
  now: number,
): GroupInstanceRow[] {
  if (count <= 0) return [];
  const order = orderOf(group, now);
  const queues = new Map<string, GroupInstanceRow[]>();
  for (const candidate of candidates) {
    const queue = queues.get(candidate.AvailabilityZone);
    if (queue) queue.push(candidate);
    else queues.set(candidate.AvailabilityZone, [candidate]);
  }
  // The first to go stands last, where taking it costs nothing.
  for (const queue of queues.values()) queue.sort((a, b) => order(b, a));
  const inZone = countBy(members, ({ AvailabilityZone }) => AvailabilityZone);
  const chosen: GroupInstanceRow[] = [];
  while (chosen.length < count) {
    let fullest: string | undefined;
    for (const [zone, queue] of queues) {
      const last = queue.at(-1);
      if (!last) continue;
      const best = fullest === undefined ? undefined : queues.get(fullest)?.at(-1);
      const difference =
        fullest === undefined ? 1 : (inZone.get(zone) ?? 0) - (inZone.get(fullest) ?? 0);
      if (difference > 0 || (difference === 0 && best && order(last, best) < 0)) fullest = zone;
    }
    const victim = fullest === undefined ? undefined : queues.get(fullest)?.pop();
    if (!victim) return chosen;
    chosen.push(victim);
    inZone.set(victim.AvailabilityZone, (inZone.get(victim.AvailabilityZone) ?? 0) - 1);
  }
  return chosen;
}

const hour = 3_600_000;

/** Negative where the first is to go before the second. */
function orderOf(group: Policed, now: number): Order {
  const orders = group.TerminationPolicies.flatMap((policy) => ordersOf(policy, group, now));
  return (a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return a.InstanceId < b.InstanceId ? -1 : 1;
  };
}

function ordersOf(policy: string, { LaunchTemplate }: Policed, now: number): Order[] {
  const oldest: Order = (a, b) => a.launchedAt.getTime() - b.launchedAt.getTime();
  const isForeign = (member: GroupInstanceRow) =>
    Number(member.LaunchTemplate.LaunchTemplateId !== LaunchTemplate.LaunchTemplateId);
  const oldestTemplate: Order = (a, b) =>
    isForeign(b) - isForeign(a) ||
    Number(a.LaunchTemplate.Version) - Number(b.LaunchTemplate.Version);
  const intoHour = ({ launchedAt }: GroupInstanceRow) => (now - launchedAt.getTime()) % hour;
  const nextHour: Order = (a, b) => intoHour(b) - intoHour(a);
  switch (policy) {
    case 'OldestInstance':
      return [oldest];
    case 'NewestInstance':
      return [(a, b) => oldest(b, a)];
    case 'OldestLaunchTemplate':
      return [oldestTemplate];
    case 'ClosestToNextInstanceHour':
      return [nextHour];
    case 'Default':
      return [oldestTemplate, nextHour];
    default:
      // OldestLaunchConfiguration and AllocationStrategy: all have a template, and one instance type.
      return [];
  }
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
