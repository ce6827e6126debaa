import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacityOf, failuresOf, missing } from './capacity.ts';

const instance = (InstanceId: string, LifecycleState: 'InService' | 'Pending' = 'InService') => ({
  InstanceId,
  LifecycleState,
  HealthStatus: 'Healthy',
  AvailabilityZone: 'eu-central-1a',
  ProtectedFromScaleIn: false,
});

describe('Capacity', () => {
  test('is of instances that are healthy, in service, and healthy in every target group', () => {
    const Instances = [
      instance('i-1'),
      instance('i-2'),
      instance('i-3', 'Pending'),
      { ...instance('i-4'), HealthStatus: 'Unhealthy' },
      instance('i-5'),
    ];
    const one = new Map([
      ['i-1', 'healthy'],
      ['i-2', 'healthy'],
      ['i-4', 'healthy'],
    ]);
    const other = new Map([
      ['i-1', 'healthy'],
      ['i-2', 'initial'],
      ['i-5', 'healthy'],
    ]);
    expect(capacityOf({ Instances }, [one, other])).toEqual({ inService: 3, serving: 1 });
    expect(capacityOf({ Instances }, [])).toEqual({ inService: 3, serving: 3 });
    expect(capacityOf({ Instances: undefined }, [one])).toEqual({ inService: 0, serving: 0 });
  });

  test('never serves more than is in service', () => {
    const state = fc.constantFrom('healthy', 'initial', 'unhealthy', 'draining', 'unused');
    const ids = fc.uniqueArray(fc.constantFrom('i-1', 'i-2', 'i-3', 'i-4'));
    const health = fc.array(fc.dictionary(fc.constantFrom('i-1', 'i-2', 'i-3', 'i-9'), state));
    fc.assert(
      fc.property(ids, health, (members, groups) => {
        const Instances = members.map((id) => instance(id));
        const maps = groups.map((group) => new Map(Object.entries(group)));
        const { inService, serving } = capacityOf({ Instances }, maps);
        expect(serving).toBeLessThanOrEqual(inService);
        // One more target group never makes more of them serve.
        expect(capacityOf({ Instances }, maps.slice(1)).serving).toBeGreaterThanOrEqual(serving);
      }),
    );
  });
});

describe('What is missing', () => {
  const goal = { isExact: false, inService: 2, serving: 2 };

  test('is nothing once there is enough, or more', () => {
    expect(missing(goal, { inService: 2, serving: 2 })).toBeUndefined();
    expect(missing(goal, { inService: 5, serving: 3 })).toBeUndefined();
    expect(missing({ ...goal, serving: 0 }, { inService: 2, serving: 0 })).toBeUndefined();
  });

  test('is told, instances first', () => {
    expect(missing(goal, { inService: 1, serving: 0 })).toBe(
      'at least 2 healthy instances in service, there is 1',
    );
    expect(missing(goal, { inService: 2, serving: 0 })).toBe(
      'at least 2 instances healthy in all target groups, there are 0',
    );
  });

  test('of a changed group is what is too much as well', () => {
    const exact = { isExact: true, inService: 1, serving: 0 };
    expect(missing(exact, { inService: 2, serving: 2 })).toBe(
      'exactly 1 healthy instances in service, there are 2',
    );
    expect(missing(exact, { inService: 1, serving: 0 })).toBeUndefined();
    expect(missing({ ...exact, serving: 1 }, { inService: 1, serving: 0 })).toBe(
      'exactly 1 instances healthy in all target groups, there are 0',
    );
  });
});

describe('Failures', () => {
  const activity = (ActivityId: string, StatusMessage: string, Progress = 100) => ({
    ActivityId,
    StatusMessage,
    Progress,
    StatusCode: 'Failed' as const,
    AutoScalingGroupName: 'rollover',
    Cause: 'One was missing.',
    StartTime: new Date(0),
  });

  test('are told as AWS does, once they are final', () => {
    const activities = [
      activity('a', 'The image is gone. Launching EC2 instance failed.'),
      activity('b', 'Not yet.', 30),
      { ...activity('c', ''), StatusCode: 'Successful' as const },
    ];
    expect(failuresOf(activities)).toEqual([
      'scaling activity (a): Failed: The image is gone. Launching EC2 instance failed.',
    ]);
  });

  test('of before are none, nor is a profile that is not everywhere yet', () => {
    const late = activity('b', 'Value is invalid. Invalid IAM Instance Profile name');
    expect(failuresOf([activity('a', 'No.'), late], new Set(['a']))).toEqual([]);
  });
});
