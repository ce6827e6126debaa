// The state of a stack during a run: in memory, and saved before and after every step, so that a run that is
// killed at any point can be taken up again.

import type { PendingOperation, ResourceState, Snapshot } from './state.ts';

export class Journal {
  readonly #resources: Map<string, ResourceState>;
  #leftovers: readonly ResourceState[];
  #pending: readonly PendingOperation[];
  readonly #save: (snapshot: Snapshot) => Promise<void>;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param save for a preview: something that does nothing */
  constructor(snapshot: Snapshot, save: (snapshot: Snapshot) => Promise<void>) {
    this.#resources = new Map(snapshot.resources.map((each) => [each.urn, each]));
    this.#leftovers = snapshot.leftovers;
    this.#pending = snapshot.pending;
    this.#save = save;
  }

  get(urn: string): ResourceState | undefined {
    return this.#resources.get(urn);
  }

  /** In the order in which they were created. */
  get resources(): readonly ResourceState[] {
    return [...this.#resources.values()];
  }

  get leftovers(): readonly ResourceState[] {
    return this.#leftovers;
  }

  get pending(): readonly PendingOperation[] {
    return this.#pending;
  }

  snapshot(): Snapshot {
    return { resources: this.resources, leftovers: this.#leftovers, pending: this.#pending };
  }

  /** Resolves when it is saved that the operation begins. */
  begin(operation: PendingOperation): Promise<void> {
    this.#pending = [...this.#pending.filter((each) => !isSame(each, operation)), operation];
    return this.#saved();
  }

  /** Forgets an operation that has come to its end, together with what `change` does. */
  end(operation: PendingOperation, change: (changes: Changes) => void = () => {}): Promise<void> {
    this.#pending = this.#pending.filter((each) => !isSame(each, operation));
    return this.change(change);
  }

  /** Resolves when all that `make` changes is saved, at once. */
  change(make: (changes: Changes) => void): Promise<void> {
    make({
      put: (resource) => this.#resources.set(resource.urn, resource),
      remove: (resource) => {
        const current = this.#resources.get(resource.urn);
        if (current && isOne(current, resource)) this.#resources.delete(resource.urn);
        this.#leftovers = this.#leftovers.filter((each) => !isOne(each, resource));
      },
      replace: (old, by) => {
        const current = this.#resources.get(old.urn);
        if (current && isOne(current, old)) this.#resources.set(by.urn, by);
        this.#leftovers = this.#leftovers.map((each) => (isOne(each, old) ? by : each));
      },
      leave: (resource) => {
        const current = this.#resources.get(resource.urn);
        if (current && isOne(current, resource)) this.#leftovers = [...this.#leftovers, current];
      },
      rename: (from, to) => this.#rename(from, to),
    });
    return this.#saved();
  }

  /** Everything that names the resource by its URN does so by the new one from now on. */
  #rename(from: string, to: string): void {
    const all = this.snapshot();
    const renamed = (resource: ResourceState) => renameIn(resource, from, to);
    this.#resources.clear();
    for (const each of all.resources.map(renamed)) this.#resources.set(each.urn, each);
    this.#leftovers = all.leftovers.map(renamed);
    this.#pending = all.pending.map((each) => ({ ...each, resource: renamed(each.resource) }));
  }

  /** What changes while one file is written is written together, next. */
  #saved(): Promise<void> {
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      const write = this.#save(this.snapshot());
      this.#writing = write.catch(() => {});
      return write;
    });
    return this.#next;
  }
}

export type Changes = {
  /** Instead of the one of the same URN, if there is one. */
  put(resource: ResourceState): void;
  /** A resource or a leftover. */
  remove(resource: ResourceState): void;
  /** Where `old` stands, among the resources or the leftovers. */
  replace(old: ResourceState, by: ResourceState): void;
  /** Makes a leftover of it, if it has not gone in the meantime; another one is put in its place. */
  leave(resource: ResourceState): void;
  rename(from: string, to: string): void;
};

/** A resource and the one that replaces it have one URN, and two ids. */
function isOne(one: ResourceState, other: ResourceState): boolean {
  return one.urn === other.urn && one.id === other.id;
}

function isSame(one: PendingOperation, other: PendingOperation): boolean {
  return one.kind === other.kind && isOne(one.resource, other.resource);
}

function renameIn(resource: ResourceState, from: string, to: string): ResourceState {
  const rename = (urn: string) => (urn === from ? to : urn);
  const { urn, parent, dependencies, propertyDependencies, provider } = resource;
  return {
    ...resource,
    urn: rename(urn),
    parent: parent === undefined ? undefined : rename(parent),
    dependencies: dependencies.map(rename),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([name, urns]) => [name, urns.map(rename)]),
    ),
    provider: provider.startsWith(`${from}::`) ? to + provider.slice(from.length) : provider,
  };
}
