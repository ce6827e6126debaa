// One resource, brought to what the program wants: each step is written to the journal before and after.

import { isDeepStrictEqual } from 'node:util';
import type { Change } from './changes.ts';
import { type Decision, decide, inputsOf, leave } from './decide.ts';
import { type Goal, reached } from './goal.ts';
import { announce, doStep } from './progress.ts';
import { type Created, CreatedInPart, type Properties, unknownValue } from './provider.ts';
import { contextFor, isRefusal, type Run, requireType, work } from './run.ts';
import type { PendingOperation, ResourceState } from './state.ts';
import { plain, withSecretsOf } from './values.ts';
import { changesOfDisplaced, makeWay, makeWayFor, requireUnprotected, takeBack } from './way.ts';

/** @throws what is wrong with its inputs, what protects it, or what its provider says */
export async function bring(run: Run, goal: Goal): Promise<ResourceState> {
  if (goal.readId !== undefined) return read(run, goal, goal.readId);
  const type = requireType(run, goal.type);
  let old = run.journal.get(goal.urn);
  let inputs = inputsOf(goal, old);
  // Some checks may not know of unknown values.
  const problems = type.check(plain(inputs)).filter((problem) => !problem.includes(unknownValue));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  let decision = decide(old, inputs, goal, type);
  if (decision.kind === 'create' || decision.kind === 'replace') {
    const back = await takeBack(run, goal.urn, inputs);
    old = back ?? old;
    inputs = inputsOf(goal, old);
    decision = decide(old, inputs, goal, type);
    if (decision.kind === 'replace' && old) requireUnprotected(old);
    await makeWayFor(run, goal.urn, inputs);
  }
  if (run.isPreview) return plan(run, goal, old, inputs, decision);
  if (!old || decision.kind === 'create') {
    return create(run, goal, inputs, undefined, changesOfDisplaced(run, goal, inputs));
  }
  switch (decision.kind) {
    case 'same':
      return keep(run, goal, old, inputs);
    case 'update':
      return update(run, goal, old, inputs, decision.changes);
    case 'replace':
      if (!decision.isDeletedFirst) return create(run, goal, inputs, old, decision.changes);
      await makeWay(run, old);
      return create(run, goal, inputs, undefined, decision.changes);
  }
}

/** What others made; a preview reads it, too. */
async function read(run: Run, goal: Goal, id: string): Promise<ResourceState> {
  const { inputs } = goal;
  const isKnown = id !== unknownValue;
  const outputs = isKnown
    ? await work(run, () =>
        requireType(run, goal.type).read(id, plain(inputs), contextFor(run, goal)),
      )
    : inputs;
  if (!outputs) throw new Error(`There is no ${goal.type} with the id ${id}.`);
  announce(run, goal.urn, 'read', run.isPreview ? 'planned' : 'done');
  const marked = withSecretsOf(outputs, inputs, goal.additionalSecretOutputs);
  const state = reached(goal, { id: isKnown ? id : '', inputs, outputs: marked });
  await run.journal.change(({ put }) => put({ ...state, isExternal: true }));
  return state;
}

/** The same in a preview: what would come of it, as far as that is known. */
async function plan(
  run: Run,
  goal: Goal,
  old: ResourceState | undefined,
  inputs: Properties,
  decision: Decision,
): Promise<ResourceState> {
  if (old && decision.kind === 'same') return keep(run, goal, old, inputs);
  const again = changesOfDisplaced(run, goal, inputs);
  const changes = 'changes' in decision ? decision.changes : (again ?? additions(inputs));
  if (old && decision.kind === 'replace') {
    if (decision.isDeletedFirst) await makeWay(run, old);
    else await run.journal.change(({ leave }) => leave(old));
  }
  announce(run, goal.urn, again ? 'replace' : decision.kind, 'planned', changes);
  const isUpdate = old !== undefined && decision.kind === 'update';
  const planned = reached(goal, {
    id: isUpdate ? old.id : '',
    inputs,
    outputs: isUpdate ? plannedOutputs(run, old, inputs) : inputs,
  });
  await run.journal.change(({ put }) => put(planned));
  return planned;
}

