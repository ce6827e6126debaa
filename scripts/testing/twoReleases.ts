// For tests: two releases that take turns, so that many deploys need two bakes.

import { expect } from 'vitest';
import { releaseId } from '../lib/bake/imageKey.ts';
import { expectFleet, type LiveStack } from './rolloverExpectations.ts';
import type { Release } from './rolloverStack.ts';
import { bakeWording } from './rollovers.ts';

const file = 'webapp/views/homeFacts.ts';
const wording = 'Release 2';

export type Turns = {
  /** Edits the checkout so that it has the release that is not live. */
  other(): Promise<Release>;
  /** Edits it so that it has the one that is. */
  same(): Promise<Release>;
};

/** The second is baked when it is first asked for. */
export function takeTurns(served: LiveStack): Turns {
  let first: Release | undefined;
  let second: Release | undefined;
  async function edit(isFirst: boolean): Promise<Release> {
    const { stack, live } = served;
    first ??= live;
    await stack.checkout.restore(file);
    if (isFirst) return first;
    second ??= await bakeWording(stack, wording);
    await stack.checkout.edit(file, "['Release'", `['${wording}'`);
    return second;
  }
  const isFirstLive = () => first === undefined || served.live.key === first.key;
  return { other: () => edit(!isFirstLive()), same: () => edit(isFirstLive()) };
}

/** That the release is live, whole, and alone; nothing is left to do, and nobody at work. */
export async function expectSettled(served: LiveStack, release: Release): Promise<void> {
  const { stack } = served;
  expect(await stack.parameter('release')).toMatchObject(release);
  expect(await stack.parameter('live')).toMatchObject(release);
  expect(await stack.parameter('lock')).toBeUndefined();
  await expectFleet(stack, release, 2);
  const plan = await stack.tell('deploy', '--dry-run');
  expect(plan.report, plan.stderr).toMatchObject({ kind: 'none', release: releaseId(release.key) });
  served.live = release;
}
