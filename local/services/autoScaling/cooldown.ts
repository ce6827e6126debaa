// The pause after a scaling, which callers may choose to honor.

import type { GroupRow } from '../../store/autoScaling.ts';
import { scalingActivityInProgress } from './errors.ts';

/** @throws AwsError `ScalingActivityInProgress` before that many seconds have passed since a scaling */
export function checkCooldown({ scaledAt }: GroupRow, seconds: number, now: Date): void {
  if (!scaledAt || now.getTime() - scaledAt.getTime() >= seconds * 1000) return;
  throw scalingActivityInProgress(
    `The cooldown of ${seconds} seconds is in effect since ${scaledAt.toISOString()} and blocks this action`,
  );
}
