// Which resources must be gone before another one can go: those that depend on it, and its children. Who depends
// on a component depends on all that is inside it.

import type { ResourceState } from './state.ts';

/** Whether `one` must go before `other`; `parentOf` knows every URN's parent. */
export function goesBefore(
  one: ResourceState,
  other: ResourceState,
  parentOf: (urn: string) => string | undefined,
): boolean {
  if (one.parent === other.urn || one.provider.startsWith(`${other.urn}::`)) return true;
  return dependsOn(one.urn, one.dependencies, other.urn, parentOf);
}

/** Whether these dependencies of `urn` are on `other`, or on a component around it. */
export function dependsOn(
  urn: string,
  dependencies: readonly string[],
  other: string,
  parentOf: (urn: string) => string | undefined,
): boolean {
  if (dependencies.includes(other)) return true;
  const own = new Set(ancestors(urn, parentOf));
  return ancestors(other, parentOf).some((each) => !own.has(each) && dependencies.includes(each));
}

function ancestors(urn: string, parentOf: (urn: string) => string | undefined): string[] {
  const found: string[] = [];
  for (let at = parentOf(urn); at !== undefined && !found.includes(at); at = parentOf(at)) {
    found.push(at);
  }
  return found;
}

/** The parents of all resources that are given. */
export function parentsIn(
  resources: readonly ResourceState[],
): (urn: string) => string | undefined {
  const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
  return (urn) => parents.get(urn);
}

/**
 * For each resource that is to go, those that must go before it. A circle, which comes of two versions of
 * a program that depend on each other the other way round, is cut: the newest goes first.
 *
 * @param doomed in the order in which they were created
 */
export function deleteOrder(
  doomed: readonly ResourceState[],
  parentOf: (urn: string) => string | undefined,
): ReadonlyMap<ResourceState, readonly ResourceState[]> {
  const order = new Map<ResourceState, readonly ResourceState[]>();
  const left = new Set([...doomed].reverse());
  const before = new Map(
    doomed.map((one) => [
      one,
      doomed.filter((other) => other !== one && goesBefore(other, one, parentOf)),
    ]),
  );
  while (left.size > 0) {
    const isFree = (one: ResourceState) => !before.get(one)?.some((other) => left.has(other));
    const next = [...left].find(isFree) ?? [...left][0];
    if (!next) break;
    left.delete(next);
    order.set(
      next,
      (before.get(next) ?? []).filter((other) => order.has(other)),
    );
  }
  return order;
}
