// Invariants of instance refreshes, over fleets, settings and faults that nobody thought of.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundsOf } from '../controllers/autoScaling/bounds.ts';
import { isServing } from '../controllers/autoScaling/census.ts';
import { isCounted, usesTargetHealth } from '../controllers/autoScaling/view.ts';
import { autoScalingTables } from '../store/autoScaling.ts';
import { hasEnded } from '../store/instanceRefreshes.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { instant, status } from './testing/playedFleet.ts';

const percentages = fc.integer({ min: 0, max: 100 });
const seconds = fc.integer({ min: 0, max: 40 });
const rate = fc.constantFrom(0, 0, 0, 0.3, 1);

const scenarios = fc.record({
  instances: fc.integer({ min: 1, max: 9 }),
  zones: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
  HealthCheckType: fc.constantFrom('EC2', 'ELB'),
  HealthCheckGracePeriod: seconds,
  min: percentages,
  above: fc.option(percentages, { nil: undefined }),
  InstanceWarmup: seconds,
  BakeTime: fc.constantFrom(0, 30),
  AutoRollback: fc.boolean(),
  SkipMatching: fc.boolean(),
  checkpoints: fc.constantFrom([], [], [100], [20, 50, 100], [10, 40, 100]),
  ScaleInProtectedInstances: fc.constantFrom('Refresh', 'Ignore', 'Wait'),
  StandbyInstances: fc.constantFrom('Terminate', 'Ignore', 'Wait'),
  /** How many of the old ones are protected from scale-in, and how many more are in Standby. */
  protectedCount: fc.constantFrom(0, 0, 1, 3),
  standbyCount: fc.constantFrom(0, 0, 1),
  after: fc.record({
    bootSeconds: fc.integer({ min: 15, max: 90 }),
    jitterSeconds: seconds,
    healthySeconds: fc.integer({ min: 0, max: 20 }),
    drainSeconds: seconds,
    failRate: rate,
    badRate: rate,
  }),
  events: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 400 }),
      kind: fc.constantFrom('die', 'die', 'sicken', 'cancel', 'rollback', 'alarm', 'want'),
      which: fc.nat({ max: 20 }),
    }),
    { maxLength: 4 },
  ),
});
type Scenario = typeof scenarios extends fc.Arbitrary<infer Type> ? Type : never;

/** When it is cancelled, one zone has three instances and the other one. */
const cancelledOutOfBalance: Scenario = {
  instances: 4,
  zones: 2,
  seed: 0,
  HealthCheckType: 'EC2',
  HealthCheckGracePeriod: 0,
  min: 0,
  above: undefined,
  InstanceWarmup: 0,
  BakeTime: 0,
  AutoRollback: false,
  SkipMatching: false,
  checkpoints: [20, 50, 100],
  ScaleInProtectedInstances: 'Refresh',
  StandbyInstances: 'Terminate',
  protectedCount: 0,
  standbyCount: 0,
  after: {
    bootSeconds: 15,
    jitterSeconds: 0,
    healthySeconds: 0,
    drainSeconds: 0,
    failRate: 0,
    badRate: 0,
  },
  events: [
    { at: 11, kind: 'die', which: 5 },
    { at: 12, kind: 'cancel', which: 0 },
  ],
};

test('A refresh keeps to its bounds, ends, and leaves what it promised', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const fleet = fleetOf(scenario);
      const harmed = injectFaults(fleet, scenario.events);
      const { instances, min, above } = scenario;
      const bounds = boundsOf(instances, {
        MinHealthyPercentage: min,
        MaxHealthyPercentage: maxOf(min, above),
      });
      const hasRun = fleet.run(
        () => hasEnded(status(fleet)),
        () => {
          const { inService, capacity } = countsOf(fleet);
          // Once it has ended, zones that differ are rebalanced, with one more than is desired.
          const beyond = hasEnded(status(fleet))
            ? Math.max(bounds.most, instances + 1)
            : bounds.most;
          expect(capacity).toBeLessThanOrEqual(beyond);
          expect(inService).toBeGreaterThanOrEqual(bounds.leastReady - harmed.size);
        },
      );
      expect(hasRun).toBe(true);
      checkEnd(fleet, scenario, harmed);
    }),
    { numRuns: 80, examples: [[cancelledOutOfBalance]] },
  );
});

function maxOf(min: number, above: number | undefined): number | undefined {
  return above === undefined ? undefined : Math.min(200, Math.max(100, min + above));
}

