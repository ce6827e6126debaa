// What every resource is tagged with. Display names and the stack stand in tags: a resource's own name is
// its identity, and never says anything that can change.

import type { Settings } from './config.ts';

export type Tags = Readonly<Record<string, string>>;

/**
 * Tags of a resource of the stack. No tag has a value that differs from release to release: the
 * launch template's are part of its data, which decides whether the fleet rolls.
 *
 * @param what which of the stack's things of its kind it is, if there are several
 */
export function tagsOf({ stack }: Settings, what?: string): Tags {
  return {
    Name: what === undefined ? `rollover-${stack}` : `rollover-${stack}-${what}`,
    'rollover:stack': stack,
  };
}
