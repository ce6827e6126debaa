// What the engine remembers of a stack from run to run.

import type { Properties } from './provider.ts';

export type ResourceState = {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** A component has no life of its own in the cloud. */
  readonly isComponent: boolean;
  /** Read by the program and made by others: never deleted. */
  readonly isExternal?: boolean;
  /** Its creation did not come to its end; the next update finishes it. */
  readonly isIncomplete?: boolean;
  /** Empty for a component. */
  readonly id: string;
  readonly parent: string | undefined;
  /** With secrets marked, like the outputs. */
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** URNs, those of `propertyDependencies` among them. */
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** `<URN>::<id>` of an explicit provider, or empty. */
  readonly provider: string;
  readonly isProtected: boolean;
  readonly isRetained: boolean;
};

/** An operation that was begun; one that is found in a state was cut off. */
export type PendingOperation = {
  readonly kind: 'creating' | 'updating' | 'deleting';
  readonly resource: ResourceState;
  /** Of a creation. */
  readonly token: string;
};

export type Snapshot = {
  readonly resources: readonly ResourceState[];
  /** Replaced, and to be deleted still. Their URNs are those of the resources that replace them. */
  readonly leftovers: readonly ResourceState[];
  readonly pending: readonly PendingOperation[];
};

export const emptySnapshot: Snapshot = { resources: [], leftovers: [], pending: [] };
