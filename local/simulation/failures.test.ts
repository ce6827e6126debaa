import { describe, expect, test } from 'vitest';
import { fleetOf, instant, play, status } from './testing/playedFleet.ts';

const slow = { ...instant, bootSeconds: 10 };

describe('A refresh that does not succeed', () => {
  const never = { ...instant, bootSeconds: 60, badRate: 1 };
  const preferences = { MinHealthyPercentage: 50, InstanceWarmup: 10 };

  test('fails after an hour without progress, and leaves the group its template', () => {
    const fleet = fleetOf(2, { after: never });
    fleet.start(preferences);
    play(fleet);
    expect(fleet.refresh()).toMatchObject({
      Status: 'Failed',
      StatusReason: expect.stringContaining('No progress was made for one hour.'),
      EndTime: new Date('2026-01-01T01:00:10Z'),
    });
    expect(fleet.group().LaunchTemplate.Version).toBe('1');
  });

  test('rolls back, replacing only what it has replaced, if it was told to', () => {
    const fleet = fleetOf(4, { after: never });
    fleet.start({ ...preferences, AutoRollback: true });
    const { statuses } = play(fleet);
    expect(statuses).toEqual(['InProgress', 'RollbackInProgress', 'RollbackSuccessful']);
    expect(fleet.refresh()).toMatchObject({
      PercentageComplete: 0,
      RollbackDetails: {
        RollbackReason: expect.stringContaining('No progress was made for one hour.'),
        RollbackStartTime: new Date('2026-01-01T01:00:10Z'),
      },
    });
    const ids = fleet.members().map(({ InstanceId }) => Number(InstanceId.slice(2)));
    expect(ids.filter((id) => id <= 4)).toHaveLength(2);
    expect(fleet.members().map((each) => each.LaunchTemplate.Version)).toEqual([
      '1',
      '1',
      '1',
      '1',
    ]);
  });

  test('rolls back at once when an alarm goes off, even while it bakes', () => {
    const fleet = fleetOf(2);
    fleet.start({
      ...preferences,
      BakeTime: 600,
      AutoRollback: true,
      AlarmSpecification: { Alarms: ['5xx'] },
    });
    fleet.at(100, () => fleet.world.setAlarm('5xx', true));
    expect(play(fleet).statuses).toEqual([
      'InProgress',
      'Baking',
      'RollbackInProgress',
      'RollbackSuccessful',
    ]);
    expect(fleet.refresh()?.RollbackDetails).toMatchObject({
      RollbackReason: 'Automatic rollback: CloudWatch alarm 5xx is in the ALARM state.',
      PercentageCompleteOnRollback: 100,
      InstancesToUpdateOnRollback: 0,
    });
  });

  test('counts back to zero as it is rolled back by hand', () => {
    const fleet = fleetOf(4);
    fleet.start({ MinHealthyPercentage: 75, InstanceWarmup: 10 });
    fleet.at(25, fleet.rollback);
    const { percentages } = play(fleet);
    expect(percentages).toEqual({ 0: 0, 10: 25, 20: 50, 35: 25, 45: 0 });
    expect(status(fleet)).toBe('RollbackSuccessful');
  });

  test('goes back from there no more once it is cancelled', () => {
    const fleet = fleetOf(4, { after: slow });
    fleet.start({ MinHealthyPercentage: 75, InstanceWarmup: 10 });
    fleet.at(15, fleet.cancel);
    expect(play(fleet).statuses).toEqual(['InProgress', 'Cancelled']);
    expect(
      fleet
        .members()
        .map((each) => each.LaunchTemplate.Version)
        .sort(),
    ).toEqual(['1', '1', '1', '2']);
    expect(fleet.rollback).toThrow('No in progress or pending Instance Refresh');
  });

  test('recovers from a want of capacity', () => {
    const fleet = fleetOf(2);
    fleet.world.setCapacity(false);
    fleet.start({ MinHealthyPercentage: 50, InstanceWarmup: 0 });
    fleet.at(60, () => fleet.world.setCapacity(true));
    play(fleet);
    expect(status(fleet)).toBe('Successful');
    expect(fleet.group().launchFailures).toBeUndefined();
  });
});
