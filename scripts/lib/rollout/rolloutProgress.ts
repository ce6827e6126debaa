// How far an instance refresh is, in one line.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { isFinal } from './rolloutRefreshes.ts';

/** Such as `InProgress         50 %, 1 to go: Waiting for instances to warm up…`. */
export function progressLine(refresh: InstanceRefresh): string {
  const { Status = 'Pending', StatusReason, PercentageComplete, InstancesToUpdate } = refresh;
  const facts = [
    PercentageComplete !== undefined && `${PercentageComplete} %`,
    !isFinal(Status) && (InstancesToUpdate ?? 0) > 0 && `${InstancesToUpdate} to go`,
  ].filter((fact) => fact !== false);
  const reason = StatusReason ? `: ${StatusReason}` : '';
  return `${Status.padEnd(18)} ${facts.join(', ')}${reason}`.trimEnd();
}
