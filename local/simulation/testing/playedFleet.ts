// For tests: fleets whose instances boot and become healthy as told, and what was seen of them.

import { isCounted } from '../../controllers/autoScaling/view.ts';
import { autoScalingTables } from '../../store/autoScaling.ts';
import { hasEnded } from '../../store/instanceRefreshes.ts';
import { createFleet, type Fleet, type FleetOptions } from '../fleet.ts';
import type { Behaviour } from '../world.ts';

/** Everything at once: what takes time is what a test says. */
export const instant: Behaviour = {
  bootSeconds: 0,
  jitterSeconds: 0,
  healthySeconds: 0,
  drainSeconds: 0,
  failRate: 0,
  badRate: 0,
};

export function fleetOf(instances: number, options: Partial<FleetOptions> = {}): Fleet {
  return createFleet({ instances, zones: 1, before: instant, after: instant, seed: 1, ...options });
}

export function status(fleet: Fleet): string {
  return fleet.refresh()?.Status ?? '';
}

/** Until nothing more happens, or until then. */
export function passTo(fleet: Fleet, seconds = Infinity): void {
  if (seconds !== Infinity) fleet.at(seconds, () => {});
  fleet.run(() => fleet.seconds() >= seconds);
}

/** Such as `1 InService`. */
export function states(fleet: Fleet): string[] {
  return fleet
    .members()
    .map((each) => `${Number(each.InstanceId.slice(2))} ${each.LifecycleState}`);
}

export function activities(fleet: Fleet) {
  return autoScalingTables(fleet.store).activities.list();
}

export type Seen = {
  /** How many were launched at which second. */
  readonly launches: Readonly<Record<number, number>>;
  /** The percentage from which second on. */
  readonly percentages: Readonly<Record<number, number>>;
  readonly statuses: readonly string[];
  readonly lowestInService: number;
  readonly highestCapacity: number;
};

/** Plays a refresh to its end. */
export function play(fleet: Fleet): Seen {
  const launches: Record<number, number> = {};
  const percentages: Record<number, number> = {};
  const statuses: string[] = [];
  let [lowestInService, highestCapacity, launched, percentage] = [Infinity, 0, 0, -1];
  fleet.run(
    () => hasEnded(status(fleet)),
    () => {
      const counted = fleet.members().filter(isCounted);
      const inService = counted.filter(({ LifecycleState }) => LifecycleState === 'InService');
      lowestInService = Math.min(lowestInService, inService.length);
      highestCapacity = Math.max(highestCapacity, counted.length);
      if (fleet.world.launches > launched) {
        launches[fleet.seconds()] = fleet.world.launches - launched;
        launched = fleet.world.launches;
      }
      const { PercentageComplete = 0, Status = '' } = fleet.refresh() ?? {};
      if (PercentageComplete !== percentage) {
        percentage = PercentageComplete;
        percentages[fleet.seconds()] = percentage;
      }
      if (statuses.at(-1) !== Status) statuses.push(Status);
    },
  );
  return { launches, percentages, statuses, lowestInService, highestCapacity };
}
