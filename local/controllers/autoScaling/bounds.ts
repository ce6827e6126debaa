// Between which numbers a refresh keeps a group's capacity.

import type { ResolvedPreferences } from '../../store/autoScaling.ts';

export type Bounds = {
  /** So many stay in service and healthy. */
  readonly leastReady: number;
  /** So many may be in service or pending. */
  readonly most: number;
};

/**
 * The minimum is rounded up and the maximum down, in favour of what is promised. Where that leaves no room to
 * replace anything, one instance is replaced at a time all the same: launched first where the minimum is 100 or
 * the maximum was stated, else terminated first.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
export function boundsOf(
  capacity: number,
  {
    MinHealthyPercentage,
    MaxHealthyPercentage,
  }: Pick<ResolvedPreferences, 'MinHealthyPercentage' | 'MaxHealthyPercentage'>,
): Bounds {
  const leastReady = Math.ceil((capacity * MinHealthyPercentage) / 100);
  const most = Math.max(capacity, Math.floor((capacity * (MaxHealthyPercentage ?? 100)) / 100));
  if (most > leastReady) return { leastReady, most };
  return MinHealthyPercentage === 100 || MaxHealthyPercentage !== undefined
    ? { leastReady, most: capacity + 1 }
    : { leastReady: Math.max(0, capacity - 1), most };
}
