// What AWS's pages say of instance refreshes, played.

import { describe, expect, test } from 'vitest';
import { fleetOf, instant, play, status } from './testing/playedFleet.ts';

const minutes = 60;
/** Long enough to be seen between launch and service. */
const slow = { ...instant, bootSeconds: 10 };

describe('Checkpoints', () => {
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-adding-checkpoints-instance-refresh.html
  test('of 20 and 50 percent pace ten instances as the user guide tells', () => {
    const fleet = fleetOf(10);
    fleet.start({
      MinHealthyPercentage: 80,
      CheckpointPercentages: [20, 50],
      CheckpointDelay: 15 * minutes,
      InstanceWarmup: 10 * minutes,
    });
    const { launches, percentages } = play(fleet);
    expect(launches).toEqual({ 0: 2, [25 * minutes]: 2, [35 * minutes]: 1 });
    expect(percentages).toEqual({
      0: 0,
      [10 * minutes]: 20,
      [35 * minutes]: 40,
      [45 * minutes]: 50,
    });
    expect(fleet.refresh()).toMatchObject({
      Status: 'Successful',
      EndTime: new Date('2026-01-01T00:45:00Z'),
      InstancesToUpdate: 5,
    });
  });

  test('that a replacement crosses are skipped', () => {
    const fleet = fleetOf(2);
    fleet.start({
      MinHealthyPercentage: 50,
      CheckpointPercentages: [10, 40, 100],
      CheckpointDelay: 100,
      InstanceWarmup: 10,
    });
    const { launches } = play(fleet);
    // One pause, not two, between the first and the second.
    expect(launches).toEqual({ 0: 1, 110: 1 });
    expect(status(fleet)).toBe('Successful');
  });
});

describe('How many are replaced at a time', () => {
  test('a group of one has an outage with the defaults', () => {
    const fleet = fleetOf(1, { after: slow });
    fleet.start({ InstanceWarmup: 0 });
    expect(play(fleet)).toMatchObject({ lowestInService: 0, highestCapacity: 1 });
  });

  test('a group of one has none where the maximum is stated, though it is 100', () => {
    const fleet = fleetOf(1, { after: slow });
    fleet.start({ MinHealthyPercentage: 90, MaxHealthyPercentage: 100, InstanceWarmup: 0 });
    expect(play(fleet)).toMatchObject({ lowestInService: 1, highestCapacity: 2 });
  });

  test.each([100, undefined])('one, launched first, with 100 and %s percent', (max) => {
    const fleet = fleetOf(3, { after: slow });
    fleet.start({
      MinHealthyPercentage: 100,
      ...(max !== undefined && { MaxHealthyPercentage: max }),
      InstanceWarmup: 0,
    });
    const { launches, lowestInService, highestCapacity } = play(fleet);
    expect(launches).toEqual({ 0: 1, 10: 1, 20: 1 });
    expect({ lowestInService, highestCapacity }).toEqual({
      lowestInService: 3,
      highestCapacity: 4,
    });
  });

  test('all, with a minimum of 0', () => {
    const fleet = fleetOf(5, { after: slow });
    fleet.start({ MinHealthyPercentage: 0, InstanceWarmup: 0 });
    expect(play(fleet)).toMatchObject({
      launches: { 0: 5 },
      lowestInService: 0,
      highestCapacity: 5,
    });
  });

  test('all, launched first, with 100 to 200 percent', () => {
    const fleet = fleetOf(4, { after: slow });
    fleet.start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 200, InstanceWarmup: 30 });
    expect(play(fleet)).toMatchObject({
      launches: { 0: 4 },
      percentages: { 0: 0, 40: 100 },
      lowestInService: 4,
      highestCapacity: 8,
    });
  });
});

test.each([
  { MinHealthyPercentage: 100, MaxHealthyPercentage: 100 },
  { MinHealthyPercentage: 60 },
  { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
])('A refresh with %j leaves the zones in balance', (preferences) => {
  const fleet = fleetOf(10, { zones: 3, after: slow });
  fleet.start({ ...preferences, InstanceWarmup: 0 });
  play(fleet);
  const zones = fleet.members().map(({ AvailabilityZone }) => AvailabilityZone.at(-1));
  expect(zones.sort().join('')).toMatch(/^a{3,4}b{3,4}c{3,4}$/);
});

describe('Skip matching', () => {
  test('succeeds at once where there is nothing to replace', () => {
    const fleet = fleetOf(3);
    fleet.start({ MinHealthyPercentage: 0, InstanceWarmup: 0 });
    play(fleet);
    fleet.start({ SkipMatching: true, InstanceWarmup: 600, BakeTime: 600 });
    const { statuses, launches } = play(fleet);
    expect({ statuses, launches }).toEqual({ statuses: ['Successful'], launches: { 0: 3 } });
    expect(fleet.refresh()).toMatchObject({ PercentageComplete: 100, InstancesToUpdate: 0 });
  });

  test('replaces what a refresh before has left', () => {
    const fleet = fleetOf(4);
    fleet.start({ MinHealthyPercentage: 75, CheckpointPercentages: [50], InstanceWarmup: 10 });
    play(fleet);
    const kept = fleet.members().filter(({ LaunchTemplate }) => LaunchTemplate.Version === '2');
    expect(kept).toHaveLength(2);
    fleet.start({ SkipMatching: true, MinHealthyPercentage: 75, InstanceWarmup: 10 });
    play(fleet);
    const ids = fleet.members().map(({ InstanceId }) => InstanceId);
    expect(ids).toEqual(expect.arrayContaining(kept.map(({ InstanceId }) => InstanceId)));
    expect(fleet.members().every(({ LaunchTemplate }) => LaunchTemplate.Version === '2')).toBe(
      true,
    );
  });
});

describe('A capacity that changes', () => {
  test('is met with the desired configuration, and a checkpoint may be reached again', () => {
    const fleet = fleetOf(4);
    fleet.start({
      MinHealthyPercentage: 75,
      CheckpointPercentages: [50, 100],
      CheckpointDelay: 1000,
      InstanceWarmup: 10,
    });
    fleet.at(100, () => fleet.setCapacity(8));
    const { launches } = play(fleet);
    // Two until the checkpoint, four by the scale-out, the last two of the old ones after the pause.
    expect(launches).toMatchObject({ 0: 1, 10: 1, 100: 4 });
    expect(status(fleet)).toBe('Successful');
    expect(fleet.members().map(({ LaunchTemplate }) => LaunchTemplate.Version)).toEqual(
      Array(8).fill('2'),
    );
  });

  test('to less is met at once, by old instances before new ones', () => {
    const fleet = fleetOf(4, { after: slow });
    fleet.start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 200, InstanceWarmup: 10 });
    fleet.at(15, () => fleet.setCapacity(1));
    const { highestCapacity } = play(fleet);
    expect(highestCapacity).toBe(8);
    expect(fleet.members()).toHaveLength(1);
    expect(status(fleet)).toBe('Successful');
  });
});
