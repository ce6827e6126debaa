// For tests and benches: releases that are rolled out under traffic.

import type { Ended } from './checkout.ts';
import type { Release, RolloverStack } from './rolloverStack.ts';

export const idOf = ({ key }: Release): string => key.slice(0, 12);

/** Brings the stack up with its first release, as a user does. */
export async function bringUp(stack: RolloverStack): Promise<Release> {
  requireSuccess(await stack.tell('start'));
  return liveRelease(stack);
}

/** @throws where there is none */
export async function liveRelease(stack: RolloverStack): Promise<Release> {
  const live = await stack.parameter('live');
  if (live) return { ami: live.ami, key: live.key };
  throw new Error('No release is live');
}

/** A page with another word: a release that differs from all others. */
export function bakeWording(stack: RolloverStack, word: string): Promise<Release> {
  return stack.bakeEdited('webapp/views/homeFacts.ts', "['Release'", `['${word}'`);
}

/** Deploys what is in the checkout under traffic. */
export async function deployUnderTraffic(stack: RolloverStack, ...args: readonly string[]) {
  const traffic = await stack.sendTraffic();
  const told = await stack.tell('deploy', ...args);
  const seen = await traffic.stop();
  return { told, seen };
}

/** Rolls a release out by hand, under traffic of so many requests per second: without the pipeline. */
export async function rollOut(stack: RolloverStack, release: Release, rate?: number) {
  await stack.want(release);
  const traffic = await stack.sendTraffic(rate);
  const up = await stack.up();
  const seen = await traffic.stop();
  return { up, seen };
}

/** @throws with what a command said, if it failed */
export function requireSuccess({ code, stderr }: Ended): void {
  if (code !== 0) throw new Error(`It ended with ${code}:\n${stderr}`);
}
