// The way back from a rollout that was begun: AWS rolls its refresh back, and the launch template follows.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { StackEngine } from '../engines/stackEngine.ts';
import { findRelease, isSameRelease, readLive } from '../releaseRecords.ts';
import { isEnding, isFinal, readRefresh, undoRefresh } from '../rollout/rolloutRefreshes.ts';
import { findStackFleet } from '../stackFleet.ts';
import { step } from '../step.ts';
import { findActiveRefresh } from './deployConflicts.ts';
import type { Pipeline, UnlockedPipeline } from './pipeline.ts';

type UndoneBy = Pick<UnlockedPipeline, 'clients' | 'settings' | 'progress'>;

/** How long the end of a refresh is awaited that is being undone, and that no rollout watches any more. */
const undoDeadlineSeconds = 1800;

/**
 * The rollout follows what is done here to its refresh; where there is none yet, there is not to be one.
 *
 * @returns whether a refresh is being undone for it; what is ending already is left to end
 */
export async function undo(
  pipeline: UndoneBy,
  engine: Pick<StackEngine, 'stop'>,
): Promise<boolean> {
  const refresh = await findActiveRefresh(pipeline);
  if (refresh) return undoActive(pipeline, refresh);
  engine.stop();
  return false;
}

/**
 * A refresh to what the group itself launches from, as a rollout starts one where AWS has left a mixed fleet. To end it
 * would leave that as it is.
 */
export function isWayBack({ DesiredConfiguration = {} }: InstanceRefresh): boolean {
  const { LaunchTemplate, MixedInstancesPolicy } = DesiredConfiguration;
  return LaunchTemplate === undefined && MixedInstancesPolicy === undefined;
}

async function undoActive(pipeline: UndoneBy, refresh: InstanceRefresh): Promise<boolean> {
  const { clients, settings, progress } = pipeline;
  const fleet = await findStackFleet(clients, settings);
  if (!fleet || isEnding(refresh.Status) || isWayBack(refresh)) return false;
  return undoRefresh({ clients, request: fleet, say: progress.say });
}

/**
 * A refresh that no rollout may be watching any more, at its end.
 *
 * @param isToBeUndone whether it is to end now; else one that goes on is returned as it is
 */
export async function seeOut(
  pipeline: UnlockedPipeline,
  id: string,
  isToBeUndone: boolean,
): Promise<InstanceRefresh | undefined> {
  const { clients, settings, time } = pipeline;
  const deadline = time.now().getTime() + undoDeadlineSeconds * 1000;
  const request = await findStackFleet(clients, settings);
  if (!request) return undefined;
  for (;;) {
    const refresh = await readRefresh({ clients, request }, id);
    const isWaitedFor = isToBeUndone || isEnding(refresh?.Status);
    if (!refresh || isFinal(refresh.Status) || !isWaitedFor) return refresh;
    if (time.now().getTime() >= deadline) return refresh;
    await undoActive(pipeline, refresh);
    await time.wait(1000);
  }
}

/**
 * After a rollback the launch template's newest version is still that of the failed release: one more `up` makes one
 * of the release before, by which nothing rolls, so that the next preview has no difference. Where that fails, it is
 * said: the next deploy brings it back as well, and how the rollout ended matters more.
 */
export async function bringTemplateBack(
  { records, openEngine, progress }: Pick<Pipeline, 'records' | 'openEngine' | 'progress'>,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const [live, wanted] = await Promise.all([readLive(records), findRelease(records)]);
  if (live === undefined || wanted === undefined || !isSameRelease(wanted, live)) return;
  try {
    await step('Bringing the launch template back', async () => {
      const engine = await openEngine();
      try {
        if (!(await engine.up(variables))) throw new Error('why not, stands above');
      } finally {
        await engine.close();
      }
    });
  } catch (error) {
    progress.say(
      `The launch template is that of the failed release still; the next deploy brings it back: ${(error as Error).message}`,
    );
  }
}
