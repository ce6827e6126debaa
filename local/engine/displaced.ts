// Which resources go together with one that is deleted before it is replaced: those that would be replaced, too,
// because what they need of it is about to change.

import { dependsOn, parentsIn } from './deleteOrder.ts';
import { type Properties, type ResourceType, unknownValue } from './provider.ts';
import type { ResourceState } from './state.ts';
import { plain, textsIn } from './values.ts';

export type Surroundings = {
  readonly resources: readonly ResourceState[];
  readonly leftovers: readonly ResourceState[];
  readonly typeOf: (type: string) => Pick<ResourceType, 'diff'>;
};

/** `old`, a resource or a leftover, and all that goes with it. */
export function displacedBy(
  old: ResourceState,
  { resources, leftovers, typeOf }: Surroundings,
): readonly ResourceState[] {
  const parentOf = parentsIn([...leftovers, ...resources]);
  const displaced = [old];
  // It grows while it is walked.
  for (const gone of displaced) {
    const isNew = (each: ResourceState) => !displaced.includes(each);
    // A leftover shares its URN with what replaces it: only its id tells who still needs it.
    const isLeftover = leftovers.includes(gone);
    const needing = resources.filter((each) => {
      if (!isNew(each) || each.isComponent || each.isExternal) return false;
      const names = Object.entries(each.propertyDependencies)
        .filter(([, urns]) => dependsOn(each.urn, urns, gone.urn, parentOf))
        .map(([name]) => name)
        .filter((name) => !isLeftover || mentions(each.inputs[name], gone));
      return cannotChange(each, names, typeOf(each.type));
    });
    const remains = leftovers.filter((each) => isNew(each) && mentions(each.inputs, gone));
    displaced.push(...needing, ...remains);
  }
  return displaced;
}

/** Whether a resource must be replaced when these of its properties change. */
function cannotChange(
  { inputs }: ResourceState,
  names: readonly string[],
  { diff }: Pick<ResourceType, 'diff'>,
): boolean {
  if (names.length === 0) return false;
  const before = plain(inputs);
  const after = { ...before, ...Object.fromEntries(names.map((name) => [name, unknownValue])) };
  return diff(before, after).replacing.length > 0;
}

/** Whether a value has the id or the ARN of a resource in it. */
function mentions(value: unknown, { id, outputs }: ResourceState): boolean {
  const { arn }: Properties = plain(outputs);
  return textsIn(value).some(
    (text) => text === id || (typeof arn === 'string' && text.includes(arn)),
  );
}
