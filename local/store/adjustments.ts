// What step and simple scaling policies make of a capacity, for alarms and for ExecutePolicy.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html

import type { StepAdjustment } from '@aws-sdk/client-auto-scaling';
import type { ScalingPolicyRow } from './autoScaling.ts';

/**
 * The adjustment of the step that a breach is in; undefined for a breach that is in none.
 *
 * @param breach the metric's value less the alarm's threshold. Above the threshold a step has its lower
 *   bound and lacks its upper, below it the other way round
 */
export function stepOf(steps: readonly StepAdjustment[], breach: number): number | undefined {
  return steps.find(({ MetricIntervalLowerBound, MetricIntervalUpperBound }) => {
    const [lower, upper] = [
      MetricIntervalLowerBound ?? -Infinity,
      MetricIntervalUpperBound ?? Infinity,
    ];
    return breach >= 0 ? lower <= breach && breach < upper : lower < breach && breach <= upper;
  })?.ScalingAdjustment;
}

/** The capacity that an adjustment leads to, not yet within the group's bounds. */
export function adjusted(
  {
    AdjustmentType,
    MinAdjustmentMagnitude,
  }: Pick<ScalingPolicyRow, 'AdjustmentType' | 'MinAdjustmentMagnitude'>,
  capacity: number,
  adjustment: number,
): number {
  switch (AdjustmentType) {
    case 'ExactCapacity':
      return adjustment;
    case 'PercentChangeInCapacity': {
      const change = (capacity * adjustment) / 100;
      const least = Math.max(1, MinAdjustmentMagnitude ?? 1);
      // Towards zero, but never to it.
      const magnitude = Math.max(least, Math.floor(Math.abs(change)));
      return adjustment === 0 ? capacity : capacity + Math.sign(adjustment) * magnitude;
    }
    default:
      return capacity + adjustment;
  }
}