function fleetOf(scenario: Scenario): Fleet {
  const { instances, zones, seed, HealthCheckType, HealthCheckGracePeriod, min } = scenario;
  const fleet = createFleet({
    instances: instances + scenario.standbyCount,
    zones,
    seed,
    before: { ...instant, bootSeconds: 20, healthySeconds: 5, drainSeconds: 10 },
    after: scenario.after,
    group: { HealthCheckType, HealthCheckGracePeriod, DesiredCapacity: instances },
  });
  const { instances: members } = autoScalingTables(fleet.store);
  members.list().forEach((member, index) => {
    members.put(member.InstanceId, {
      ...member,
      LifecycleState: index < instances ? 'InService' : 'Standby',
      ProtectedFromScaleIn: index < Math.min(instances, scenario.protectedCount),
    });
  });
  const MaxHealthyPercentage = maxOf(min, scenario.above);
  fleet.start({
    MinHealthyPercentage: min,
    ...(MaxHealthyPercentage !== undefined && { MaxHealthyPercentage }),
    ...(scenario.checkpoints.length > 0 && {
      CheckpointPercentages: [...scenario.checkpoints],
      CheckpointDelay: 60,
    }),
    InstanceWarmup: scenario.InstanceWarmup,
    BakeTime: scenario.BakeTime,
    AutoRollback: scenario.AutoRollback,
    SkipMatching: scenario.SkipMatching,
    ScaleInProtectedInstances: scenario.ScaleInProtectedInstances,
    StandbyInstances: scenario.StandbyInstances,
    AlarmSpecification: { Alarms: ['alarm'] },
  });
  return fleet;
}

/** @returns the instances that were harmed so far */
function injectFaults(fleet: Fleet, events: Scenario['events']): ReadonlySet<string> {
  const harmed = new Set<string>();
  for (const { at, kind, which } of events) {
    const member = () => {
      const all = fleet.members();
      return all[which % Math.max(1, all.length)]?.InstanceId ?? '';
    };
    const ifActive = (work: () => void) => () => {
      try {
        work();
      } catch (error) {
        // It has ended, or is on its way back already.
        expect(String(error)).toContain('No in progress or pending Instance Refresh');
      }
    };
    const works: Readonly<Record<typeof kind, () => void>> = {
      die() {
        harmed.add(member());
        fleet.world.die(member());
      },
      sicken() {
        harmed.add(member());
        fleet.world.makeUnhealthy(member());
      },
      cancel: ifActive(fleet.cancel),
      rollback: ifActive(fleet.rollback),
      alarm: () => fleet.world.setAlarm('alarm', true),
      want() {
        fleet.world.setCapacity(false);
        fleet.at(at + 120, () => fleet.world.setCapacity(true));
      },
    };
    fleet.at(at, works[kind]);
  }
  return harmed;
}

function countsOf(fleet: Fleet) {
  const group = fleet.group();
  const view = { group, facts: fleet.world, usesTargetHealth: usesTargetHealth(group) };
  const counted = fleet.members().filter(isCounted);
  return {
    capacity: counted.length,
    inService: counted.filter((member) => isServing(member, view)).length,
  };
}

function checkEnd(fleet: Fleet, scenario: Scenario, harmed: ReadonlySet<string>): void {
  const { ScaleInProtectedInstances, StandbyInstances, instances } = scenario;
  const isOld = (id: string) => Number(id.slice(2)) <= instances + scenario.standbyCount;
  const members = fleet.members();
  const versions = (isLeft: boolean) =>
    members
      .filter(({ LifecycleState, ProtectedFromScaleIn, InstanceId }) => {
        if (!isOld(InstanceId)) return true;
        const isIgnored =
          (ProtectedFromScaleIn && ScaleInProtectedInstances === 'Ignore') ||
          (LifecycleState === 'Standby' && StandbyInstances === 'Ignore');
        return isLeft ? isIgnored : !isIgnored;
      })
      .map(({ LaunchTemplate }) => LaunchTemplate.Version);
  switch (status(fleet)) {
    case 'Successful':
      expect(fleet.group().LaunchTemplate.Version).toBe('2');
      expect(versions(false).filter((version) => version !== '2')).toEqual([]);
      break;
    case 'RollbackSuccessful':
      expect(fleet.group().LaunchTemplate.Version).toBe('1');
      expect(members.filter(({ LaunchTemplate }) => LaunchTemplate.Version === '2')).toEqual([]);
      break;
    default:
      expect(['Failed', 'Cancelled', 'RollbackFailed']).toContain(status(fleet));
      expect(fleet.group().LaunchTemplate.Version).toBe('1');
  }
  const ids = new Set(members.map(({ InstanceId }) => InstanceId));
  const idOf = (index: number) => `i-${String(index + 1).padStart(17, '0')}`;
  const survivors = [
    ...Array.from(
      { length: Math.min(instances, scenario.protectedCount) },
      (_, index) => index,
    ).filter(() => ScaleInProtectedInstances !== 'Refresh'),
    ...Array.from({ length: scenario.standbyCount }, (_, index) => instances + index).filter(
      () => StandbyInstances !== 'Terminate',
    ),
  ].map(idOf);
  expect(survivors.filter((id) => !ids.has(id) && !harmed.has(id))).toEqual([]);
}
