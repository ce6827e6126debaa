import { expect, test } from 'vitest';
import { median, pairedRatio } from './statistics.ts';

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2.5],
])('The median of %o is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('Ratios are taken within a round, before their median', () => {
  // A machine that slowed down by half in the second round changes no ratio.
  expect(pairedRatio([80, 40, 90], [100, 50, 100])).toEqual({ median: 0.8, min: 0.8, max: 0.9 });
});
