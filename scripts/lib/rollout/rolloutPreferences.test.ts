import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canaryCheckpoint } from './rolloutPreferences.ts';

test('A canary is at least one instance, never all, and a checkpoint that is hit exactly', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 2, max: 500 }),
      (percent, size) => {
        const checkpoint = canaryCheckpoint(percent, size);
        if (checkpoint === undefined) {
          // As many instances as the percentage asks for would be all of them.
          expect(Math.ceil((size * percent) / 100)).toBe(size);
          return;
        }
        const count = Math.ceil((size * checkpoint) / 100);
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThan(size);
        expect((100 * count) / size).toBeGreaterThanOrEqual(Math.min(percent, checkpoint));
      },
    ),
  );
});

test('Of a small fleet it is one of them', () => {
  expect(canaryCheckpoint(10, 2)).toBe(50);
  expect(canaryCheckpoint(10, 3)).toBe(33);
  expect(canaryCheckpoint(10, 1)).toBeUndefined();
  expect(canaryCheckpoint(undefined, 4)).toBeUndefined();
});
