// Groups as their plans run them, in virtual time.

import { describe, expect, test } from 'vitest';
import {
  activities,
  fleetOf,
  instant,
  passTo,
  states,
} from '../../simulation/testing/playedFleet.ts';
import { autoScalingTables } from '../../store/autoScaling.ts';

const slow = { ...instant, bootSeconds: 20, healthySeconds: 10, drainSeconds: 30 };

describe('Capacity', () => {
  test('is launched into the zones with the fewest instances', () => {
    const fleet = fleetOf(2, { zones: 3 });
    fleet.setCapacity(7);
    passTo(fleet);
    const zones = fleet.members().map(({ AvailabilityZone }) => AvailabilityZone.at(-1));
    expect(zones.sort().join('')).toBe('aaabbcc');
  });

  test('is taken from the zone with most, never from the protected', () => {
    const fleet = fleetOf(5, { zones: 2 });
    const { instances } = autoScalingTables(fleet.store);
    const [first] = fleet.members();
    if (first) instances.put(first.InstanceId, { ...first, ProtectedFromScaleIn: true });
    fleet.setCapacity(2);
    passTo(fleet);
    expect(states(fleet)).toEqual(['1 InService', '4 InService']);
  });

  test.each([
    ['OldestInstance', '2'],
    ['NewestInstance', '1'],
  ])('goes by the policy %s', (policy, version) => {
    const fleet = fleetOf(1, { group: { TerminationPolicies: [policy] } });
    fleet.start({ MinHealthyPercentage: 100, CheckpointPercentages: [50], InstanceWarmup: 0 });
    fleet.setCapacity(2);
    passTo(fleet);
    expect(
      fleet
        .members()
        .map((each) => each.LaunchTemplate.Version)
        .sort(),
    ).toEqual(['1', '2']);
    fleet.setCapacity(1);
    passTo(fleet);
    expect(fleet.members().map((each) => each.LaunchTemplate.Version)).toEqual([version]);
  });

  test('is moved from zone to zone, new before old, until the zones are balanced', () => {
    const fleet = fleetOf(6, { zones: 2, before: slow });
    const { instances } = autoScalingTables(fleet.store);
    for (const member of fleet.members()) {
      instances.put(member.InstanceId, { ...member, AvailabilityZone: 'eu-central-1a' });
    }
    const counts: number[] = [];
    fleet.run(
      () => false,
      () => {
        counts.push(states(fleet).filter((state) => state.endsWith('InService')).length);
      },
    );
    const zones = fleet.members().map(({ AvailabilityZone }) => AvailabilityZone.at(-1));
    expect(zones.sort().join('')).toBe('aaabbb');
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([6, 7]);
  });

  test('that cannot be had is tried again, more and more rarely', () => {
    const fleet = fleetOf(1);
    fleet.world.setCapacity(false);
    fleet.setCapacity(2);
    fleet.at(100, () => fleet.world.setCapacity(true));
    passTo(fleet);
    expect(
      activities(fleet).map(({ StatusCode, StartTime, Progress }) => [
        StatusCode,
        StartTime.getTime() % 1e6,
        Progress,
      ]),
    ).toMatchObject([
      ['Failed', expect.anything(), 100],
      ['Failed', expect.anything(), 100],
      ['Failed', expect.anything(), 100],
      ['Failed', expect.anything(), 100],
      ['Failed', expect.anything(), 100],
      ['Successful', expect.anything(), 100],
    ]);
    expect(activities(fleet)[0]?.StatusMessage).toBe(
      'We currently do not have sufficient capacity in the zone you requested. Launching EC2 instance failed.',
    );
    expect(fleet.group().launchFailures).toBeUndefined();
  });

  test('stays as it is while processes are suspended', () => {
    const SuspendedProcesses = ['Launch', 'Terminate'].map((ProcessName) => ({ ProcessName }));
    const fleet = fleetOf(2, { group: { SuspendedProcesses } });
    fleet.world.die('i-00000000000000001');
    fleet.setCapacity(4);
    passTo(fleet);
    fleet.setCapacity(1);
    passTo(fleet);
    expect(states(fleet)).toEqual(['1 InService', '2 InService']);
    expect(fleet.members()[0]?.HealthStatus).toBe('Unhealthy');
  });
});

describe('Health', () => {
  test('lost at the load balancer counts after the grace period, and for good', () => {
    const fleet = fleetOf(1, {
      after: { ...slow, badRate: 1 },
      before: { ...slow, badRate: 1 },
      group: { HealthCheckGracePeriod: 60 },
    });
    fleet.world.die('i-00000000000000001');
    // Launched at 0, in service at 20, unhealthy at 30, replaced when its grace ends.
    passTo(fleet, 79);
    expect(states(fleet)).toEqual(['2 InService']);
    passTo(fleet, 80);
    expect(states(fleet)).toEqual(['2 Terminating', '3 Pending']);
    expect(activities(fleet).at(-1)?.Cause).toBe(
      'At 2026-01-01T00:01:20Z an instance was launched in response to an unhealthy instance needing to be replaced.',
    );
  });

  test('lost at the load balancer does not count where only EC2 is asked', () => {
    const fleet = fleetOf(1, { group: { HealthCheckType: 'EC2' } });
    fleet.world.makeUnhealthy('i-00000000000000001');
    passTo(fleet);
    expect(states(fleet)).toEqual(['1 InService']);
  });

  test('is waited for before an unhealthy one goes, under a maintenance policy of 100 percent', () => {
    const fleet = fleetOf(2, {
      before: slow,
      group: {
        InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
      },
    });
    fleet.world.makeUnhealthy('i-00000000000000001');
    passTo(fleet, 29);
    expect(states(fleet)).toEqual(['1 InService', '2 InService', '3 InService']);
    passTo(fleet, 30);
    expect(states(fleet)).toEqual(['1 Terminating', '2 InService', '3 InService']);
  });
});

describe('An instance that leaves', () => {
  test('is drained before it is terminated', () => {
    const fleet = fleetOf(1, { before: slow });
    fleet.setCapacity(0);
    passTo(fleet, 29);
    expect(fleet.world.ec2State('i-00000000000000001')).toBe('running');
    expect(activities(fleet)[0]).toMatchObject({
      StatusCode: 'WaitingForELBConnectionDraining',
      Progress: 50,
    });
    passTo(fleet);
    expect(fleet.seconds()).toBe(30);
    expect(states(fleet)).toEqual([]);
    expect(activities(fleet)[0]).toMatchObject({ StatusCode: 'Successful', Progress: 100 });
  });

  test.each([
    ['EnteringStandby', ['1 Standby']],
    ['Detaching', []],
  ] as const)('and is %s goes on running', (LifecycleState, left) => {
    const fleet = fleetOf(1, { before: slow });
    const [member] = fleet.members();
    if (member) {
      autoScalingTables(fleet.store).instances.put(member.InstanceId, {
        ...member,
        LifecycleState,
      });
    }
    fleet.setCapacity(0);
    passTo(fleet);
    expect(fleet.seconds()).toBe(30);
    expect(states(fleet)).toEqual(left);
    expect(fleet.world.ec2State('i-00000000000000001')).toBe('running');
  });
});
