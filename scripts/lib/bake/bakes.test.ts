import { describe, expect, test } from 'vitest';
import { startOf, thisProcess } from '../processIdentity.ts';
import {
  type Bake,
  bakeOf,
  bakeTags,
  describeClash,
  type Holding,
  isLive,
  newBake,
  planBakes,
} from './bakes.ts';

const began = new Date('2026-11-21T10:55:24.123Z');
const minutesLater = (minutes: number) => new Date(began.getTime() + minutes * 60_000);
const bake: Bake = {
  id: '0123456789ab',
  key: 'ab'.repeat(32),
  host: 'host-1',
  process: { place: 'aaaaaaaaaaaa', id: 123, start: '4567' },
  began,
};
const asTags = (tags: Record<string, string>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

describe('Tags', () => {
  test('say whose bake it is', () => {
    expect(bakeOf(asTags(bakeTags(bake)))).toEqual(bake);
  });

  test.each([
    ['none', []],
    ['of something else', asTags({ Name: 'mine', 'rollover:app': 'webapp' })],
    ['half of them', asTags({ 'rollover:bake': bake.id })],
    ['no time', asTags({ ...bakeTags(bake), 'rollover:bake-began': 'today' })],
  ])('are no bake: %s', (_, tags) => {
    expect(bakeOf(tags)).toBeUndefined();
  });
});

describe('A bake lives', () => {
  const here = { now: minutesLater(1), place: 'aaaaaaaaaaaa', isRunning: () => true };

  test('as long as its process does', () => {
    expect(isLive(bake, here)).toBe(true);
    expect(isLive(bake, { ...here, isRunning: () => false })).toBe(false);
  });

  test('on another machine until the deadline', () => {
    const elsewhere = { ...here, place: 'bbbbbbbbbbbb', isRunning: () => false };
    expect(isLive(bake, { ...elsewhere, now: minutesLater(59) })).toBe(true);
    expect(isLive(bake, { ...elsewhere, now: minutesLater(61) })).toBe(false);
  });

  test('no longer than the deadline here either: its process hangs', () => {
    expect(isLive(bake, { ...here, now: minutesLater(61) })).toBe(false);
  });
});

test('What belongs to no live bake is a stray', () => {
  const dead: Bake = { ...bake, id: 'dddddddddddd' };
  const holding = (kind: Holding['kind'], owner: Bake): Holding => ({
    kind,
    id: `${kind} of ${owner.id}`,
    bakeId: owner.id,
    ...(kind !== 'image' && { bake: owner }),
  });
  const kinds = ['instance', 'image', 'key pair', 'security group'] as const;
  const ofDead = kinds.map((kind) => holding(kind, dead));
  const forgotten: Holding = { kind: 'image', id: 'ami-1', bakeId: 'eeeeeeeeeeee' };
  const plan = planBakes(
    [...kinds.map((kind) => holding(kind, bake)), ...ofDead, forgotten],
    ({ id }) => id === bake.id,
  );
  expect(plan).toEqual({ live: [bake], strays: [...ofDead, forgotten] });
});

test('A clash says who, since when, and what to do', () => {
  expect(describeClash(bake, minutesLater(3))).toBe(
    'This image, abababababab, is being baked already: on host-1 by process 123, since ' +
      '2026-11-21T10:55:24Z (3 min). Wait until that has ended, then run the same command again: it ' +
      'will find the image and use it',
  );
});

test('This process is found by its identity', async () => {
  const { id, start, place } = await thisProcess();
  expect(id).toBe(process.pid);
  expect(await startOf(id)).toBe(start);
  expect(await startOf(2 ** 30)).toBeUndefined();
  expect((await newBake(bake.key, began)).process).toEqual({ id, start, place });
});
