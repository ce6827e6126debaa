import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../simulation/fleet.ts';
import { activities, fleetOf, passTo, states } from '../../simulation/testing/playedFleet.ts';
import { autoScalingTables, type LifecycleHookRow } from '../../store/autoScaling.ts';

describe('A lifecycle hook', () => {
  function hooked(hook: Partial<LifecycleHookRow> = {}): Fleet {
    const fleet = fleetOf(0);
    const row: LifecycleHookRow = {
      AutoScalingGroupName: 'fleet',
      LifecycleHookName: 'first',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      HeartbeatTimeout: 100,
      GlobalTimeout: 10_000,
      DefaultResult: 'CONTINUE',
      ...hook,
    };
    autoScalingTables(fleet.store).lifecycleHooks.put('fleet first', row);
    fleet.setCapacity(1);
    passTo(fleet, 1);
    return fleet;
  }
  function complete(fleet: Fleet, hookResult: 'CONTINUE' | 'ABANDON'): void {
    const [member] = fleet.members();
    if (member) {
      autoScalingTables(fleet.store).instances.put(member.InstanceId, { ...member, hookResult });
    }
  }

  test('holds an instance until its action is completed', () => {
    const fleet = hooked();
    expect(states(fleet)).toEqual(['1 Pending:Wait']);
    expect(activities(fleet)[0]?.StatusCode).toBe('MidLifecycleAction');
    complete(fleet, 'CONTINUE');
    passTo(fleet, 2);
    expect(states(fleet)).toEqual(['1 InService']);
    expect(fleet.members()[0]?.hook).toBeUndefined();
  });

  test('that is abandoned has another instance launched', () => {
    const fleet = hooked();
    complete(fleet, 'ABANDON');
    passTo(fleet, 2);
    expect(states(fleet)).toEqual(['2 Pending:Wait']);
    expect(activities(fleet)[0]).toMatchObject({ StatusCode: 'Failed', Progress: 100 });
  });

  test('comes to its default result by itself', () => {
    const fleet = hooked();
    passTo(fleet, 99);
    expect(states(fleet)).toEqual(['1 Pending:Wait']);
    passTo(fleet, 101);
    expect(states(fleet)).toEqual(['1 InService']);
  });

  test('of the termination holds it after it was drained', () => {
    const fleet = hooked({ LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' });
    fleet.setCapacity(0);
    passTo(fleet, 5);
    expect(states(fleet)).toEqual(['1 Terminating:Wait']);
    expect(fleet.world.ec2State('i-00000000000000001')).toBe('running');
    complete(fleet, 'ABANDON');
    passTo(fleet, 6);
    expect(states(fleet)).toEqual([]);
  });
});
