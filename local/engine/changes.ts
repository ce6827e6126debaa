// What differs between two property bags, in detail: for people, and for `replaceOnChanges`.

import { isDeepStrictEqual } from 'node:util';
import type { Path } from './paths.ts';
import type { Properties } from './provider.ts';
import { isRecord, isSecret } from './values.ts';

export type Change = {
  readonly path: Path;
  /** Undefined where there was nothing; secrets are marked. */
  readonly old: unknown;
  readonly new: unknown;
};

/** @param names of the properties to look at; the others are the same to their provider */
export function changesBetween(
  old: Properties,
  wanted: Properties,
  names: Iterable<string>,
): readonly Change[] {
  return [...names].flatMap((name) => compare(old[name], wanted[name], [name]));
}

function compare(old: unknown, wanted: unknown, path: Path): Change[] {
  if (isDeepStrictEqual(old, wanted)) return [];
  if (isSecret(old) && isSecret(wanted)) return [{ path, old, new: wanted }];
  const before = partsOf(old);
  const after = partsOf(wanted);
  if (!before || !after || Array.isArray(old) !== Array.isArray(wanted)) {
    return [{ path, old, new: wanted }];
  }
  const steps = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...steps].flatMap((step) => compare(before[step], after[step], [...path, step]));
}

function partsOf(value: unknown): Properties | undefined {
  if (isSecret(value)) return undefined;
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return isRecord(value) ? value : undefined;
}
