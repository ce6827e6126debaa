// One run of a program: takes what it registers, brings the stack there, and at the end deletes what is gone.
//
//   register → is anything it needs missing? skip : component? remember it : steps.ts
//   finish   → deletions.ts, for what was replaced and what was not registered

import { construct } from './components.ts';
import { dependsOn, parentsIn } from './deleteOrder.ts';
import { deleteAll } from './deletions.ts';
import type { SkipReason } from './events.ts';
import { type Goal, type Registered, reached } from './goal.ts';
import type { Properties } from './provider.ts';
import { findType, Interrupted, isNotBuilt, messageOf, type Run, whyNot } from './run.ts';
import type { ResourceState } from './state.ts';
import { bring } from './steps.ts';
import { formerUrns } from './urns.ts';
import { hasUnknown } from './values.ts';
import { requireUnprotected } from './way.ts';

export class Deployment {
  readonly run: Run;
  readonly #registered = new Map<string, Registered>();
  readonly #formerUrns = new Map<string, string>();
  /** As long as anything is missing, what was not registered may well be wanted. */
  #hasFailed = false;

  constructor(run: Run) {
    this.run = run;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  get isPartial(): boolean {
    return [...this.#registered.values()].some(({ missing }) => missing === 'waiting');
  }

  find(urn: string): Registered | undefined {
    return this.#registered.get(urn);
  }

  /** Never rejects: what goes wrong is shown, and said by `missing`. */
  async register(goal: Goal): Promise<Registered> {
    const { urn } = goal;
    if (this.#registered.has(urn)) {
      this.fail(urn, 'The program registers it twice: two resources of a type need two names.');
      return { urn, id: undefined, outputs: {}, missing: 'failure' };
    }
    const begun: Registered = { urn, id: undefined, outputs: {}, missing: undefined };
    this.#registered.set(urn, begun);
    const registered = { ...begun, ...(await this.#reach(goal)) };
    this.#registered.set(urn, registered);
    return registered;
  }

  async #reach(goal: Goal): Promise<Partial<Registered>> {
    const { run } = this;
    try {
      await this.#adopt(goal);
      const missing = this.#missingFor(goal);
      if (missing) return this.#skip(goal, missing);
      if (goal.unsupported.length > 0) {
        throw new Error(`This engine does not have: ${goal.unsupported.join(', ')}.`);
      }
      if (goal.component) return await this.#component(goal);
      if (!findType(run, goal.type)) return this.#wait(goal, whyNot(run, goal.type));
      const { id, outputs } = await bring(run, goal);
      return { id: id || undefined, outputs };
    } catch (error) {
      if (error instanceof Interrupted) return this.#skip(goal, 'interruption');
      if (isNotBuilt(error)) return this.#wait(goal, messageOf(error));
      this.fail(goal.urn, messageOf(error));
      return { missing: 'failure' };
    }
  }

  fail(urn: string | undefined, message: string): void {
    this.#hasFailed = true;
    this.run.show({ kind: 'failed', urn, message });
  }

  #skip({ urn }: Goal, reason: SkipReason): Partial<Registered> {
    this.run.show({ kind: 'skipped', urn, reason });
    return { missing: reason };
  }

  /** The region will have it one day; until then, so much of the stack is made as can be. */
  #wait({ urn }: Goal, message: string): Partial<Registered> {
    this.run.show({ kind: 'waiting', urn, message });
    return { missing: 'waiting' };
  }

  /** A resource that has another URN since the last run keeps its life. */
  async #adopt(goal: Goal): Promise<void> {
    const { journal, stack, project } = this.run;
    const { urn, type, name, parent, aliases } = goal;
    if (journal.get(urn)) return;
    const formerParent = parent === undefined ? undefined : this.#formerUrns.get(parent);
    const former = formerUrns({ stack, project, type, name, parent }, aliases, formerParent).find(
      (each) => journal.get(each) && !this.#registered.has(each),
    );
    if (former === undefined) return;
    this.#formerUrns.set(urn, former);
    await journal.change(({ rename }) => rename(former, urn));
  }

