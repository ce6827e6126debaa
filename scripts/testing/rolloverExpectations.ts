// For tests: a stack that is up, and what has to be true after a rollout.

import { afterAll, beforeAll, expect } from 'vitest';
import { hostObjects } from '../../local/testing/hostObjects.ts';
import type { TrafficReport } from '../lib/traffic/trafficReport.ts';
import type { Ended } from './checkout.ts';
import { type Release, type RolloverStack, startRolloverStack } from './rolloverStack.ts';
import { bringUp, idOf } from './rollovers.ts';

export type LiveStack = {
  readonly stack: RolloverStack;
  /** The release that is live; a test that has rolled another out says so. */
  live: Release;
};

type StackValues = Readonly<Record<string, string | number>>;

/** For where it is not slowness that is tested: a busy machine boots slowly. */
export const patientSettings = {
  'rollover:healthCheckGraceSeconds': 120,
  'rollover:rolloutAlarms': 'target-5xx',
} as const satisfies StackValues;

/**
 * Brings a stack up before the tests of a file, and takes it down after them, when nothing of it may be left.
 *
 * @param timeScale of its region
 * @param settings over those of every test
 */
export function useLiveStack(timeScale?: number, settings: StackValues = {}): LiveStack {
  const served = useRegion(timeScale, settings);
  beforeAll(async () => {
    served.live = await bringUp(served.stack);
  });
  return served;
}

/** Likewise, but whoever uses it brings the stack up. */
export function useRegion(timeScale?: number, settings: StackValues = {}): LiveStack {
  let stack: RolloverStack | undefined;
  let live: Release | undefined;
  beforeAll(async () => {
    stack = await startRolloverStack(timeScale);
    await stack.configure(settings);
  });
  afterAll(async () => {
    await stack?.remove();
    if (stack) expect(hostObjects(stack.id)).toEqual([]);
  });
  return {
    get stack() {
      return there(stack);
    },
    get live() {
      return there(live);
    },
    set live(release) {
      live = release;
    },
  };
}

function there<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw new Error('The stack is not up');
}

/** That every request was answered, by these releases alone. */
export function expectServed(report: TrafficReport, releases: readonly Release[]): void {
  expect(report.kinds).toEqual({});
  expect(report.requests).toBeGreaterThan(1000);
  expect(Object.keys(report.releases).toSorted()).toEqual(releases.map(idOf).toSorted());
}

/** That so many instances of the release serve, and no others are there. */
export async function expectFleet(
  stack: RolloverStack,
  release: Release,
  size: number,
): Promise<void> {
  const members = await stack.members();
  expect(members.map(({ LifecycleState }) => LifecycleState)).toEqual(
    Array.from({ length: size }, () => 'InService'),
  );
  const { Reservations = [] } = await stack.ec2.describeInstances({
    InstanceIds: members.map(({ InstanceId = '' }) => InstanceId),
  });
  const images = Reservations.flatMap(({ Instances = [] }) => Instances.map((one) => one.ImageId));
  expect(images).toEqual(members.map(() => release.ami));
}

/** That a release was rolled back, and the one before it is what is wanted and live. */
export async function expectRolledBack(
  stack: RolloverStack,
  { code, stderr }: Ended,
  before: Release,
): Promise<void> {
  expect(code).toBe(1);
  expect(stderr).toContain('rolled back');
  expect(await stack.parameter('release')).toMatchObject(before);
  expect(await stack.parameter('live')).toMatchObject(before);
}
