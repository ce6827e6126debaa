// Plays one instance refresh, and says what it would be like: how long, with how much capacity, at what cost.

import type { RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import { isServing } from '../controllers/autoScaling/census.ts';
import { isCounted } from '../controllers/autoScaling/view.ts';
import { hasEnded } from '../store/instanceRefreshes.ts';
import { createFleet, type Fleet } from './fleet.ts';
import type { Behaviour } from './world.ts';

export type SimulationOptions = {
  readonly instances: number;
  readonly zones: number;
  readonly preferences: RefreshPreferences;
  /** Of the instances that the refresh launches. */
  readonly behaviour: Behaviour;
  /** US dollars for an instance and an hour. */
  readonly pricePerHour: number;
  /** The same seed gives the same run. */
  readonly seed: number;
};

export type Moment = {
  readonly seconds: number;
  readonly status: string;
  readonly percentageComplete: number;
  /** In service and healthy. */
  readonly inService: number;
  /** In service or pending. */
  readonly capacity: number;
  readonly note?: string;
};

export type SimulationReport = {
  readonly status: string;
  readonly statusReason?: string;
  readonly durationSeconds: number;
  readonly lowestInService: number;
  readonly highestCapacity: number;
  readonly launches: number;
  /** Beyond the desired capacity, from launch to termination. */
  readonly extraInstanceHours: number;
  readonly extraCost: number;
  readonly timeline: readonly Moment[];
};

/** Ends when the refresh has ended and the group is as large as it is to be. */
export function simulate(options: SimulationOptions): SimulationReport {
  const { instances, zones, behaviour, seed, preferences } = options;
  const healthy = { ...behaviour, failRate: 0, badRate: 0 };
  const fleet = createFleet({ instances, zones, before: healthy, after: behaviour, seed });
  fleet.start(preferences);
  const timeline: Moment[] = [];
  let lowestInService = instances;
  let highestCapacity = instances;
  let extraSeconds = 0;
  let [billed, at] = [instances, 0];
  let durationSeconds: number | undefined;

  fleet.run(
    () => durationSeconds !== undefined && isSettled(fleet),
    () => {
      extraSeconds += Math.max(0, billed - instances) * (fleet.seconds() - at);
      [billed, at] = [fleet.world.billed, fleet.seconds()];
      const moment = momentOf(fleet);
      lowestInService = Math.min(lowestInService, moment.inService);
      highestCapacity = Math.max(highestCapacity, moment.capacity);
      if (isNews(moment, timeline.at(-1))) timeline.push(moment);
      if (hasEnded(moment.status)) durationSeconds ??= fleet.seconds();
    },
  );
  const { Status = '', StatusReason } = fleet.refresh() ?? {};
  const extraInstanceHours = extraSeconds / 3600;
  return {
    status: Status,
    ...(StatusReason !== undefined && { statusReason: StatusReason }),
    durationSeconds: durationSeconds ?? fleet.seconds(),
    lowestInService,
    highestCapacity,
    launches: fleet.world.launches,
    extraInstanceHours,
    extraCost: extraInstanceHours * options.pricePerHour,
    timeline,
  };
}

function isSettled(fleet: Fleet): boolean {
  const members = fleet.members();
  return (
    members.length === fleet.group().DesiredCapacity &&
    members.every(({ LifecycleState }) => LifecycleState === 'InService')
  );
}

function momentOf(fleet: Fleet): Moment {
  const { Status = '', PercentageComplete = 0, pausedUntil } = fleet.refresh() ?? {};
  const view = { group: fleet.group(), facts: fleet.world, usesTargetHealth: true };
  let [inService, capacity] = [0, 0];
  for (const member of fleet.members()) {
    if (!isCounted(member)) continue;
    capacity += 1;
    if (isServing(member, view)) inService += 1;
  }
  return {
    seconds: fleet.seconds(),
    status: Status,
    percentageComplete: PercentageComplete,
    inService,
    capacity,
    ...(pausedUntil !== undefined && { note: 'waits at a checkpoint' }),
  };
}

/** Not every instance of a large fleet is worth a line. */
function isNews(moment: Moment, last: Moment | undefined): boolean {
  return (
    last === undefined ||
    moment.status !== last.status ||
    moment.note !== last.note ||
    Math.abs(moment.percentageComplete - last.percentageComplete) >= 5 ||
    (moment.percentageComplete === 100 && last.percentageComplete < 100)
  );
}
