import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adjusted, stepOf } from './adjustments.ts';

test.each([
  ['ChangeInCapacity', 10, 3, undefined, 13],
  ['ExactCapacity', 10, 3, undefined, 3],
  // Rounded towards zero, as https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html says.
  ['PercentChangeInCapacity', 10, 127, undefined, 22],
  ['PercentChangeInCapacity', 10, 6, undefined, 11],
  ['PercentChangeInCapacity', 10, -5, undefined, 9],
  ['PercentChangeInCapacity', 10, -66, undefined, 4],
  ['PercentChangeInCapacity', 4, 25, 2, 6],
  ['PercentChangeInCapacity', 10, 0, undefined, 10],
] as const)('%s of %d by %d, at least %s, is %d', (AdjustmentType, from, by, least, to) => {
  expect(adjusted({ AdjustmentType, MinAdjustmentMagnitude: least }, from, by)).toBe(to);
});

test('A percentage moves in its direction, and further the larger it is', () => {
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.integer({ min: 1, max: 500 }),
      fc.nat(100),
      (size, percent, more) => {
        const by = (value: number) =>
          adjusted({ AdjustmentType: 'PercentChangeInCapacity' }, size, value);
        expect(by(percent)).toBeGreaterThan(size);
        expect(by(-percent)).toBeLessThan(size);
        expect(by(percent + more)).toBeGreaterThanOrEqual(by(percent));
      },
    ),
  );
});

test('Bounds of steps belong to the step that is nearer to the threshold’s far side', () => {
  const steps = [
    { MetricIntervalUpperBound: -10, ScalingAdjustment: -2 },
    { MetricIntervalLowerBound: -10, MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
    { MetricIntervalLowerBound: 10, ScalingAdjustment: 2 },
  ];
  expect([-11, -10, -1, 0, 9, 10].map((breach) => stepOf(steps, breach))).toEqual([
    -2, -2, -1, 1, 1, 2,
  ]);
  expect(stepOf(steps.slice(2), -1)).toBeUndefined();
});
