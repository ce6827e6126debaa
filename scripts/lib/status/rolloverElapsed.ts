// How long an instance refresh has been going on, or took.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';

type Times = Pick<InstanceRefresh, 'StartTime' | 'EndTime'>;

/** Whole ones; AWS's clock may be ahead of ours. */
export function elapsedSeconds({ StartTime, EndTime }: Times, now: Date): number {
  const end = EndTime ?? now;
  return Math.max(0, Math.floor((end.getTime() - (StartTime ?? end).getTime()) / 1000));
}

/** Such as `1:23` or `1:02:03`. */
export function elapsedText(times: Times, now: Date): string {
  const seconds = elapsedSeconds(times, now);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const twoDigits = (part: number) => String(part).padStart(2, '0');
  const rest = twoDigits(seconds % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}
