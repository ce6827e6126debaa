// What a program registers: a resource as it is to be; and what comes of it.

import type { SkipReason } from './events.ts';
import type { Properties } from './provider.ts';
import type { ResourceState } from './state.ts';
import { type Alias, makeUrn } from './urns.ts';

export type Goal = {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Made by the program itself, or, `remote`, by a provider; else it is a resource of the cloud. */
  readonly component: false | 'local' | 'remote';
  readonly parent: string | undefined;
  readonly inputs: Properties;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** `<URN>::<id>` of an explicit provider, or empty. */
  readonly provider: string;
  /** By package, for the children of a component. */
  readonly providers: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
  readonly isRetained: boolean;
  /** Undefined where the provider decides. */
  readonly deleteBeforeReplace: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly Alias[];
  /** Options that were used and that this engine does not have, such as `import`. */
  readonly unsupported: readonly string[];
  /** Of a resource that others made, and that is only read. */
  readonly readId: string | undefined;
};

export type Registered = {
  readonly urn: string;
  /** Undefined while it is not known; of a component, always. */
  readonly id: string | undefined;
  /** Secrets and what is not known are marked. */
  readonly outputs: Properties;
  /** Why it is not there; what depends on it is not begun. */
  readonly missing: SkipReason | undefined;
};

type Needed = 'type' | 'name' | 'inputs';

/** A goal with Pulumi's defaults for all options. */
export function makeGoal(
  { stack, project }: { readonly stack: string; readonly project: string },
  goal: Pick<Goal, Needed> & Partial<Omit<Goal, Needed | 'urn'>>,
): Goal {
  const { type, name, parent } = goal;
  return {
    urn: makeUrn({ stack, project, type, name, parent }),
    component: false,
    parent: undefined,
    dependencies: [],
    propertyDependencies: {},
    provider: '',
    providers: {},
    isProtected: false,
    isRetained: false,
    deleteBeforeReplace: undefined,
    ignoreChanges: [],
    replaceOnChanges: [],
    additionalSecretOutputs: [],
    aliases: [],
    unsupported: [],
    readId: undefined,
    ...goal,
  };
}

/** What is remembered of a goal that was reached. */
export function reached(
  goal: Goal,
  { id, inputs, outputs }: Pick<ResourceState, 'id' | 'inputs' | 'outputs'>,
): ResourceState {
  return {
    urn: goal.urn,
    type: goal.type,
    name: goal.name,
    isComponent: goal.component !== false,
    id,
    parent: goal.parent,
    inputs,
    outputs,
    dependencies: goal.dependencies,
    propertyDependencies: goal.propertyDependencies,
    provider: goal.provider,
    isProtected: goal.isProtected,
    isRetained: goal.isRetained,
  };
}