function plannedOutputs(run: Run, old: ResourceState, inputs: Properties): Properties {
  const kept = Object.entries(old.outputs).filter(
    ([name]) => !(name in old.inputs) || name in inputs,
  );
  const changing = requireType(run, old.type).changing ?? [];
  return {
    ...Object.fromEntries(kept),
    ...inputs,
    ...Object.fromEntries(changing.map((name) => [name, unknownValue])),
  };
}

async function keep(run: Run, goal: Goal, old: ResourceState, inputs: Properties) {
  const outputs = withSecretsOf(old.outputs, inputs, goal.additionalSecretOutputs);
  const now = reached(goal, { id: old.id, inputs, outputs });
  if (!isDeepStrictEqual(now, old)) await run.journal.change(({ put }) => put(now));
  announce(run, goal.urn, 'same', run.isPreview ? 'planned' : 'done');
  return now;
}

/** @param old what is replaced; it is deleted at the end, when nothing depends on it any more */
function create(
  run: Run,
  goal: Goal,
  inputs: Properties,
  old?: ResourceState,
  changes?: readonly Change[],
): Promise<ResourceState> {
  const type = requireType(run, goal.type);
  const step = changes ? 'replace' : 'create';
  return doStep(run, goal.urn, step, changes ?? additions(inputs), async () => {
    const token = tokenFor(run, goal, inputs);
    const resource = reached(goal, { id: '', inputs, outputs: {} });
    const operation: PendingOperation = { kind: 'creating', resource, token };
    const record = (made: Created, isIncomplete: boolean) => {
      const outputs = withSecretsOf(made.outputs, inputs, goal.additionalSecretOutputs);
      const state = reached(goal, { id: made.id, inputs, outputs });
      return isIncomplete ? { ...state, isIncomplete } : state;
    };
    const finish = async (state: ResourceState) => {
      await run.journal.end(operation, ({ leave, put }) => {
        if (old) leave(old);
        put(state);
      });
      return state;
    };
    await run.journal.begin(operation);
    try {
      const context = { ...contextFor(run, goal), name: goal.name, token };
      return await finish(record(await type.create(plain(inputs), context), false));
    } catch (error) {
      if (error instanceof CreatedInPart) await finish(record(error.created, true));
      // Anything but a refusal may have made it; the next run looks.
      else if (isRefusal(error) && !type.find) await run.journal.end(operation);
      throw error;
    }
  });
}

/** The one of a creation that was cut off, if it is the same creation that is begun again. */
function tokenFor(run: Run, goal: Goal, inputs: Properties): string {
  const cutOff = run.journal.pending.find(
    ({ kind, resource }) => kind === 'creating' && resource.urn === goal.urn,
  );
  const isSame = cutOff && isDeepStrictEqual(plain(cutOff.resource.inputs), plain(inputs));
  return isSame ? cutOff.token : run.newToken();
}

function update(
  run: Run,
  goal: Goal,
  old: ResourceState,
  inputs: Properties,
  changes: readonly Change[],
): Promise<ResourceState> {
  const type = requireType(run, goal.type);
  return doStep(run, goal.urn, 'update', changes, async () => {
    // Cut off, it may have what either needs.
    const dependencies = [...new Set([...old.dependencies, ...goal.dependencies])];
    const resource = { ...old, dependencies };
    const operation: PendingOperation = { kind: 'updating', resource, token: '' };
    await run.journal.begin(operation);
    // Where this fails, the operation stays pending, and the next run reads what has become of it.
    const made = await type.update(old.id, plain(old.outputs), plain(inputs), {
      ...contextFor(run, goal),
      leave: (now, wanted) => leave(goal, now, wanted),
    });
    const outputs = withSecretsOf(made, inputs, goal.additionalSecretOutputs);
    const now = reached(goal, { id: old.id, inputs, outputs });
    await run.journal.end(operation, ({ put }) => put(now));
    return now;
  });
}

function additions(inputs: Properties): Change[] {
  return Object.entries(inputs).map(([name, value]) => ({
    path: [name],
    old: undefined,
    new: value,
  }));
}
