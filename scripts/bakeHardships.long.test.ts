// Bakes that are ended in other ways than by Ctrl-C, in a region of their own.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostObjects } from '../local/testing/hostObjects.ts';
import {
  type BakeRegion,
  expectNothingAfter,
  isRunning,
  packersOf,
  startBakeRegion,
} from './testing/bakeRegion.ts';

let region: BakeRegion;

beforeAll(async () => {
  region = await startBakeRegion('bake2');
});

afterAll(async () => {
  await region?.remove();
  expect(hostObjects('bake2')).toEqual([]);
});

test('A bake that is killed alone takes Packer with it, and its instance', async () => {
  const killed = region.startBake('--rebake');
  await expect.poll(killed.said).toContain('Connected to SSH');
  const [packer = 0] = await packersOf(killed.process.pid);
  killed.process.kill('SIGKILL');
  await killed.ended;
  await expect.poll(() => isRunning(packer)).toBe(false);
  // The key pair and the group are the next bake's to remove.
  expect(await region.leftovers()).toEqual([
    expect.stringMatching(/^rollover-bake-[0-9a-f]{12}$/),
    expect.stringMatching(/^rollover-bake-[0-9a-f]{12}$/),
  ]);
  await region.bake();
  expect(await region.leftovers()).toEqual([]);
});

test('After SIGTERM nothing is left', () => expectNothingAfter('SIGTERM', region));
