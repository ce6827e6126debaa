// For tests and benches: releases that are rolled out under traffic.

import type { Ended } from './checkout.ts';
import type { Release, RolloverStack } from './rolloverStack.ts';

export const idOf = ({ key }: Release): string => key.slice(0, 12);

/** Brings the stack up with its first release. */
export async function bringUp(stack: RolloverStack): Promise<Release> {
  const first = await stack.bake();
  await stack.want(first);
  requireSuccess(await stack.up());
  return first;
}

/** A page with another word: a release that differs from all others. */
export function bakeWording(stack: RolloverStack, word: string): Promise<Release> {
  return stack.bakeEdited('webapp/views/homeFacts.ts', "['Release'", `['${word}'`);
}

/** Rolls a release out under traffic of so many requests per second. */
export async function rollOut(stack: RolloverStack, release: Release, rate?: number) {
  await stack.want(release);
  const traffic = await stack.sendTraffic(rate);
  const up = await stack.up();
  const reports = await traffic.stop();
  return { up, reports };
}

/** @throws with what a command said, if it failed */
export function requireSuccess({ code, stderr }: Ended): void {
  if (code !== 0) throw new Error(`It ended with ${code}:\n${stderr}`);
}
