// An instance refresh that is active before a deploy begins: its own, from a run that was killed, or somebody else's.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { readTemplateData } from '../rollout/rolloutFleet.ts';
import { progressLine } from '../rollout/rolloutProgress.ts';
import { isEnding, isFinal, readRefreshes } from '../rollout/rolloutRefreshes.ts';
import { findStackFleet } from '../stackFleet.ts';
import { conflictDeadline, type Pipeline } from './pipeline.ts';

/** Another refresh is active, and was not to be waited for. */
export class ConflictError extends Error {}

/** Undefined where there is none, or no fleet yet. */
export async function findActiveRefresh({
  clients,
  settings,
}: Pick<Pipeline, 'clients' | 'settings'>): Promise<InstanceRefresh | undefined> {
  const fleet = await findStackFleet(clients, settings);
  if (!fleet) return undefined;
  const refreshes = await readRefreshes({ clients, request: fleet });
  return refreshes.find(({ Status }) => !isFinal(Status));
}

/**
 * Waits until the way is clear for a rollout to an image.
 *
 * @returns the refresh that is on its way to just that image already: it will be joined
 * @throws ConflictError
 */
export async function clearTheWay(
  pipeline: Pick<Pipeline, 'clients' | 'settings' | 'time' | 'stopping' | 'progress'>,
  ami: string,
  onConflict: 'fail' | 'wait',
): Promise<InstanceRefresh | undefined> {
  const { time, stopping, progress } = pipeline;
  const deadline = conflictDeadline(time);
  let shown = '';
  for (;;) {
    stopping.throwIfAborted();
    const refresh = await findActiveRefresh(pipeline);
    if (!refresh) return undefined;
    if (!isEnding(refresh.Status) && (await isOnItsWayTo(ami, pipeline, refresh))) return refresh;
    const line = `the instance refresh ${refresh.InstanceRefreshId}: ${progressLine(refresh)}`;
    const isToFail = onConflict === 'fail' && !isEnding(refresh.Status);
    if (isToFail || time.now() >= deadline) {
      throw new ConflictError(
        `Another release is being rolled out, by ${line}. Wait for its end, use --on-conflict wait, or undo it: ` +
          `npm run rollback -- --stack ${pipeline.settings.stack}`,
      );
    }
    if (line !== shown) progress.say(`Waiting for ${line}`);
    shown = line;
    await time.wait(2000 + Math.random() * 1000, stopping);
  }
}

/** By the image, not by a record: whoever began it may have been killed before there was one. */
async function isOnItsWayTo(
  ami: string,
  { clients }: Pick<Pipeline, 'clients'>,
  { DesiredConfiguration }: InstanceRefresh,
): Promise<boolean> {
  const { LaunchTemplateId: templateId, Version: version } =
    DesiredConfiguration?.LaunchTemplate ?? {};
  if (templateId === undefined || version === undefined) return false;
  return (await readTemplateData(clients.ec2, { templateId, version })).ImageId === ami;
}
