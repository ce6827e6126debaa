import { expect, test } from 'vitest';
import { serveGroups } from './testing/serveGroups.ts';

const web = { AutoScalingGroupName: 'web' };
const hook = {
  ...web,
  LifecycleHookName: 'drain',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
};
const token = '0f8b8a3c-6a1e-4e3a-9d0b-6a3c7d6b1f00';

async function serve() {
  const served = await serveGroups();
  await served.createGroup();
  await served.autoScaling.putLifecycleHook({ ...hook, HeartbeatTimeout: 60 });
  return served;
}

/** As the controllers put it. */
const waiting = {
  LifecycleState: 'Terminating:Wait' as const,
  hook: {
    LifecycleHookName: 'drain',
    LifecycleActionToken: token,
    until: new Date('2026-01-01T00:01:00Z'),
    atMost: new Date('2026-01-01T00:01:30Z'),
  },
};

test('A hook is put, changed in part, and deleted', async () => {
  const { autoScaling } = await serve();
  await autoScaling.putLifecycleHook({
    ...web,
    LifecycleHookName: 'drain',
    DefaultResult: 'CONTINUE',
  });
  const { LifecycleHooks } = await autoScaling.describeLifecycleHooks(web);
  expect(LifecycleHooks).toEqual([
    { ...hook, HeartbeatTimeout: 60, GlobalTimeout: 6000, DefaultResult: 'CONTINUE' },
  ]);
  await autoScaling.deleteLifecycleHook({ ...web, LifecycleHookName: 'drain' });
  expect((await autoScaling.describeLifecycleHooks(web)).LifecycleHooks).toEqual([]);
  await expect(
    autoScaling.deleteLifecycleHook({ ...web, LifecycleHookName: 'drain' }),
  ).rejects.toMatchObject({ message: 'No Lifecycle Hook found with name drain' });
});

test('CompleteLifecycleAction finds who waits by instance or token', async () => {
  const { autoScaling, putInstance, tables } = await serve();
  const complete = (by: { InstanceId?: string; LifecycleActionToken?: string }) =>
    autoScaling.completeLifecycleAction({
      ...web,
      LifecycleHookName: 'drain',
      LifecycleActionResult: 'CONTINUE',
      ...by,
    });
  for (const by of [{ InstanceId: 'i-1' }, { LifecycleActionToken: token }]) {
    putInstance('i-1', waiting);
    await complete(by);
    expect(tables.instances.get('i-1')?.hookResult).toBe('CONTINUE');
  }
  putInstance('i-1');
  await expect(complete({ InstanceId: 'i-1' })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'No active Lifecycle Action found with instance ID i-1',
  });
  await expect(complete({})).rejects.toMatchObject({ name: 'ValidationError' });
});

test('Heartbeats hold an action up, and not for ever', async () => {
  const { autoScaling, putInstance, tables, advance } = await serve();
  putInstance('i-1', waiting);
  const beat = () =>
    autoScaling.recordLifecycleActionHeartbeat({
      ...web,
      LifecycleHookName: 'drain',
      InstanceId: 'i-1',
    });
  advance(20_000);
  await beat();
  expect(tables.instances.get('i-1')?.hook?.until).toEqual(new Date('2026-01-01T00:01:20Z'));
  advance(20_000);
  await beat();
  expect(tables.instances.get('i-1')?.hook?.until).toEqual(new Date('2026-01-01T00:01:30Z'));
});

test('Who waits for a hook that is deleted is let go', async () => {
  const { autoScaling, putInstance, tables } = await serve();
  putInstance('i-1', waiting);
  putInstance('i-2', { ...waiting, LifecycleState: 'Pending:Wait' });
  await autoScaling.deleteLifecycleHook({ ...web, LifecycleHookName: 'drain' });
  expect(tables.instances.get('i-1')?.hookResult).toBe('CONTINUE');
  expect(tables.instances.get('i-2')?.hookResult).toBe('ABANDON');
});

test.each([
  [{ LifecycleTransition: 'launching' }, /^Invalid lifecycle transition launching/],
  [{ LifecycleTransition: undefined }, /^LifecycleTransition is required/],
  [{ DefaultResult: 'MAYBE' }, /^Invalid DefaultResult MAYBE/],
  [{ HeartbeatTimeout: 7 }, /greater than or equal to 30/],
])('PutLifecycleHook refuses %j', async (input, message) => {
  const { autoScaling } = await serve();
  await expect(
    autoScaling.putLifecycleHook({ ...hook, LifecycleHookName: 'other', ...input }),
  ).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringMatching(message) });
});
