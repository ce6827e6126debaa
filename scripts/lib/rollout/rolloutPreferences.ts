// How a fleet is rolled over: a rollout's settings as preferences of an instance refresh.

import type { RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import type { RolloutRequest } from './rolloutRequest.ts';

/**
 * @param alarms the names of those that undo it
 * @param instances how many the group has
 */
export function preferencesOf(
  request: RolloutRequest,
  alarms: readonly string[],
  instances: number,
): RefreshPreferences {
  const { canaryPauseSeconds } = request;
  const canaryPercent = canaryCheckpoint(request.canaryPercent, instances);
  return {
    ...backPreferencesOf(request),
    BakeTime: request.bakeSeconds,
    AutoRollback: true,
    ...(alarms.length > 0 && { AlarmSpecification: { Alarms: [...alarms] } }),
    ...(canaryPercent !== undefined && {
      // Without the 100 it would end with the canary.
      CheckpointPercentages: [canaryPercent, 100],
      CheckpointDelay: canaryPauseSeconds,
    }),
  };
}

/**
 * The checkpoint of a canary: the least percentage that is reached by replacing whole instances, since AWS skips one
 * that no number of instances hits, and its pause with it. Undefined where that would be all of them.
 */
export function canaryCheckpoint(
  canaryPercent: number | undefined,
  instances: number,
): number | undefined {
  if (canaryPercent === undefined) return undefined;
  const count = Math.max(1, Math.ceil((instances * canaryPercent) / 100));
  return count < instances ? Math.floor((100 * count) / instances) : undefined;
}

/** Of one that brings the fleet back to what its group says: no pause, and nothing that could undo it. */
export function backPreferencesOf(request: RolloutRequest): RefreshPreferences {
  return {
    MinHealthyPercentage: request.minHealthyPercent,
    MaxHealthyPercentage: request.maxHealthyPercent,
    InstanceWarmup: request.warmUpSeconds,
    SkipMatching: true,
    // AWS's default is to wait for an hour, and to fail.
    ScaleInProtectedInstances: 'Ignore',
    StandbyInstances: 'Ignore',
  };
}
