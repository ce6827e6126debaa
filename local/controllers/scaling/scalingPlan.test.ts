import { expect, test } from 'vitest';
import type { GroupRow, ScalingPolicyRow } from '../../store/autoScaling.ts';
import type { AlarmRow } from '../../store/cloudWatch.ts';
import { planScaling } from './scalingPlan.ts';
import type { ScalingView } from './scalingView.ts';
import {
  alarmRow,
  groupRow,
  member,
  now,
  policyRow,
  readingOf,
  scalingView,
  scheduledAction,
  secondsAgo,
  trackingPolicy,
  warmMembers,
} from './testing/scalingViews.ts';

/** A policy whose alarm, at this threshold, is in ALARM. */
function desiredBy(
  policy: ScalingPolicyRow,
  value: number,
  changes: Partial<ScalingView> = {},
  comparison: AlarmRow['ComparisonOperator'] = 'GreaterThanThreshold',
): number {
  const view = scalingView({
    policies: [policy],
    alarms: [alarmRow(policy, 60, comparison)],
    readingOf: () => readingOf(value),
    ...changes,
  });
  return planScaling(view).group.DesiredCapacity;
}

const simple = (ScalingAdjustment: number, changes: Partial<ScalingPolicyRow> = {}) =>
  policyRow({ AdjustmentType: 'ChangeInCapacity', ScalingAdjustment, ...changes });
const stepped = policyRow({
  PolicyType: 'StepScaling',
  AdjustmentType: 'PercentChangeInCapacity',
  EstimatedInstanceWarmup: 120,
  StepAdjustments: [
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 0 },
    { MetricIntervalLowerBound: 10, MetricIntervalUpperBound: 20, ScalingAdjustment: 10 },
    { MetricIntervalLowerBound: 20, ScalingAdjustment: 30 },
    { MetricIntervalUpperBound: 0, ScalingAdjustment: -10 },
  ],
});

test('A simple policy adds, and waits for its cool-down', () => {
  const at = (group: Partial<GroupRow>, policy = simple(2)) =>
    desiredBy(policy, 90, { group: groupRow(group) });
  expect(at({})).toBe(4);
  expect(at({ MaxSize: 3 })).toBe(3);
  expect(at({ scaledAt: secondsAgo(299) })).toBe(2);
  expect(at({ scaledAt: secondsAgo(300) })).toBe(4);
  expect(at({ scaledAt: secondsAgo(20) }, simple(2, { Cooldown: 20 }))).toBe(4);
});

test('A simple policy waits until what was launched serves', () => {
  expect(desiredBy(simple(2), 90, { members: [...warmMembers(1), member(0, 'Pending')] })).toBe(2);
});

test.each([
  [65, 10],
  [70, 11],
  [80, 13],
])('A step is chosen by the breach: %d', (value, expected) => {
  const group = groupRow({ DesiredCapacity: 10, MaxSize: 20 });
  expect(desiredBy(stepped, value, { group })).toBe(expected);
});

test('A step of those that warm up is counted in the next one', () => {
  const group = groupRow({ DesiredCapacity: 11, MaxSize: 20 });
  const members = [...warmMembers(10), member(60)];
  expect(desiredBy(stepped, 75, { group, members })).toBe(11);
  expect(desiredBy(stepped, 85, { group, members })).toBe(13);
  expect(desiredBy(stepped, 50, { group, members }, 'LessThanThreshold')).toBe(11);
});

test('A step down counts those that leave already', () => {
  const group = groupRow({ DesiredCapacity: 9 });
  const leaving = [...warmMembers(9), member(3600, 'Terminating')];
  expect(desiredBy(stepped, 50, { group, members: leaving }, 'LessThanThreshold')).toBe(9);
  expect(desiredBy(stepped, 50, { group }, 'LessThanThreshold')).toBe(8);
});

test('An exact capacity is one', () => {
  const exact = policyRow({
    PolicyType: 'StepScaling',
    AdjustmentType: 'ExactCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 7 }],
  });
  expect(desiredBy(exact, 90)).toBe(7);
});

test('Whoever wants most decides', () => {
  const few = simple(1, { PolicyName: 'few' });
  const many = simple(3, { PolicyName: 'many' });
  const less = simple(-1, { PolicyName: 'less' });
  const tracking = trackingPolicy(50, { PolicyName: 'cpu' });
  const plan = (policies: readonly ScalingPolicyRow[]) =>
    planScaling(
      scalingView({
        policies,
        alarms: policies.map((policy) => alarmRow(policy, 50, 'GreaterThanThreshold')),
        readingOf: () => readingOf(75),
      }),
    ).group;
  expect(plan([few, many, less])).toMatchObject({ DesiredCapacity: 5 });
  expect(plan([less, tracking, few])).toMatchObject({ DesiredCapacity: 3 });
  expect(plan([less])).toMatchObject({ DesiredCapacity: 1 });
});

test('A scheduled action changes the size once, and says so', () => {
  const StartTime = secondsAgo(1);
  const due = scheduledAction({ StartTime, MinSize: 4, MaxSize: 8 });
  const { group, actions } = planScaling(scalingView({ scheduledActions: [due] }));
  expect(group).toMatchObject({ MinSize: 4, MaxSize: 8, DesiredCapacity: 4 });
  expect(group.capacityCause).toBe(
    'At 2026-01-01T01:00:00Z a scheduled action update of AutoScalingGroup constraints to min: 4, max: 8, desired: 4 changing the desired capacity from 2 to 4.',
  );
  expect(actions).toEqual([{ action: due, next: undefined }]);
});

test('A recurring one comes again, until it ends', () => {
  const action = { StartTime: now, Recurrence: '30 * * * *', DesiredCapacity: 3 };
  const next = (EndTime?: Date) =>
    planScaling(scalingView({ scheduledActions: [scheduledAction({ ...action, EndTime })] }))
      .actions[0]?.next?.StartTime;
  expect(next()).toEqual(new Date('2026-01-01T01:30:00Z'));
  expect(next(new Date('2026-01-01T01:29:00Z'))).toBeUndefined();
});

test('What is not due waits, and what is suspended passes', () => {
  const action = scheduledAction({ StartTime: secondsAgo(-1), DesiredCapacity: 3 });
  const early = planScaling(scalingView({ scheduledActions: [action] }));
  expect(early).toMatchObject({ group: { DesiredCapacity: 2 }, actions: [] });
  const suspended = planScaling(
    scalingView({
      group: groupRow({ SuspendedProcesses: [{ ProcessName: 'ScheduledActions' }] }),
      scheduledActions: [{ ...action, StartTime: now }],
    }),
  );
  expect(suspended.group.DesiredCapacity).toBe(2);
  expect(suspended.actions).toHaveLength(1);
});
