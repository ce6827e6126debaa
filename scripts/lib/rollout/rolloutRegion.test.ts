// Rollouts in a region that carries them out: its groups, targets, alarms and refreshes are the region's own.

import { describe, expect, test } from 'vitest';
import { createRegionFleet, type RegionFleet } from '../../testing/regionFleet.ts';
import { rollOver } from './rollOver.ts';
import type { RolloutClients } from './rolloutClients.ts';

const release = 'b'.repeat(12);
const isOld = { key: 'a'.repeat(64) };
const isNew = { key: 'b'.repeat(64) };

async function expectOldAgain(fleet: RegionFleet): Promise<void> {
  expect(await fleet.versions()).toEqual(['InService 1', 'InService 1']);
  expect(await fleet.parameter('release')).toMatchObject(isOld);
  expect(await fleet.parameter('live')).toMatchObject(isOld);
}

describe('A good release', () => {
  test('becomes live, and asked again there is nothing to do', async () => {
    const fleet = await createRegionFleet();
    const report = await rollOver(fleet.context());
    expect(report, fleet.said.join('\n')).toMatchObject({ outcome: 'live', release, instances: 2 });
    expect(await fleet.versions()).toEqual(['InService 2', 'InService 2']);
    expect(await fleet.parameter('live')).toMatchObject({ ...isNew, refreshId: report.refreshId });
    expect(await rollOver(fleet.context())).toMatchObject({ outcome: 'nothing to do' });
  });

  test('becomes live by way of a canary, and of throttling', async () => {
    const fleet = await createRegionFleet();
    const context = fleet.context({ canaryPercent: 50, canaryPauseSeconds: 20 });
    const attempts = throttle(context.clients);
    expect(await rollOver(context), fleet.said.join('\n')).toMatchObject({ outcome: 'live' });
    expect(fleet.said.join('\n')).toMatch(/ 50 %.*checkpoint/);
    expect(attempts()).toBeGreaterThan(60);
  });

  test('becomes live after its first rollout was killed', async () => {
    const fleet = await createRegionFleet();
    const killed = fleet.context({}, (count) => {
      if (count === 3) throw new Error('Killed');
    });
    await expect(rollOver(killed)).rejects.toThrow(
      /^Killed\. The instance refresh \S+ goes on at AWS; run this again, and it is joined/,
    );
    const report = await rollOver(fleet.context());
    expect(report, fleet.said.join('\n')).toMatchObject({ outcome: 'live' });
    const { InstanceRefreshes } = await fleet.refreshes();
    expect(InstanceRefreshes?.map(({ InstanceRefreshId }) => InstanceRefreshId)).toEqual([
      report.refreshId,
    ]);
  });
});

describe('A bad release', () => {
  test('that is never healthy is rolled back within minutes', async () => {
    const fleet = await createRegionFleet();
    fleet.statuses['2'] = 503;
    const context = fleet.context();
    const began = context.time.now().getTime();
    const report = await rollOver(context);
    expect(report, fleet.said.join('\n')).toMatchObject({ outcome: 'rolled back', instances: 2 });
    expect(report.cause).toMatch(
      /^2 launches failed, 0 instances became healthy; i-\w+: Target\.ResponseCodeMismatch/,
    );
    expect(fleet.said.join('\n')).toMatch(/i-\w+, out of its (log|console)/);
    // AWS would try for an hour.
    expect((context.time.now().getTime() - began) / 60_000).toBeLessThan(5);
    await expectOldAgain(fleet);
  });

  test('for which an alarm fires is rolled back by AWS', async () => {
    const fleet = await createRegionFleet();
    const context = fleet.context({}, (count) => count === 3 && fleet.fire('5xx'));
    const report = await rollOver(context);
    expect(report, fleet.said.join('\n')).toMatchObject({ outcome: 'rolled back' });
    expect(fleet.said.join('\n')).toContain('Alarm 5xx: a test says so');
    await expectOldAgain(fleet);
  });

  test('is fixed by one for which the alarm that fires still is no reason', async () => {
    const fleet = await createRegionFleet();
    await fleet.fire('5xx');
    expect(await rollOver(fleet.context()), fleet.said.join('\n')).toMatchObject({
      outcome: 'live',
    });
    expect(fleet.said).toContain('The alarm 5xx fires already: it does not guard this rollout');
  });
});

describe('A rollout is undone', () => {
  test('when it is interrupted', async () => {
    const fleet = await createRegionFleet();
    const context = fleet.context({}, (count) => count === 3 && context.interrupt());
    const report = await rollOver(context);
    expect(report, fleet.said.join('\n')).toMatchObject({ outcome: 'cancelled' });
    await expectOldAgain(fleet);
  });

  test('when its time is over', async () => {
    const fleet = await createRegionFleet();
    const report = await rollOver(fleet.context({ deadlineSeconds: 60, bakeSeconds: 600 }));
    expect(report, fleet.said.join('\n')).toMatchObject({ outcome: 'deadline' });
    await expectOldAgain(fleet);
  });

  test('when somebody has cancelled it, which leaves old and new side by side', async () => {
    const fleet = await createRegionFleet();
    const context = fleet.context(
      { maxHealthyPercent: 100 },
      (count) => count === 12 && fleet.cancel(),
    );
    const report = await rollOver(context);
    expect(report, fleet.said.join('\n')).toMatchObject({ outcome: 'rolled back' });
    expect(fleet.said.join('\n')).toContain('Going back to version 1');
    await expectOldAgain(fleet);
  });
});

test('A rollout to another version is a conflict, and leaves the one that runs', async () => {
  const fleet = await createRegionFleet();
  const running = fleet.context({}, (count) => {
    if (count === 2) throw new Error('Killed');
  });
  await expect(rollOver(running)).rejects.toThrow('Killed');
  const report = await rollOver(fleet.context({ launchTemplateVersion: 1 }));
  expect(report).toMatchObject({
    outcome: 'conflict',
    cause: expect.stringMatching(/to 2, InProgress .*rollback-instance-refresh/),
  });
  expect((await fleet.refreshes()).InstanceRefreshes?.[0]?.Status).toBe('InProgress');
});

type Next = (args: unknown) => Promise<unknown>;

/** Two of three attempts are refused. */
function throttle(clients: RolloutClients): () => number {
  let attempts = 0;
  const middleware = (next: Next) => (args: unknown) => {
    attempts += 1;
    if (attempts % 3 === 0) return next(args);
    throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
  };
  for (const { middlewareStack } of Object.values(clients)) {
    // All of them take it, but TypeScript does not call a union of overloaded functions.
    const { add } = middlewareStack as { add(middleware: unknown, options: object): void };
    add(middleware, { step: 'deserialize', name: 'throttle' });
  }
  return () => attempts;
}
