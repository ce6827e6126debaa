import { expect, test } from 'vitest';
import { type Patience, until } from './until.ts';

function createPatience(reportMilliseconds: number) {
  const said: string[] = [];
  const abort = new AbortController();
  const stop = new AbortController();
  const patience: Patience = {
    signal: abort.signal,
    stopping: stop.signal,
    report: (line) => void said.push(line),
    pollMilliseconds: 1,
    reportMilliseconds,
  };
  return { patience, said, abort, stop };
}

test('What is waited for is told at once, and again from time to time, as it is by then', async () => {
  const { patience, said } = createPatience(1);
  let left = 4;
  const what = () => `${left} to go`;
  const seen = await until(what, patience, async () => {
    left -= 1;
    return left === 0 ? 'all gone' : undefined;
  });
  expect(seen).toBe('all gone');
  expect(said).toEqual(['Waiting for 3 to go', 'Waiting for 2 to go', 'Waiting for 1 to go']);
});

test('In between it is not told', async () => {
  const { patience, said } = createPatience(60_000);
  let looks = 0;
  await until('it', patience, async () => {
    looks += 1;
    return looks === 5 || undefined;
  });
  expect(said).toEqual(['Waiting for it']);
});

test('What is there already is not waited for, and not told', async () => {
  const { patience, said, stop } = createPatience(1);
  stop.abort();
  expect(await until('it', patience, async () => 'there')).toBe('there');
  expect(said).toEqual([]);
});

test.each(['abort', 'stop'] as const)('A wait ends at once: %s', async (way) => {
  const { patience, said, [way]: controller } = createPatience(1);
  const waiting = until('godot', { ...patience, pollMilliseconds: 60_000 }, async () => undefined);
  const failing = expect(waiting).rejects.toThrow('Stopped waiting for godot');
  await expect.poll(() => said).toEqual(['Waiting for godot']);
  controller.abort();
  await failing;
});

test('In vain it is waited until time is up, and no longer', async () => {
  const { patience } = createPatience(1);
  await expect(until('godot', patience, async () => undefined, 0.005)).rejects.toThrow(
    'Waited 0.005 s for godot, in vain',
  );
});
