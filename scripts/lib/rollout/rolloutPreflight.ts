// Whether the way is clear for a refresh: AWS runs one at a time in a group.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { isEnding, isFinal } from './rolloutRefreshes.ts';
import type { RolloutRequest } from './rolloutRequest.ts';

export type Preflight =
  | { readonly kind: 'clear' }
  /** `join`: it is to the same target; `wait`: it is about to end; `conflict`: neither. */
  | { readonly kind: 'join' | 'wait' | 'conflict'; readonly refresh: InstanceRefresh };

export function planPreflight(
  refreshes: readonly InstanceRefresh[],
  target: Pick<RolloutRequest, 'launchTemplateId' | 'launchTemplateVersion'>,
): Preflight {
  const refresh = refreshes.find(({ Status }) => !isFinal(Status));
  if (!refresh) return { kind: 'clear' };
  if (isEnding(refresh.Status)) return { kind: 'wait', refresh };
  const { LaunchTemplateId, Version } = refresh.DesiredConfiguration?.LaunchTemplate ?? {};
  const isSame =
    LaunchTemplateId === target.launchTemplateId &&
    Version === String(target.launchTemplateVersion);
  return { kind: isSame ? 'join' : 'conflict', refresh };
}
