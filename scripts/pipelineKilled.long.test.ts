// Deploys that are killed, at each of their steps, and run again: what was begun is found, joined and finished.

import { expect, test } from 'vitest';
import {
  type Descendant,
  descendantsOf,
  isRunning,
  killDescendant,
} from './testing/descendants.ts';
import { expectServed, patientSettings, useLiveStack } from './testing/rolloverExpectations.ts';
import type { Begun } from './testing/rolloverStack.ts';
import { requireSuccess } from './testing/rollovers.ts';
import { expectSettled, takeTurns } from './testing/twoReleases.ts';

// Long enough to be seen by who looks every second.
const served = useLiveStack(undefined, { ...patientSettings, 'rollover:bakeSeconds': 6 });
const releases = takeTurns(served);
const left: Descendant[] = [];

/** Waits until the launch template has so many more versions than before. */
async function awaitVersions(count: number, before: number): Promise<void> {
  await expect
    .poll(newestVersion, { timeout: 60_000, interval: 20 })
    .toBeGreaterThanOrEqual(before + count);
}

async function newestVersion(): Promise<number> {
  const { LaunchTemplates } = await served.stack.ec2.describeLaunchTemplates({});
  return LaunchTemplates?.[0]?.LatestVersionNumber ?? 0;
}

/** Kills a deploy, with all that it has begun or alone. */
async function kill(deploy: Begun, isAlone: boolean): Promise<void> {
  const descendants = await descendantsOf(deploy.processId);
  left.push(...descendants);
  deploy.signal('SIGKILL');
  if (!isAlone) await Promise.all(descendants.map(killDescendant));
  const { code } = await deploy.ended;
  expect(code).toBe(null);
}

/** What was left of deploys has come to its end by itself. */
async function expectNobodyLeft(): Promise<void> {
  await expect
    .poll(async () => {
      const running = await Promise.all(left.map(isRunning));
      return left.filter((_, i) => running[i]).map(({ command }) => command);
    })
    .toEqual([]);
}

type Moment = (deploy: Begun) => Promise<void>;

const recorded: Moment = (deploy) => deploy.until('Recording the release');
const changing: Moment = async () => awaitVersions(1, await newestVersion());
const rolling: Moment = (deploy) => deploy.until('    InProgress');
const baking: Moment = (deploy) => deploy.until('"status":"Baking"');

test.each([
  {
    name: 'alone, once its release is recorded, while the launch template changes, while the fleet rolls',
    moments: [recorded, changing, rolling],
    isAlone: true,
  },
  {
    name: 'with its rollout, while the fleet rolls, and in the bake time',
    moments: [rolling, baking],
    isAlone: false,
  },
])('A deploy may be killed $name', async ({ moments, isAlone }) => {
  const { stack, live } = served;
  const next = await releases.other();
  const traffic = await stack.sendTraffic();
  for (const moment of moments) {
    const deploy = stack.begin('deploy');
    await moment(deploy);
    await kill(deploy, isAlone);
  }
  const again = await stack.tell('deploy');
  const seen = await traffic.stop();
  requireSuccess(again);
  expect(again.report.outcome).toBe('live');
  expect(again.stderr).toContain('has died: taking its lock');
  expectServed(seen, [live, next]);
  await expectSettled(served, next);
  await expectNobodyLeft();
});

test('It may be killed while it brings the launch template back', async () => {
  const { stack, live } = served;
  await releases.other();
  const version = await newestVersion();
  const deploy = stack.begin('deploy');
  await deploy.until('    InProgress');
  deploy.signal('SIGINT');
  await awaitVersions(2, version);
  await kill(deploy, true);
  expect(await stack.parameter('release')).toMatchObject(live);
  await releases.same();
  requireSuccess(await stack.tell('deploy'));
  await expectSettled(served, live);
  await expectNobodyLeft();
});

test('What a killed deploy has begun can be undone instead', async () => {
  const { stack, live } = served;
  await releases.other();
  const traffic = await stack.sendTraffic();
  const deploy = stack.begin('deploy');
  await deploy.until('    InProgress');
  await kill(deploy, false);
  const rollback = await stack.tell('rollback');
  const seen = await traffic.stop();
  requireSuccess(rollback);
  expect(rollback.report).toMatchObject({ outcome: 'live', ami: live.ami });
  expectServed(seen, [live]);
  await releases.same();
  await expectSettled(served, live);
});
