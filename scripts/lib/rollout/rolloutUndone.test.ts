// How rollouts are undone, against a fleet whose refreshes go as each test writes it.

import { describe, expect, test } from 'vitest';
import {
  createScriptedFleet,
  instanceOf,
  newRelease,
  oldRelease,
} from '../../testing/scriptedFleet.ts';
import { rollOver } from './rollOver.ts';

const release = 'b'.repeat(12);

function launching(id: string, at: number) {
  return {
    ActivityId: `launch-${id}`,
    Description: `Launching a new EC2 instance: ${id}`,
    Cause: 'in response to an instance refresh',
    StatusCode: 'Successful',
    StartTime: new Date(at),
  };
}

function replacing(id: string, at: number) {
  return {
    ActivityId: `end-${id}`,
    Description: `Terminating EC2 instance: ${id}`,
    Cause:
      'an instance was taken out of service in response to an ELB system health check failure.',
    StatusCode: 'InProgress',
    StartTime: new Date(at),
  };
}

describe('A release that is bad', () => {
  test('is rolled back by AWS, told with its reasons, and no longer wanted', async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    const request = { ...context.request, alarms: ['fires', 'quiet', 'fires-already', 'gone'] };
    fleet.alarms = [
      { AlarmName: 'fires', StateValue: 'OK', StateReason: '' },
      { AlarmName: 'quiet', StateValue: 'OK', StateReason: '' },
      { AlarmName: 'fires-already', StateValue: 'ALARM', StateReason: 'since yesterday' },
    ];
    fleet.script = ['InProgress', 'RollbackInProgress', 'RollbackSuccessful'];
    fleet.onWait = () => {
      Object.assign(fleet.alarms[0] ?? {}, { StateValue: 'ALARM', StateReason: '9 > 5' });
      Object.assign(fleet.refreshes[0] ?? {}, {
        StatusReason: 'Rolled back.',
        RollbackDetails: { RollbackReason: 'fires is in ALARM', PercentageCompleteOnRollback: 50 },
      });
    };
    const report = await rollOver({ ...context, request });
    expect(report).toEqual({
      outcome: 'rolled back',
      release,
      instances: 2,
      refreshId: 'r1',
      cause: 'Rolled back.',
    });
    expect(fleet.started[0]?.Preferences?.AlarmSpecification).toEqual({
      Alarms: ['fires', 'quiet'],
    });
    expect(parameter('release')).toEqual(oldRelease);
    expect(parameter('live')).toMatchObject(oldRelease);
    const said = fleet.said.join('\n');
    expect(said).toContain('fires-already fires already: it does not guard');
    expect(said).toContain('gone is not there');
    expect(said).toContain('Rolled back at 50 %: fires is in ALARM');
    expect(said).toContain('Alarm fires: 9 > 5');
    expect(said).not.toContain('Alarm fires-already: ');
  });

  test('is rolled back here, long before AWS gives up', async () => {
    const { context, fleet } = await createScriptedFleet();
    fleet.script = ['InProgress'];
    fleet.logs.set('i-8', ['Error: Cannot find module\u001b[0m', 'exit 1']);
    fleet.onWait = (count) => {
      if (count === 0) {
        fleet.activities = ['i-8', 'i-9'].map((id) => launching(id, fleet.now));
        const target = { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'too slow' };
        fleet.instances.push({ ...instanceOf('i-8', '2'), target });
      }
      if (count === 1) {
        fleet.activities.unshift(...['i-8', 'i-9'].map((id) => replacing(id, fleet.now)));
        fleet.instances = fleet.instances.slice(0, 2);
      }
    };
    expect(await rollOver(context)).toMatchObject({
      outcome: 'rolled back',
      cause: '2 launches failed, 0 instances became healthy; i-8: Target.Timeout: too slow',
    });
    const said = fleet.said.join('\n');
    expect(said).toContain('i-8 was unhealthy: Target.Timeout: too slow');
    expect(said).toContain('i-8, out of its log rollover-logs:');
    expect(said).toContain('    Error: Cannot find module\n    exit 1');
    expect(said).toContain('i-9, out of its console:\n    console of i-9');
  });

  test('stays wanted where nothing has been live yet', async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    fleet.parameters.delete('/rollover/dev/live');
    fleet.script = ['RollbackInProgress', 'RollbackSuccessful'];
    expect(await rollOver(context)).toMatchObject({ outcome: 'rolled back' });
    expect(parameter('release')).toEqual(newRelease);
  });

  test('is no reason to take back what somebody wants since', async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    const newest = { ...newRelease, ami: 'ami-3' };
    fleet.script = ['InProgress', 'RollbackInProgress', 'RollbackSuccessful'];
    fleet.onWait = () => fleet.parameters.set('/rollover/dev/release', JSON.stringify(newest));
    expect(await rollOver(context)).toMatchObject({ outcome: 'rolled back' });
    expect(parameter('release')).toEqual(newest);
  });

  test('whose rollback fails is said to', async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    fleet.script = ['InProgress', 'RollbackInProgress', 'RollbackFailed'];
    expect(await rollOver(context)).toMatchObject({ outcome: 'rollback failed' });
    expect(parameter('release')).toEqual(newRelease);
  });
});

