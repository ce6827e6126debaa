import { expect, test } from 'vitest';
import { isCrashLoop } from './crashLoop.ts';

test.each([
  ['no death', [], false],
  ['four deaths at once', [0, 0, 0, 0], false],
  ['five within a minute', [0, 10_000, 20_000, 30_000, 59_999], true],
  ['five over more than a minute', [0, 10_000, 20_000, 30_000, 60_000], false],
  ['many, long ago', [0, 1, 2, 3, 4, 5, 900_000], false],
])('%s', (_, deaths, expected) => {
  expect(isCrashLoop(deaths)).toBe(expected);
});
