import { expect, test } from 'vitest';
import type { FaultRow } from '../store/faults.ts';
import { planFaults } from './faults.ts';

const now = new Date('2026-01-01T12:00:00Z');

function plan(until: string, isBegun: boolean): string[] {
  const row: FaultRow = {
    id: 'a',
    kind: 'freeze',
    InstanceId: 'i-1',
    until: new Date(until),
    isBegun,
  };
  return planFaults([row], now).map(({ kind }) => kind);
}

test('A fault is begun once, and ended when its time is over, begun or not', () => {
  expect(plan('2026-01-01T12:01:00Z', false)).toEqual(['begin']);
  expect(plan('2026-01-01T12:01:00Z', true)).toEqual([]);
  expect(plan('2026-01-01T12:00:00Z', true)).toEqual(['end']);
  expect(plan('2026-01-01T11:59:00Z', false)).toEqual(['end']);
});
