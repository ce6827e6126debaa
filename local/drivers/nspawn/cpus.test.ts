import { expect, test } from 'vitest';
import { parseList, processorsFor } from './cpus.ts';

test('A list of processors, as the kernel writes it', () => {
  expect(parseList('0')).toEqual([0]);
  expect(parseList('0-3,8,10-11')).toEqual([0, 1, 2, 3, 8, 10, 11]);
});

test('A machine sees as many as its type has, the same ones each time', () => {
  const processors = parseList('0-15');
  const chosen = processorsFor('rollover-dev-i-1', 2, processors);
  expect(chosen).toHaveLength(2);
  expect(processorsFor('rollover-dev-i-1', 2, processors)).toEqual(chosen);
});

test('Machines are spread', () => {
  const first = Array.from({ length: 50 }, (_, id) => processorsFor(`i-${id}`, 1, [0, 1, 2, 3]));
  expect(new Set(first.flat())).toEqual(new Set([0, 1, 2, 3]));
});

test('On a small host it sees all', () => {
  expect(processorsFor('i-1', 2, [0, 1])).toBeUndefined();
  expect(processorsFor('i-1', 8, [0, 1])).toBeUndefined();
});
