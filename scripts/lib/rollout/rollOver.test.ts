// How rollouts end, against a fleet whose refreshes go as each test writes it.

import { describe, expect, test } from 'vitest';
import {
  createScriptedFleet,
  instanceOf,
  newRelease,
  oldRelease,
} from '../../testing/scriptedFleet.ts';
import { rollOver } from './rollOver.ts';

const release = 'b'.repeat(12);

describe('A rollout', () => {
  test('that succeeds is proved, and is live', async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    expect(await rollOver(context)).toEqual({
      outcome: 'live',
      release,
      instances: 2,
      refreshId: 'r1',
    });
    expect(parameter('live')).toEqual({
      ...newRelease,
      liveAt: expect.stringMatching(/^2026-/),
      refreshId: 'r1',
    });
    expect(parameter('refresh')).toMatchObject({ refreshId: 'r1', launchTemplateVersion: 2 });
    expect(fleet.started).toEqual([
      expect.objectContaining({
        DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } },
        Preferences: expect.objectContaining({ AutoRollback: true, SkipMatching: true }),
      }),
    ]);
  });

  test('says each status once', async () => {
    const { context, fleet } = await createScriptedFleet();
    fleet.script = ['InProgress', 'InProgress', 'InProgress', 'Successful'];
    await rollOver(context);
    expect(fleet.said.filter((line) => line.startsWith('InProgress'))).toHaveLength(1);
  });

  test('of a fleet that is of the target, and live, has nothing to do', async () => {
    const { context, fleet } = await createScriptedFleet();
    fleet.instances = [instanceOf('i-3', '2')];
    fleet.groupVersion = '2';
    fleet.parameters.set('/rollover/dev/live', JSON.stringify(newRelease));
    expect(await rollOver(context)).toEqual({ outcome: 'nothing to do', release, instances: 1 });
    expect(fleet.calls).not.toContain('StartInstanceRefresh');
    expect(fleet.calls).not.toContain('PutParameter');
  });

  test("of a stack's first release has nothing to do, but proves and records it", async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    fleet.instances = [instanceOf('i-3', '2'), instanceOf('i-4', '2')];
    fleet.groupVersion = '2';
    fleet.parameters.delete('/rollover/dev/live');
    expect(await rollOver(context)).toEqual({ outcome: 'nothing to do', release, instances: 2 });
    expect(parameter('live')).toEqual({ ...newRelease, liveAt: expect.any(String) });
  });

  test('moves a group, all of whose instances are new already', async () => {
    const { context, fleet } = await createScriptedFleet();
    fleet.instances = [instanceOf('i-3', '2')];
    expect(await rollOver(context)).toMatchObject({ outcome: 'live' });
    expect(fleet.groupVersion).toBe('2');
  });

  test('that is not what is wanted by now is refused', async () => {
    const { context, fleet } = await createScriptedFleet();
    const wanted = JSON.stringify({ ...newRelease, ami: 'ami-3' });
    fleet.parameters.set('/rollover/dev/release', wanted);
    await expect(rollOver(context)).rejects.toThrow('but wanted is ami-3');
    expect(fleet.started).toEqual([]);
  });
});

describe('An instance refresh that is running', () => {
  test('to the same target is joined', async () => {
    const { context, fleet } = await createScriptedFleet();
    const first = await rollOver({ ...context, request: { ...context.request } });
    expect(first.refreshId).toBe('r1');
    fleet.instances = [instanceOf('i-5', '1'), instanceOf('i-6', '2')];
    fleet.script = ['InProgress', 'Successful'];
    Object.assign(fleet.refreshes[0] ?? {}, { Status: 'InProgress' });
    expect(await rollOver(context)).toMatchObject({ outcome: 'live', refreshId: 'r1' });
    expect(fleet.started).toHaveLength(1);
  });

  test('to another target is a conflict', async () => {
    const { context, fleet } = await createScriptedFleet();
    const LaunchTemplate = { LaunchTemplateId: 'lt-1', Version: '7' };
    fleet.refreshes = [
      { InstanceRefreshId: 'r7', Status: 'InProgress', DesiredConfiguration: { LaunchTemplate } },
    ];
    fleet.script = ['InProgress'];
    const report = await rollOver(context);
    expect(report).toMatchObject({
      outcome: 'conflict',
      cause: expect.stringContaining('r7, to 7'),
    });
    expect(fleet.started).toEqual([]);
  });

  test('but is rolling back is waited for', async () => {
    const { context, fleet } = await createScriptedFleet();
    fleet.refreshes = [{ InstanceRefreshId: 'r7', Status: 'RollbackInProgress' }];
    fleet.script = ['RollbackInProgress', 'RollbackSuccessful', 'InProgress', 'Successful'];
    expect(await rollOver(context)).toMatchObject({ outcome: 'live', refreshId: 'r2' });
  });
});

describe('The proof', () => {
  test('asks where the load balancer says that it is, else where its name leads', async () => {
    const { context, fleet } = await createScriptedFleet();
    // Longer than a name may be: no resolver is asked.
    const name = `${'x'.repeat(64)}.elb.localhost`;
    const url = context.request.url.replace('127.0.0.1', name);
    const elsewhere = { ...context, request: { ...context.request, url } };
    expect(await rollOver(elsewhere)).toMatchObject({ outcome: 'live' });
    fleet.parameters.delete('/rollover/dev/live');
    fleet.loadBalancerAddress = undefined;
    expect((await rollOver(elsewhere)).cause).toMatch(/xxx.elb.localhost:\d+: getaddrinfo/);
    expect(await rollOver(context)).toMatchObject({ outcome: 'nothing to do' });
  });

  test('fails where an instance answers as another release', async () => {
    const { context, fleet, parameter } = await createScriptedFleet();
    fleet.parameters.set('/rollover/dev/release', JSON.stringify({ ...newRelease, key: 'c' }));
    const report = await rollOver(context);
    expect(report).toMatchObject({ outcome: 'failed', instances: 2 });
    expect(report.cause).toMatch(/i-1n answered as release b{12}, not c$/);
    expect(parameter('live')).toMatchObject(oldRelease);
  });

  test('waits for instances that are not healthy yet', async () => {
    const { context, fleet } = await createScriptedFleet();
    fleet.instances = [{ ...instanceOf('i-3', '2'), target: { State: 'initial' } }];
    fleet.onWait = (count) => {
      if (count === 8) fleet.instances = [instanceOf('i-3', '2')];
    };
    expect(await rollOver(context)).toMatchObject({ outcome: 'live', instances: 1 });
  });

  test('does not ask for what is protected, and says so', async () => {
    const { context, fleet } = await createScriptedFleet();
    Object.assign(fleet.instances[0] ?? {}, { isProtected: true });
    expect(await rollOver(context)).toMatchObject({ outcome: 'live', instances: 1 });
    expect(fleet.said).toContain('i-1 is protected from scale-in: it stays as it is');
  });

  test('is none where all are protected', async () => {
    const { context, fleet } = await createScriptedFleet();
    for (const each of fleet.instances) each.isProtected = true;
    expect(await rollOver(context)).toMatchObject({
      outcome: 'failed',
      cause: expect.stringContaining('No instance serves that may be replaced'),
    });
  });
});
