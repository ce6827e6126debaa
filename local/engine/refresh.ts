// What has become of resources: after a run that was cut off, of those that it was at work on; on a refresh, of
// all of them.

import { changesBetween } from './changes.ts';
import { announce } from './progress.ts';
import type { Properties } from './provider.ts';
import { contextFor, findType, isNotBuilt, messageOf, type Run, requireType, work } from './run.ts';
import type { PendingOperation, ResourceState } from './state.ts';
import { asSecret, hasSecret, plain, withSecretsOf } from './values.ts';

/**
 * Settles what the last run had begun and not ended. Also for previews, which change but their copy of the state.
 *
 * @throws what the region says, if it cannot be asked
 */
export async function recover(run: Run): Promise<void> {
  await Promise.all(run.journal.pending.map((each) => recoverOne(run, each)));
}

async function recoverOne(run: Run, operation: PendingOperation): Promise<void> {
  const { kind, resource, token } = operation;
  const { urn, inputs, name } = resource;
  if (kind !== 'creating') {
    await refreshOne(run, resource);
    return run.journal.end(operation);
  }
  const type = requireType(run, resource.type);
  if (!type.find) {
    const message =
      'Its creation was cut off. If it was made, the state does not know: look for it, and delete it by hand.';
    return run.show({ kind: 'warning', urn, message });
  }
  const context = { ...contextFor(run, resource), name, token };
  const found = await work(run, async () => type.find?.(plain(inputs), context));
  const old = run.journal.get(urn);
  // The token stays until the creation is begun again, or the program no longer asks for it.
  if (!found || found.id === old?.id) return;
  const outputs = withSecretsOf(found.outputs, inputs);
  const made = { ...resource, id: found.id, outputs, isIncomplete: true };
  await run.journal.end(operation, ({ leave, put }) => {
    if (old && !old.isExternal) leave(old);
    put(made);
  });
  run.show({ kind: 'warning', urn, message: `Its creation was cut off; found it: ${found.id}` });
}

/** @returns whether all could be read; what could not be has been shown */
export async function refreshAll(run: Run): Promise<boolean> {
  const all = [...run.journal.resources, ...run.journal.leftovers];
  const outcomes = await Promise.all(
    all.map(async (resource) => {
      try {
        await refreshOne(run, resource);
        return true;
      } catch (error) {
        if (isNotBuilt(error)) return true;
        run.show({ kind: 'failed', urn: resource.urn, message: messageOf(error) });
        return false;
      }
    }),
  );
  return !outcomes.includes(false);
}

async function refreshOne(run: Run, resource: ResourceState): Promise<void> {
  const { urn, id, isComponent, isExternal, inputs } = resource;
  const type = findType(run, resource.type);
  // What no provider knows stays as it is; the program reads what is external, each time.
  if (isComponent || isExternal || !type) return;
  const now = await work(run, () =>
    type.read(id, plain(resource.outputs), contextFor(run, resource)),
  );
  if (!now) {
    run.show({ kind: 'warning', urn, message: `${id} is gone.` });
    return run.journal.change(({ remove }) => remove(resource));
  }
  const drifted = type.diff(now, plain(inputs)).changed;
  const inputsNow = withDrift(inputs, now, drifted);
  const outputs = withSecretsOf(withSecretsKept(now, resource.outputs), inputs);
  await run.journal.change(({ replace }) =>
    replace(resource, { ...resource, inputs: inputsNow, outputs }),
  );
  const changes = changesBetween(inputs, inputsNow, drifted);
  if (changes.length > 0) announce(run, urn, 'refresh', 'done', changes);
}

function withDrift(inputs: Properties, now: Properties, drifted: readonly string[]): Properties {
  const kept = Object.entries(inputs).filter(([name]) => !drifted.includes(name));
  const found = drifted
    .filter((name) => now[name] !== undefined)
    .map((name) => [name, hasSecret(inputs[name]) ? asSecret(now[name]) : now[name]] as const);
  return Object.fromEntries([...kept, ...found]);
}

function withSecretsKept(now: Properties, before: Properties): Properties {
  return Object.fromEntries(
    Object.entries(now).map(([name, value]) => [
      name,
      hasSecret(before[name]) ? asSecret(value) : value,
    ]),
  );
}
