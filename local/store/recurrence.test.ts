import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextOccurrence, parseRecurrence } from './recurrence.ts';

const next = (text: string, after: string) => {
  const recurrence = parseRecurrence(text);
  return recurrence && nextOccurrence(recurrence, new Date(after))?.toISOString();
};

test.each([
  ['* * * * *', '2026-01-01T00:00:30Z', '2026-01-01T00:01:00.000Z'],
  ['0 8 * * 1-5', '2026-01-02T08:00:00Z', '2026-01-05T08:00:00.000Z'],
  ['*/15 9-17/4 * * *', '2026-01-01T09:50:00Z', '2026-01-01T13:00:00.000Z'],
  ['5,10 0 1 jan,Jun *', '2026-01-01T00:10:00Z', '2026-06-01T00:05:00.000Z'],
  ['0 0 * * SUN', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00.000Z'],
  ['0 0 * * 7', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00.000Z'],
  // Either of the days, where both are limited.
  ['0 0 13 * FRI', '2026-01-09T00:00:00Z', '2026-01-13T00:00:00.000Z'],
  ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
])('%s after %s is %s', (text, after, expected) => {
  expect(next(text, after)).toBe(expected);
});

test('The 30th of February never comes', () => {
  expect(next('0 0 30 2 *', '2026-01-01T00:00:00Z')).toBeUndefined();
});

test.each(['', '* * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 8'])(
  '%j is no recurrence',
  (text) => expect(parseRecurrence(text)).toBeUndefined(),
);
test.each(['5-1 * * * *', '*/0 * * * *', 'x * * * *', '* * * FOO *', '@daily', '1,,2 * * * *'])(
  '%j is none either',
  (text) => expect(parseRecurrence(text)).toBeUndefined(),
);

test('The next time matches, is later, and has none before it', () => {
  const field = (min: number, max: number) =>
    fc.oneof(fc.constant('*'), fc.integer({ min, max }).map(String));
  fc.assert(
    fc.property(
      field(0, 59),
      field(0, 23),
      fc.integer({ min: 0, max: 1e9 }),
      (minute, hour, at) => {
        const after = new Date(at * 1000);
        const found = new Date(next(`${minute} ${hour} * * *`, after.toISOString()) ?? 0);
        expect(found.getTime()).toBeGreaterThan(after.getTime());
        const isMatch = (time: Date) =>
          (minute === '*' || time.getUTCMinutes() === Number(minute)) &&
          (hour === '*' || time.getUTCHours() === Number(hour));
        expect(isMatch(found)).toBe(true);
        let time = Math.floor(after.getTime() / 60_000) * 60_000 + 60_000;
        while (time < found.getTime() && !isMatch(new Date(time))) time += 60_000;
        expect(time).toBe(found.getTime());
      },
    ),
    { numRuns: 50 },
  );
});
