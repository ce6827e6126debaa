import { expect, test } from 'vitest';
import { freePools } from './pool.ts';

test('All 64 pools are free on a host that routes nothing to them', () => {
  const pools = freePools('a', [
    { dst: 'default' },
    { dst: '10.0.0.0/8' },
    { dst: '198.20.0.0/16' },
  ]);
  expect(new Set(pools).size).toBe(64);
  expect([...pools].sort()).toContain('198.18.0.0/21');
  expect([...pools].sort()).toContain('198.19.248.0/21');
});

test('A region begins with the same pool each time, and another one elsewhere', () => {
  expect(freePools('a', [])[0]).toBe(freePools('a', [])[0]);
  expect(freePools('a', [])[0]).not.toBe(freePools('b', [])[0]);
});

test('What a route touches is taken, however long it is', () => {
  const [first = '', second = ''] = freePools('a', []);
  const within = first.replace('.0/21', '.77');
  expect(freePools('a', [{ dst: within }])[0]).toBe(second);
  expect(freePools('a', [{ dst: first }])[0]).toBe(second);
  expect(
    freePools('a', [{ dst: '198.18.0.0/16' }]).every((pool) => pool.startsWith('198.19.')),
  ).toBe(true);
  expect(freePools('a', [{ dst: '198.18.0.0/15' }])).toEqual([]);
});
