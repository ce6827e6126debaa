import fc from 'fast-check';
import { expect, test } from 'vitest';
import { persist, waitMilliseconds } from './patience.ts';

test('Waits grow to half a minute, and differ from instance to instance', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const wait = waitMilliseconds(attempt, random);
        expect(wait).toBeGreaterThanOrEqual(125);
        expect(wait).toBeLessThanOrEqual(30_000);
        expect(waitMilliseconds(attempt + 1, random)).toBeGreaterThanOrEqual(wait);
      },
    ),
  );
  expect(waitMilliseconds(1, 1)).toBe(250);
  expect(waitMilliseconds(100, 0)).toBe(15_000);
});

test('The deadline ends it, also within a long wait', async () => {
  const stopping = new AbortController();
  const deadline = new AbortController();
  const said: string[] = [];
  const ending = { stopping: stopping.signal, deadline: deadline.signal };
  const result = persist(
    'working',
    ending,
    (line) => said.push(line),
    async () => {
      stopping.abort();
      deadline.abort(new Error('too late'));
      throw new Error('no');
    },
  );
  await expect(result).rejects.toThrow('too late');
  expect(said).toEqual([]);
});
