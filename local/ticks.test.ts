import { expect, test, vi } from 'vitest';
import { startTicks } from './ticks.ts';

/** A clock that a test moves, and ticks of a second of it. */
function tick(work: () => Promise<void> = async () => {}) {
  let clock = 10_500;
  const runs: number[] = [];
  const errors: unknown[] = [];
  const ticks = startTicks(
    () => new Date(clock),
    1000,
    async () => {
      runs.push(clock);
      await work();
    },
    (error) => void errors.push(error),
  );
  return {
    ...{ ticks, runs, errors },
    async lookAt(time: number) {
      clock = time;
      ticks.look();
      await new Promise(setImmediate);
    },
  };
}

test('The first run is at once, the others once for each tick', async () => {
  const { ticks, runs, lookAt } = tick();
  for (const time of [10_600, 10_999, 11_000, 11_001, 14_200]) await lookAt(time);
  expect(runs).toEqual([10_500, 11_000, 14_200]);
  await ticks.stop();
  await lookAt(20_000);
  expect(runs).toHaveLength(3);
});

test('A run that takes long is not begun twice, and its next follows it', async () => {
  let release = () => {};
  const { ticks, runs, lookAt } = tick(() => new Promise((resolve) => (release = resolve)));
  await lookAt(11_000);
  await lookAt(12_000);
  expect(runs).toEqual([10_500]);
  release();
  await vi.waitFor(() => expect(runs).toEqual([10_500, 12_000]), 20_000);
  release();
  await ticks.stop();
});

test('One that fails is told, and the next comes', async () => {
  const { ticks, runs, errors, lookAt } = tick(async () => Promise.reject(new Error('no')));
  await lookAt(11_000);
  expect([runs.length, errors.length]).toEqual([2, 2]);
  await ticks.stop();
});

test('Time alone brings the next', async () => {
  let count = 0;
  const ticks = startTicks(
    () => new Date(),
    20,
    async () => {
      count += 1;
    },
    () => {},
  );
  await vi.waitFor(() => expect(count).toBeGreaterThan(2), 20_000);
  await ticks.stop();
});
