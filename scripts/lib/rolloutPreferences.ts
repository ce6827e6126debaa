// How a fleet is rolled over: a rollout's settings as preferences of an instance refresh.

import type { RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import type { RolloutRequest } from './rolloutRequest.ts';

/** @param alarms the names of those that undo it */
export function preferencesOf(
  request: RolloutRequest,
  alarms: readonly string[],
): RefreshPreferences {
  const { canaryPercent, canaryPauseSeconds } = request;
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
