// What has to be done to a resource, from what it is and what it is to be: nothing else is asked.

import { isDeepStrictEqual } from 'node:util';
import { type Change, changesBetween } from './changes.ts';
import type { Goal } from './goal.ts';
import { concerns, keepAt, parsePath } from './paths.ts';
import type { Properties, ResourceType } from './provider.ts';
import type { ResourceState } from './state.ts';
import { isRecord, plain } from './values.ts';

export type Decision =
  | { readonly kind: 'create' }
  | { readonly kind: 'same' }
  | { readonly kind: 'update'; readonly changes: readonly Change[] }
  | {
      readonly kind: 'replace';
      readonly changes: readonly Change[];
      readonly isDeletedFirst: boolean;
    };

/** The inputs of a goal, with what the program says to leave as it was. */
export function inputsOf(goal: Goal, old: ResourceState | undefined): Properties {
  return !old || old.isExternal ? goal.inputs : leave(goal, old.inputs, goal.inputs);
}

/** What is wanted, with what the program says to leave as it is. */
export function leave(
  { ignoreChanges }: Pick<Goal, 'ignoreChanges'>,
  now: Properties,
  wanted: Properties,
): Properties {
  const kept = ignoreChanges.reduce<unknown>(
    (properties, path) => keepAt(now, properties, parsePath(path)),
    wanted,
  );
  return isRecord(kept) ? kept : wanted;
}

export function decide(
  old: ResourceState | undefined,
  inputs: Properties,
  goal: Pick<Goal, 'replaceOnChanges' | 'deleteBeforeReplace'>,
  type: Pick<ResourceType, 'diff'>,
): Decision {
  if (!old || old.isExternal) return { kind: 'create' };
  const { changed, replacing, deleteBeforeReplace } = type.diff(plain(old.inputs), plain(inputs));
  const changes = changesBetween(old.inputs, inputs, changed);
  const patterns = goal.replaceOnChanges.map(parsePath);
  const isReplaced =
    replacing.length > 0 ||
    changes.some(({ path }) => patterns.some((pattern) => concerns(pattern, path)));
  if (isReplaced) {
    const isDeletedFirst = goal.deleteBeforeReplace ?? deleteBeforeReplace;
    return { kind: 'replace', changes, isDeletedFirst };
  }
  if (changed.length > 0 || old.isIncomplete) return { kind: 'update', changes };
  return { kind: 'same' };
}

/** How a type without rules of its own differs: in whatever is not the same. */
export function anyDifference(olds: Properties, news: Properties): readonly string[] {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...names].filter((name) => !isDeepStrictEqual(olds[name], news[name]));
}