  #missingFor(goal: Goal): SkipReason | undefined {
    const { dependencies, parent, provider, inputs } = goal;
    if (this.run.stopping.aborted) return 'interruption';
    const needed = [...dependencies, parent ?? '', provider.slice(0, provider.lastIndexOf('::'))];
    const reasons = needed.map((urn) => this.#registered.get(urn)?.missing);
    const missing = reasons.find((reason) => reason === 'failure') ?? reasons.find(Boolean);
    if (missing || this.run.isPreview || !hasUnknown(inputs)) return missing;
    // Made of something missing, in a way that left no trace of it.
    return this.#hasFailed ? 'failure' : 'waiting';
  }

  async #component(goal: Goal): Promise<Partial<Registered>> {
    const { run } = this;
    const { journal } = run;
    const old = journal.get(goal.urn);
    const state = reached(goal, { id: '', inputs: goal.inputs, outputs: old?.outputs ?? {} });
    await journal.change(({ put }) => put(state));
    if (goal.component === 'local') return { outputs: {} };
    const result = await construct(run, goal, (child) => this.register(child));
    if ('missing' in result) return result;
    await journal.change(({ put }) => put({ ...state, outputs: result.outputs }));
    return result;
  }

  async registerOutputs(urn: string, outputs: Properties): Promise<void> {
    const { journal } = this.run;
    const state = journal.get(urn);
    if (!state) return;
    // What is not known for once was known before, perhaps.
    const known = Object.entries(outputs).filter(([, value]) => !hasUnknown(value));
    const kept = Object.entries(state.outputs).filter(([name]) => name in outputs);
    const now = this.run.isPreview
      ? outputs
      : { ...Object.fromEntries(kept), ...Object.fromEntries(known) };
    await journal.change(({ put }) => put({ ...state, outputs: now }));
  }

  /** @param isWhole whether the program came to its end, so that what it did not register is not wanted */
  async finish(isWhole: boolean): Promise<void> {
    const { journal, stopping } = this.run;
    if (stopping.aborted) return;
    const unwanted = isWhole && !this.#hasFailed ? this.#unwanted() : [];
    for (const each of unwanted) {
      try {
        requireUnprotected(each);
      } catch (error) {
        this.fail(each.urn, messageOf(error));
      }
    }
    const doomed = unwanted.filter(({ isProtected }) => !isProtected);
    const settled = this.#settledLeftovers(doomed);
    const stuck = await deleteAll(this.run, [...settled, ...doomed]);
    if (stuck.length > 0) this.#hasFailed = true;
    const abandoned = journal.pending.filter(
      ({ kind, resource }) => kind === 'creating' && !this.#registered.get(resource.urn)?.missing,
    );
    if (isWhole) for (const each of abandoned) await journal.end(each);
  }

  /** What was not registered, but for what may be inside or behind something that was skipped. */
  #unwanted(): readonly ResourceState[] {
    const { resources } = this.run.journal;
    const parentOf = parentsIn(resources);
    const kept = resources.filter(({ urn }) => this.#registered.get(urn)?.missing);
    const isKept = (one: ResourceState) =>
      kept.some(
        ({ urn }) => one.parent === urn || dependsOn(one.urn, one.dependencies, urn, parentOf),
      );
    const unwanted = resources.filter(({ urn }) => !this.#registered.has(urn));
    // It grows while it is walked, until no more is found.
    for (const _ of kept) {
      kept.push(...unwanted.filter((each) => !kept.includes(each) && isKept(each)));
    }
    return unwanted.filter((each) => !kept.includes(each));
  }

  /** Leftovers on which nothing depends any more. */
  #settledLeftovers(doomed: readonly ResourceState[]): readonly ResourceState[] {
    const { leftovers, resources } = this.run.journal;
    const parentOf = parentsIn([...leftovers, ...resources]);
    const unsettled = resources.filter((each) => {
      const registered = this.#registered.get(each.urn);
      return !doomed.includes(each) && (!registered || registered.missing !== undefined);
    });
    return leftovers.filter(
      ({ urn }) => !unsettled.some((each) => dependsOn(each.urn, each.dependencies, urn, parentOf)),
    );
  }
}
