import { expect, test } from 'vitest';
import { createPool } from './pool.ts';

test('So many work at a time, in the order in which they came, whoever fails', async () => {
  const pool = createPool(2);
  const begun: number[] = [];
  let working = 0;
  let most = 0;
  const work = (number: number) =>
    pool(async () => {
      begun.push(number);
      working += 1;
      most = Math.max(most, working);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
      if (number % 2 === 1) throw new Error('odd');
      return number;
    });
  const outcomes = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(work));
  expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});
