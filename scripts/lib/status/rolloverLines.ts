// A rollover for who reads it from a file or a pipe: a JSON line for each change.

import { elapsedSeconds } from './rolloverElapsed.ts';
import type { RolloverSnapshot } from './rolloverSnapshot.ts';

export type LinesOptions = {
  /** A release's name. */
  readonly nameOfImage: (imageId: string) => string;
  readonly write: (line: string) => void;
};

/** Writes a snapshot, unless nothing but the time has changed. */
export function createRolloverLines({ nameOfImage, write }: LinesOptions) {
  let last = '';
  return (snapshot: RolloverSnapshot, now: Date): void => {
    const facts = factsOf(snapshot, nameOfImage);
    const text = JSON.stringify(facts);
    if (text === last) return;
    last = text;
    const { instances, ...rest } = facts;
    const elapsed = snapshot.refresh && { elapsedSeconds: elapsedSeconds(snapshot.refresh, now) };
    write(`${JSON.stringify({ time: now.toISOString(), ...rest, ...elapsed, instances })}\n`);
  };
}

/** As machines get it. What is not known is left out. */
export function factsOf(
  { refresh, instances }: RolloverSnapshot,
  nameOfImage: LinesOptions['nameOfImage'],
) {
  return {
    status: refresh?.Status,
    percent: refresh && (refresh.PercentageComplete ?? 0),
    reason: refresh?.StatusReason,
    rollbackReason: refresh?.RollbackDetails?.RollbackReason,
    instances: instances
      .toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
      .map(({ instanceId, imageId, isNew, state, target }) => ({
        id: instanceId,
        release: imageId && nameOfImage(imageId),
        isNew,
        state,
        target: target?.state,
        targetReason: target?.reason || undefined,
      })),
  };
}
