import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GroupRow, ScalingPolicyRow } from '../../store/autoScaling.ts';
import { planScaling } from './scalingPlan.ts';
import type { ScalingView } from './scalingView.ts';
import {
  groupRow,
  member,
  now,
  secondsAgo,
  trackingPolicy,
  trackingView,
  warmMembers,
} from './testing/scalingViews.ts';

const desired = (view: ScalingView) => planScaling(view).group.DesiredCapacity;
const cpu = trackingPolicy(50, { PolicyName: 'cpu' });
const of = (policy: ScalingPolicyRow, value: number, group: Partial<GroupRow> = {}, more = {}) =>
  desired(trackingView([[policy, value]], { group: groupRow(group), ...more }));

test('Grows to what the target asks for, rounded up, and says why', () => {
  const { group } = planScaling(trackingView([[cpu, 60]]));
  expect(group).toMatchObject({ DesiredCapacity: 3, scaledAt: now });
  expect(group.capacityCause).toBe(
    'At 2026-01-01T01:00:00Z a monitor alarm cpu GreaterThanThreshold in state ALARM triggered policy cpu changing the desired capacity from 2 to 3.',
  );
});

test.each([
  ['to its maximum', 500, {}, 10],
  ['not at its target', 50, {}, 2],
  ['not a little below it', 46, {}, 2],
  ['down with room to spare', 20, { DesiredCapacity: 10 }, 5],
  ['to its minimum without load', 0, { DesiredCapacity: 10 }, 1],
  ['to none, where its minimum is none', 0, { MinSize: 0, DesiredCapacity: 1 }, 0],
  [
    'not while processes are suspended',
    90,
    { SuspendedProcesses: [{ ProcessName: 'AlarmNotification' }] },
    2,
  ],
  ['not while it is deleted', 90, { Status: 'Delete in progress' }, 2],
])('It scales %s', (_, value, group, expected) => {
  expect(of(cpu, value, group)).toBe(expected);
});

test('Whole numbers stay what they are', () => {
  expect(of(trackingPolicy(0.1), 0.3, { DesiredCapacity: 1 })).toBe(3);
});

test('Any policy may have it grow, and all must agree to shrink', () => {
  const requests = trackingPolicy(100, { PolicyName: 'requests' });
  const group = groupRow({ DesiredCapacity: 4 });
  const both = (a: number, b: number, other = requests) =>
    desired(
      trackingView(
        [
          [cpu, a],
          [other, b],
        ],
        { group },
      ),
    );
  expect(both(10, 150)).toBe(6);
  expect(both(60, 150)).toBe(6);
  expect(both(10, 95)).toBe(4);
  // ceil(4 × 10 / 45) is 1, ceil(4 × 50 / 90) is 3: the more careful one decides.
  expect(both(10, 50)).toBe(3);
  expect(both(10, 95, trackingPolicy(100, { PolicyName: 'requests', DisableScaleIn: true }))).toBe(
    1,
  );
});

test('Those that warm up are there already, and no part of the figure', () => {
  const group = groupRow({ DesiredCapacity: 4, DefaultInstanceWarmup: 120 });
  const members = [...warmMembers(2), member(60), member(0, 'Pending')];
  const at = (value: number) => desired(trackingView([[cpu, value]], { group, members }));
  expect(at(90)).toBe(4);
  expect(at(130)).toBe(6);
  expect(at(1)).toBe(4);
});

test('The policy’s warm-up comes before the group’s, and the cool-down last', () => {
  const members = [...warmMembers(1), member(100)];
  const shrinks = (policy: ScalingPolicyRow, group: Partial<GroupRow>) =>
    of(policy, 1, group, { members }) < 2;
  expect(shrinks(cpu, {})).toBe(false);
  expect(shrinks(cpu, { DefaultCooldown: 100 })).toBe(true);
  expect(shrinks(cpu, { DefaultInstanceWarmup: 100 })).toBe(true);
  expect(shrinks({ ...cpu, EstimatedInstanceWarmup: 101 }, { DefaultInstanceWarmup: 100 })).toBe(
    false,
  );
});

test('It acts once on a figure', () => {
  expect(of(cpu, 90, { scaledAt: now })).toBe(2);
  expect(of(cpu, 90, { scaledAt: secondsAgo(1) })).toBe(4);
  // To shrink, the whole minute must have been measured since.
  expect(of(cpu, 1, { scaledAt: secondsAgo(59) })).toBe(2);
  expect(of(cpu, 1, { scaledAt: secondsAgo(60) })).toBe(1);
});

test('Without figures, without alarms or switched off, it does nothing', () => {
  expect(desired(trackingView([[cpu, 90]], { readingOf: () => undefined }))).toBe(2);
  expect(desired(trackingView([[cpu, 90]], { alarms: [] }))).toBe(2);
  expect(of({ ...cpu, Enabled: false }, 90)).toBe(2);
});

const views = fc
  .record({
    min: fc.nat(10),
    span: fc.nat(20),
    at: fc.nat(30),
    warm: fc.nat(30),
    young: fc.nat(3),
    leaving: fc.nat(3),
    targets: fc.array(fc.tuple(fc.double({ min: 0.1, max: 1e6, noNaN: true }), fc.boolean()), {
      minLength: 1,
      maxLength: 3,
    }),
    figures: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0, max: 1e6, noNaN: true }))),
  })
  .map(({ min, span, at, warm, young, leaving, targets, figures }) => ({
    group: groupRow({
      MinSize: min,
      MaxSize: min + span,
      DesiredCapacity: Math.min(min + span, Math.max(min, at)),
    }),
    members: [
      ...warmMembers(warm),
      ...Array.from({ length: young }, () => member(10)),
      ...Array.from({ length: leaving }, () => member(3600, 'Terminating:Wait')),
    ],
    policies: targets.map(([target, DisableScaleIn], index) =>
      trackingPolicy(target, { PolicyName: `policy ${index}`, DisableScaleIn }),
    ),
    figures,
    young,
  }));

test('Within its bounds always, never down while instances warm up, and no less for more load', () => {
  fc.assert(
    fc.property(views, fc.double({ min: 1, max: 100, noNaN: true }), (each, factor) => {
      const { group, members, policies, figures, young } = each;
      const at = (scale: number) =>
        desired(
          trackingView(
            policies.map((policy, index) => [policy, (figures[index] ?? 0) * scale] as const),
            { group, members },
          ),
        );
      const capacity = at(1);
      expect(capacity).toBeGreaterThanOrEqual(group.MinSize);
      expect(capacity).toBeLessThanOrEqual(group.MaxSize);
      if (young > 0) expect(capacity).toBeGreaterThanOrEqual(group.DesiredCapacity);
      expect(at(factor)).toBeGreaterThanOrEqual(capacity);
    }),
  );
});

test('The same load that made it shrink does not make it grow again', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 49, noNaN: true }),
      (size, value) => {
        const group = groupRow({ MinSize: 0, MaxSize: 100, DesiredCapacity: size });
        const smaller = desired(trackingView([[cpu, value]], { group }));
        fc.pre(smaller > 0);
        expect((size * value) / smaller).toBeLessThanOrEqual(50);
      },
    ),
  );
});
