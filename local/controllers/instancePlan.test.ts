import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MachineStatus } from '../drivers/machines.ts';
import type { InstanceRow } from '../store/ec2.ts';
import { instanceRow } from '../testing/ec2Rows.ts';
import { planInstances } from './instancePlan.ts';

const now = new Date('2026-01-01T12:00:00Z');
const running: MachineStatus = { state: 'running' };
const off: MachineStatus = { state: 'stopped', exitStatus: 0 };

function plan(row: Partial<InstanceRow>, machine?: MachineStatus): string[] {
  const instance = instanceRow(row);
  const machines = new Map(machine ? [[instance.InstanceId, machine]] : []);
  return planInstances([instance], machines, now).map(({ kind }) => kind);
}

const state = (Name: NonNullable<InstanceRow['State']['Name']>) => ({ State: { Name } });

describe('An instance that is', () => {
  test('pending is booted, also from a disk that it has', () => {
    expect(plan(state('pending'))).toEqual(['start']);
    expect(plan(state('pending'), off)).toEqual(['start']);
  });
  test('pending and runs, since the region was killed in between, is said to run', () => {
    expect(plan(state('pending'), running)).toEqual(['markRunning']);
  });
  test('running is left alone', () => {
    expect(plan(state('running'), running)).toEqual([]);
  });
  test('running and wanted to reboot is rebooted', () => {
    expect(plan({ ...state('running'), isRebootWanted: true }, running)).toEqual(['reboot']);
  });
  test('running, and stopped for its image, is booted again', () => {
    expect(plan({ ...state('running'), isRebootWanted: true }, off)).toEqual(['start']);
  });
  test('running, and ended by itself, is noticed', () => {
    expect(plan(state('running'), off)).toEqual(['markEnded']);
    expect(plan(state('running'))).toEqual(['markEnded']);
  });
  test('stopping is stopped, and stays so', () => {
    expect(plan(state('stopping'), running)).toEqual(['stop']);
    expect(plan(state('stopping'), off)).toEqual(['stop']);
    expect(plan(state('stopped'), off)).toEqual([]);
  });
  test('shutting down is powered off, then loses its machine', () => {
    expect(plan(state('shutting-down'), running)).toEqual(['stop']);
    expect(plan(state('shutting-down'), off)).toEqual(['remove']);
    expect(plan(state('shutting-down'))).toEqual(['remove']);
  });
  test('terminated is described for an hour, then forgotten', () => {
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
    expect(plan({ ...state('terminated'), terminatedAt: ago(60) })).toEqual([]);
    expect(plan({ ...state('terminated'), terminatedAt: ago(61) })).toEqual(['forget']);
  });
});

test('A machine that no record knows is removed', () => {
  expect(planInstances([], new Map([['i-0stray', running]]), now)).toEqual([
    { kind: 'removeStray', InstanceId: 'i-0stray' },
  ]);
});

test('Whatever the records and machines, a plan has at most one action for an instance', () => {
  const names = [
    'pending',
    'running',
    'stopping',
    'stopped',
    'shutting-down',
    'terminated',
  ] as const;
  const ids = fc.constantFrom('i-0a', 'i-0b', 'i-0c');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ InstanceId: ids, Name: fc.constantFrom(...names) }), {
        selector: ({ InstanceId }) => InstanceId,
      }),
      fc.dictionary(ids, fc.constantFrom(running, off)),
      (rows, machines) => {
        const actions = planInstances(
          rows.map(({ InstanceId, Name }) => instanceRow({ InstanceId, State: { Name } })),
          new Map(Object.entries(machines)),
          now,
        );
        const targets = actions.map((action) =>
          action.kind === 'removeStray' ? action.InstanceId : action.row.InstanceId,
        );
        expect(new Set(targets).size).toBe(targets.length);
      },
    ),
  );
});
