// Tells of steps: when they begin, and when they are done.

import type { Change } from './changes.ts';
import type { Operation } from './events.ts';
import { type Run, work } from './run.ts';

/** Runs a step of a resource in the cloud, and tells when it begins and when it is done. */
export function doStep<T>(
  run: Run,
  urn: string,
  operation: Operation,
  changes: readonly Change[],
  doIt: () => Promise<T>,
): Promise<T> {
  return work(run, async () => {
    const begun = run.now().getTime();
    announce(run, urn, operation, 'begun', changes);
    const result = await doIt();
    const seconds = (run.now().getTime() - begun) / 1000;
    run.show({ kind: 'step', urn, operation, phase: 'done', changes, seconds });
    return result;
  });
}

/** A step that takes no time, or is only planned. */
export function announce(
  run: Run,
  urn: string,
  operation: Operation,
  phase: 'planned' | 'begun' | 'done',
  changes: readonly Change[] = [],
): void {
  run.show({ kind: 'step', urn, operation, phase, changes });
}