describe('A refresh that leaves a mixed fleet', () => {
  test('is followed by one that goes back', async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    fleet.script = ['InProgress', 'Failed', 'InProgress', 'Successful'];
    expect(await rollOver(context)).toMatchObject({ outcome: 'rolled back', refreshId: 'r1' });
    expect(fleet.started[1]).toEqual({
      AutoScalingGroupName: 'rollover-1',
      Strategy: 'Rolling',
      Preferences: expect.objectContaining({ SkipMatching: true, InstanceWarmup: 30 }),
    });
    expect(parameter('release')).toEqual(oldRelease);
  });

  test('is said to, where the group has no version to go back to', async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    fleet.groupVersion = '$Latest';
    fleet.script = ['InProgress', 'Cancelled'];
    expect(await rollOver(context)).toMatchObject({ outcome: 'failed' });
    expect(fleet.said.join('\n')).toContain('names no version to go back to');
    expect(parameter('release')).toEqual(newRelease);
  });
});

describe('Want of time', () => {
  test('rolls it back', async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    fleet.script = ['InProgress'];
    expect(await rollOver(context)).toMatchObject({
      outcome: 'deadline',
      cause: 'Not done in 600 s',
    });
    expect(parameter('release')).toEqual(oldRelease);
  });

  test('is over at last, even where the rollback does not end', async () => {
    const { context, fleet } = await createScriptedFleet();
    fleet.script = ['InProgress'];
    fleet.rollbackScript = ['RollbackInProgress'];
    expect(await rollOver(context)).toMatchObject({ outcome: 'rollback failed' });
    expect(fleet.said).toContain(
      'The instance refresh r1 is RollbackInProgress still: AWS goes on with it',
    );
  });
});

describe('An interruption', () => {
  test('before the beginning leaves all as it is', async () => {
    const { context, fleet, interrupt } = await createScriptedFleet();
    interrupt();
    expect(await rollOver(context)).toMatchObject({ outcome: 'cancelled' });
    expect(fleet.started).toEqual([]);
  });

  test('rolls it back', async () => {
    const { context, fleet, interrupt } = await createScriptedFleet();
    fleet.script = ['InProgress'];
    fleet.onWait = (count) => count === 2 && interrupt();
    expect(await rollOver(context)).toMatchObject({
      outcome: 'cancelled',
      cause: 'Interrupted: SIGINT',
    });
    expect(fleet.calls.filter((name) => name === 'RollbackInstanceRefresh')).toHaveLength(1);
  });

  test('cancels what AWS cannot roll back, and goes back by another refresh', async () => {
    const { context, fleet, interrupt } = await createScriptedFleet();
    fleet.script = ['InProgress'];
    fleet.rollbackScript = undefined;
    fleet.onWait = (count) => {
      if (count === 0) interrupt();
      if (fleet.refreshes[0]?.Status === 'Cancelling') {
        fleet.script = ['Cancelled', 'InProgress', 'Successful'];
      }
    };
    expect(await rollOver(context)).toMatchObject({ outcome: 'cancelled', refreshId: 'r1' });
    expect(fleet.started).toHaveLength(2);
  });
});
