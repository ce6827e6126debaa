import { expect, test } from 'vitest';
import { createMemoryProbes } from '../drivers/memory/targetProbes.ts';
import { targetKey } from '../store/elbv2.ts';
import { elbv2Region } from '../testing/elbv2Region.ts';
import { targetRow } from '../testing/elbv2Rows.ts';
import { createTargetHealth } from './targetHealth.ts';
import { registering } from './targetHealthRules.ts';

const start = Date.parse('2026-01-01T00:00:00Z');

function setUp(
  count: number,
  target: Parameters<typeof elbv2Region>[1] = { TargetHealth: registering },
) {
  const region = elbv2Region(count, target);
  const probes = createMemoryProbes();
  const lines: string[] = [];
  let clock = start;
  const controller = createTargetHealth({
    store: region.store,
    probes,
    now: () => new Date(clock),
    log: ({ Id, state }) => lines.push(`${Id} ${state}`),
  });
  const { targets } = region.tables.elbv2;
  return {
    ...region,
    probes,
    lines,
    /** Looks once each second until this many have passed. */
    async pass(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        await controller.reconcile();
        await controller.settled();
        clock += 1000;
      }
    },
    row: (Id: string) => targets.get(targetKey(targetRow({ Id }))),
    state: (Id: string) => targets.get(targetKey(targetRow({ Id })))?.TargetHealth.State,
  };
}

test('A new target is asked at once, and then at its interval, from its zone', async () => {
  const { probes, pass, state, row } = setUp(2);
  await pass(1);
  expect(state('i-1')).toBe('healthy');
  expect(row('i-1')?.since).toEqual(new Date(start));
  expect(probes.asked()).toEqual([
    {
      sourceAddress: '198.18.1.1',
      address: '198.18.0.1',
      port: 8080,
      path: '/health',
      host: '10.0.0.1:8080',
      timeoutSeconds: 5,
    },
    expect.objectContaining({ sourceAddress: '198.18.1.2', address: '198.18.0.2' }),
  ]);
  await pass(9);
  expect(probes.asked()).toHaveLength(2);
  await pass(1);
  expect(probes.asked()).toHaveLength(4);
});

test('States change by the thresholds, and are logged once', async () => {
  const { probes, pass, state, lines, row } = setUp(1);
  probes.answer('10.0.0.1', { kind: 'answer', status: 503 });
  await pass(1);
  expect(row('i-1')?.TargetHealth).toMatchObject({
    State: 'initial',
    Reason: 'Elb.InitialHealthChecking',
  });
  await pass(10);
  expect(row('i-1')?.TargetHealth.Description).toBe('Health checks failed with these codes: [503]');
  const since = row('i-1')?.since;
  probes.answer('10.0.0.1', { kind: 'timeout' });
  await pass(10);
  expect(row('i-1')).toMatchObject({ since, TargetHealth: { Reason: 'Target.Timeout' } });
  probes.answer('10.0.0.1', { kind: 'answer', status: 200 });
  await pass(20);
  expect(state('i-1')).toBe('unhealthy');
  await pass(10);
  expect(state('i-1')).toBe('healthy');
  expect(lines).toEqual(['i-1 unhealthy', 'i-1 healthy']);
});

test('A draining target is not asked, and goes after the delay, never earlier', async () => {
  const { probes, pass, state, changeTarget, tables, group } = setUp(1);
  tables.elbv2.targetGroups.put(group.TargetGroupArn, {
    ...group,
    attributes: { 'deregistration_delay.timeout_seconds': '30' },
  });
  changeTarget('i-1', { TargetHealth: { State: 'draining' }, since: new Date(start) });
  await pass(30);
  expect(state('i-1')).toBe('draining');
  await pass(1);
  expect(state('i-1')).toBeUndefined();
  expect(probes.asked()).toEqual([]);
});

test('Targets of a group that no listener uses are not asked, and begin anew with one', async () => {
  const { probes, pass, row, tables, listener } = setUp(1, {});
  tables.elbv2.listeners.delete(listener.ListenerArn);
  await pass(11);
  expect(probes.asked()).toEqual([]);
  expect(row('i-1')?.TargetHealth).toEqual(registering);
  tables.elbv2.listeners.put(listener.ListenerArn, listener);
  await pass(1);
  expect(row('i-1')?.TargetHealth).toEqual({ State: 'healthy' });
});

test('A target whose instance is terminated is gone; one that is stopped begins anew', async () => {
  const { pass, state, tables } = setUp(2);
  await pass(1);
  const change = (id: string, Name: 'stopped' | 'terminated') => {
    const row = tables.ec2.instances.get(id);
    if (row) tables.ec2.instances.put(id, { ...row, State: { Name } });
  };
  change('i-1', 'terminated');
  change('i-2', 'stopped');
  await pass(1);
  expect([state('i-1'), state('i-2')]).toEqual([undefined, 'initial']);
});

test('A target that is registered anew while it is asked is judged by new answers only', async () => {
  const { probes, pass, state, changeTarget } = setUp(1);
  probes.answer('10.0.0.1', { kind: 'failed' });
  await pass(1);
  changeTarget('i-1', {
    TargetHealth: registering,
    registeredAt: new Date(start + 500),
    since: new Date(start + 500),
  });
  await pass(1);
  // The second failure, but the first of this registration.
  expect(state('i-1')).toBe('initial');
  await pass(10);
  expect(state('i-1')).toBe('unhealthy');
});

test('Many targets are not asked all at once, and each at its interval', async () => {
  const { probes, pass } = setUp(200);
  const counts: number[] = [];
  for (let second = 0; second < 30; second++) {
    const before = probes.asked().length;
    await pass(1);
    counts.push(probes.asked().length - before);
  }
  expect(Math.max(...counts)).toBeLessThanOrEqual(50);
  expect(probes.asked()).toHaveLength(600);
});
