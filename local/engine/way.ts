// Makes way: deletes what cannot be there at the same time as what is to come.

import { changesBetween } from './changes.ts';
import { deleteAll } from './deletions.ts';
import { displacedBy } from './displaced.ts';
import type { Goal } from './goal.ts';
import type { Properties } from './provider.ts';
import { Interrupted, type Run, requireType } from './run.ts';
import type { ResourceState } from './state.ts';
import { plain } from './values.ts';

/** Deletes a resource before the one that replaces it comes, and first those that cannot be without it. */
export async function makeWay(run: Run, old: ResourceState): Promise<void> {
  const { resources, leftovers } = run.journal;
  const doomed = displacedBy(old, {
    resources,
    leftovers,
    typeOf: (type) => requireType(run, type),
  });
  for (const each of doomed) requireUnprotected(each);
  for (const each of doomed) if (each !== old) run.displaced.set(each.urn, each);
  const failed = await deleteAll(run, doomed, doomed);
  if (failed.length === 0) return;
  if (run.stopping.aborted) throw new Interrupted();
  throw new Error('What is in its way must be deleted first, and that failed.');
}

export function requireUnprotected({ isProtected, type, name }: ResourceState): void {
  if (!isProtected) return;
  throw new Error(
    `${name} (${type}) is protected, and would be deleted. If that is meant, take \`protect\` from it ` +
      'in the program, and run `up` once before.',
  );
}

/** The same for leftovers of earlier runs, where they have what the new one needs, such as its name. */
export async function makeWayFor(run: Run, urn: string, inputs: Properties): Promise<void> {
  for (const leftover of run.journal.leftovers.filter((each) => each.urn === urn)) {
    const { diff } = requireType(run, leftover.type);
    if (diff(plain(leftover.inputs), plain(inputs)).deleteBeforeReplace) {
      await makeWay(run, leftover);
    }
  }
}

/** A leftover that is what is wanted again becomes the resource again, instead of another new one. */
export async function takeBack(
  run: Run,
  urn: string,
  inputs: Properties,
): Promise<ResourceState | undefined> {
  const { journal } = run;
  const wanted = journal.leftovers.find(
    (each) =>
      each.urn === urn &&
      requireType(run, each.type).diff(plain(each.inputs), plain(inputs)).replacing.length === 0,
  );
  const current = journal.get(urn);
  if (!wanted) return undefined;
  await journal.change(({ remove, leave, put }) => {
    remove(wanted);
    if (current) leave(current);
    put(wanted);
  });
  return wanted;
}

/** How what comes again differs from what had to go. */
export function changesOfDisplaced(run: Run, { urn }: Goal, inputs: Properties) {
  const gone = run.displaced.get(urn);
  if (!gone) return undefined;
  const names = new Set([...Object.keys(gone.inputs), ...Object.keys(inputs)]);
  return changesBetween(gone.inputs, inputs, names);
}
