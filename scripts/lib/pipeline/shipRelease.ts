// From a release that is there to one that is live: recorded as wanted, taken up with the rollout inside, and undone
// where it fails or is interrupted.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { StackEngine } from '../engines/stackEngine.ts';
import {
  isSameRelease,
  type ReleaseRecord,
  readLastRefresh,
  readLive,
  readRelease,
  restoreRelease,
  writeRelease,
} from '../releaseRecords.ts';
import { attempt } from '../rollout/rolloutContext.ts';
import { printOverrides, type RolloutOverrides } from '../rollout/rolloutOverrides.ts';
import { step } from '../step.ts';
import { findActiveRefresh } from './deployConflicts.ts';
import { type DeployResult, isUndone, resultOf } from './deployOutcome.ts';
import { bringTemplateBack, seeOut, undo } from './deployUndo.ts';
import { drawnWhile } from './drawnRollover.ts';
import type { Pipeline } from './pipeline.ts';
import { problemOfFleet } from './servingFleet.ts';

export type Shipment = {
  readonly release: ReleaseRecord;
  readonly overrides: RolloutOverrides;
  /** Whether the fleet rolls for its image alone: then the release before makes it what it was. */
  readonly isImageAlone: boolean;
  /** The refresh that is on its way to it already. */
  readonly joined: InstanceRefresh | undefined;
};

export async function shipRelease(pipeline: Pipeline, shipment: Shipment): Promise<DeployResult> {
  const variables = printOverrides({ ...shipment.overrides, lockOwner: pipeline.lock.owner });
  const result = await ship(pipeline, shipment, variables);
  if (isUndone(result.outcome)) {
    await restore(pipeline, shipment.release);
    if (shipment.isImageAlone) await bringTemplateBack(pipeline, variables);
    else if (await readLive(pipeline.records)) pipeline.progress.say(keptSettings(pipeline));
  }
  return result;
}

async function ship(
  pipeline: Pipeline,
  { release, joined }: Shipment,
  variables: Readonly<Record<string, string>>,
): Promise<DeployResult> {
  const { records } = pipeline;
  const before = await readLastRefresh(records);
  // First: an engine that cannot be opened is not to leave a release that is wanted.
  const engine = await pipeline.openEngine();
  let taken: Taken;
  try {
    await step('Recording the release', () => writeRelease(records, release));
    taken = await drawnWhile(pipeline, () => takeUp(pipeline, engine, variables));
  } finally {
    await engine.close();
  }

  const record = await readLastRefresh(records);
  const isOwn =
    record?.refreshId !== before?.refreshId || record?.refreshId === joined?.InstanceRefreshId;
  const refresh =
    record && isOwn
      ? await seeOut(pipeline, record.refreshId, pipeline.stopping.aborted)
      : undefined;
  const live = await readLive(records);
  return resultOf({
    ...taken,
    isLive: isSameRelease(release, live),
    refresh,
    record: isOwn ? record : undefined,
    other: refresh ? undefined : await findActiveRefresh(pipeline),
    problem: live ? undefined : await problemOfFleet(pipeline),
  });
}

/** Where no rollout has come to do it. */
async function restore({ records, progress }: Pipeline, failed: ReleaseRecord): Promise<void> {
  await attempt(progress, 'Restoring the wanted release', async () => {
    if (!isSameRelease(await readRelease(records), failed)) return;
    progress.say(await restoreRelease(records, failed));
  });
}

type Taken = {
  /** Whether the engine has done all that it was to do. */
  readonly isUpDone: boolean;
  readonly isInterrupted: boolean;
  /** Whether the refresh was undone here, for that. */
  readonly isUndoneHere: boolean;
};

/** Takes the stack up; where that is interrupted, undoes whatever refresh it has begun or is about to begin. */
async function takeUp(
  pipeline: Pipeline,
  engine: StackEngine,
  variables: Readonly<Record<string, string>>,
): Promise<Taken> {
  const { stopping, time } = pipeline;
  const over = new AbortController();
  let isUndoneHere = false;
  const undoing = undoOnceStopped();
  try {
    const isUpDone = await engine.up(variables);
    over.abort();
    await undoing;
    return { isUpDone, isInterrupted: stopping.aborted, isUndoneHere };
  } finally {
    over.abort();
  }

  async function undoOnceStopped(): Promise<void> {
    await Promise.race([stopping, over.signal].map(aborted));
    while (!over.signal.aborted) {
      try {
        isUndoneHere = (await undo(pipeline, engine)) || isUndoneHere;
      } catch (error) {
        pipeline.progress.say(`Rolling back: ${(error as Error).message}`);
      }
      await time.wait(1000, over.signal);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function keptSettings({ settings }: Pipeline): string {
  return (
    'The launch template keeps its changed settings, with which the next deploy rolls the fleet. Where they are not ' +
    `meant, take them back: Pulumi.${settings.stack}.yaml`
  );
}
