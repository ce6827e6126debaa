// Deletes resources, dependents first, side by side where they do not depend on each other.

import { deleteOrder, parentsIn } from './deleteOrder.ts';
import type { Operation } from './events.ts';
import { announce, doStep } from './progress.ts';
import { contextFor, Interrupted, messageOf, type Run, requireType } from './run.ts';
import type { PendingOperation, ResourceState } from './state.ts';
import { plain } from './values.ts';

/**
 * @param displaced those of them that others replace; this is only told
 * @returns what could not be deleted; its failure has been shown, and it stays in the state
 */
export async function deleteAll(
  run: Run,
  doomed: readonly ResourceState[],
  displaced: readonly ResourceState[] = run.journal.leftovers,
): Promise<readonly ResourceState[]> {
  const parentOf = parentsIn([...run.journal.leftovers, ...run.journal.resources, ...doomed]);
  const order = deleteOrder(doomed, parentOf);
  const outcomes = new Map<ResourceState, Promise<boolean>>();
  for (const [resource, before] of order) {
    const first = before.map((each) => outcomes.get(each));
    const operation = displaced.includes(resource) ? 'delete-replaced' : 'delete';
    // Two replacements may want it away at the same time.
    const key = `${resource.urn} ${resource.id}`;
    const outcome = run.deleting.get(key) ?? afterAll(run, resource, operation, first);
    run.deleting.set(key, outcome);
    outcomes.set(resource, outcome);
  }
  const isGone = await Promise.all(outcomes.values());
  return [...outcomes.keys()].filter((_, index) => !isGone[index]);
}

async function afterAll(
  run: Run,
  resource: ResourceState,
  operation: Operation,
  first: readonly (Promise<boolean> | undefined)[],
): Promise<boolean> {
  const { urn } = resource;
  if ((await Promise.all(first)).includes(false)) {
    const reason = run.stopping.aborted ? 'interruption' : 'failure';
    run.show({ kind: 'skipped', urn, reason });
    return false;
  }
  try {
    await deleteOne(run, resource, operation);
    return true;
  } catch (error) {
    if (error instanceof Interrupted) run.show({ kind: 'skipped', urn, reason: 'interruption' });
    else run.show({ kind: 'failed', urn, message: `deleting it: ${messageOf(error)}` });
    return false;
  }
}

async function deleteOne(run: Run, resource: ResourceState, step: Operation): Promise<void> {
  const { urn, isComponent, isExternal, isRetained } = resource;
  const forget = () => run.journal.change(({ remove }) => remove(resource));
  if (isComponent || isExternal) return forget();
  if (isRetained) {
    await forget();
    run.show({ kind: 'warning', urn, message: `${resource.id} is kept: retainOnDelete` });
    return;
  }
  if (run.isPreview) {
    await forget();
    announce(run, urn, step, 'planned');
    return;
  }
  const type = requireType(run, resource.type);
  await doStep(run, urn, step, [], async () => {
    const operation: PendingOperation = { kind: 'deleting', resource, token: '' };
    await run.journal.begin(operation);
    await type.delete(resource.id, plain(resource.outputs), contextFor(run, resource));
    await run.journal.end(operation, ({ remove }) => remove(resource));
  });
}
