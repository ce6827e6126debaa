// The beginning of a rollout: whether there is anything to do, whether the way is clear, and the refresh.

import type { InstanceRefresh, RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import { chooseGuards, readAlarms } from './rolloutAlarms.ts';
import { pause, type RolloutContext } from './rolloutContext.ts';
import { readFleet } from './rolloutFleet.ts';
import { isLeftAlone, type Member, planRollout } from './rolloutPlan.ts';
import { preferencesOf } from './rolloutPreferences.ts';
import { planPreflight } from './rolloutPreflight.ts';
import { progressLine } from './rolloutProgress.ts';
import { readRefreshes, startRefresh } from './rolloutRefreshes.ts';
import type { RolloutRequest } from './rolloutRequest.ts';

export type Beginning =
  | { readonly kind: 'none' }
  /** Started here, or found running to the same target. */
  | { readonly kind: 'refresh'; readonly id: string }
  | { readonly kind: 'conflict'; readonly refresh: InstanceRefresh }
  | { readonly kind: 'cancelled' };

/** @param data launch template data of the target */
export async function beginRollout(context: RolloutContext, data: object): Promise<Beginning> {
  const { clients, request, say, stopping, time, deadline } = context;
  const { autoScalingGroupName } = request;
  let shown: string | undefined;
  for (;;) {
    if (stopping.aborted) return { kind: 'cancelled' };
    const preflight = planPreflight(await readRefreshes(context), request);
    if (preflight.kind === 'clear') {
      const fleet = await readFleet(clients, autoScalingGroupName);
      const plan = planRollout(data, fleet);
      if (plan.action === 'none') return { kind: 'none' };
      say(`${plan.staleIds.length} of ${plan.instances} instances have to be replaced`);
      for (const member of fleet.members.filter(isLeftAlone)) say(leftAlone(member));
      const id = await start(context, plan.instances);
      if (id !== undefined) return { kind: 'refresh', id };
      // Somebody else was faster: who, the next look shows.
    } else {
      const { kind, refresh } = preflight;
      const id = refresh.InstanceRefreshId ?? '';
      if (kind === 'join') {
        say(`The refresh ${id} to this version is running: joining it`);
        return { kind: 'refresh', id };
      }
      if (kind === 'conflict' || time.now() >= deadline) return { kind: 'conflict', refresh };
      const line = `Waiting for the end of ${id}: ${progressLine(refresh)}`;
      if (line !== shown) say(line);
      shown = line;
    }
    await pause(context, stopping);
  }
}

async function start(context: RolloutContext, instances: number): Promise<string | undefined> {
  const { request, say } = context;
  const { launchTemplateId: LaunchTemplateId, launchTemplateVersion } = request;
  const guards = chooseGuards(request.alarms, await readAlarms(context, request.alarms));
  for (const line of guards.leftOut) say(line);
  // By number: AWS does not roll back to or from $Latest.
  const LaunchTemplate = { LaunchTemplateId, Version: String(launchTemplateVersion) };
  const preferences = preferencesOf(request, guards.used, instances);
  if (request.canaryPercent !== undefined) say(canaryLine(request, preferences));
  const id = await startRefresh(context, {
    Strategy: 'Rolling',
    DesiredConfiguration: { LaunchTemplate },
    Preferences: preferences,
  });
  if (id !== undefined) say(`Instance refresh ${id} has started`);
  return id;
}

const leftAlone = ({ instanceId, isProtected }: Member) =>
  `${instanceId} ${isProtected ? 'is protected from scale-in' : 'is in standby'}: it stays as it is`;

function canaryLine(
  { canaryPauseSeconds }: RolloutRequest,
  { CheckpointPercentages = [] }: RefreshPreferences,
): string {
  const [percent] = CheckpointPercentages;
  if (percent === undefined) return 'There is no canary: the first instance would be all of them';
  return `Canary: a pause of ${canaryPauseSeconds} s at ${percent} %, in which the alarms decide`;
}
