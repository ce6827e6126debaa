import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProbeResult } from '../drivers/targetProbes.ts';
import { targetGroupRow } from '../testing/elbv2Rows.ts';
import { initialChecking, judge, noStreak, registering } from './targetHealthRules.ts';

const group = targetGroupRow({ HealthyThresholdCount: 3, UnhealthyThresholdCount: 2 });
const pass: ProbeResult = { kind: 'answer', status: 200 };
const fail: ProbeResult = { kind: 'answer', status: 500 };
type Health = Parameters<typeof judge>[1];

/** What becomes of a target, result by result. */
function healths(first: Health, results: readonly ProbeResult[], rules = group): Health[] {
  let health = first;
  let streak = noStreak;
  return results.map((result) => {
    ({ health, streak } = judge(rules, health, streak, result));
    return health;
  });
}

const states = (...args: Parameters<typeof healths>) => healths(...args).map(({ State }) => State);

describe('A target', () => {
  test('that is new is healthy after one pass, also after a failure', () => {
    expect(states(registering, [pass])).toEqual(['healthy']);
    expect(healths(registering, [fail, pass])).toEqual([initialChecking, { State: 'healthy' }]);
  });
  test('that is new is unhealthy after as many failures in a row as the group says', () => {
    expect(states(registering, [fail, fail])).toEqual(['initial', 'unhealthy']);
  });
  test('that is healthy is unhealthy after failures in a row', () => {
    const healthy: Health = { State: 'healthy' };
    expect(states(healthy, [fail, pass, fail, fail])).toEqual([
      ...['healthy', 'healthy', 'healthy', 'unhealthy'],
    ]);
  });
  test('that is unhealthy is healthy after passes in a row', () => {
    const unhealthy: Health = { State: 'unhealthy' };
    expect(states(unhealthy, [pass, pass, fail, pass, pass, pass])).toEqual([
      ...['unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'healthy'],
    ]);
  });
});

test.each<[ProbeResult, string, string]>([
  [fail, 'Target.ResponseCodeMismatch', 'Health checks failed with these codes: [500]'],
  [{ kind: 'timeout' }, 'Target.Timeout', 'Request timed out'],
  [{ kind: 'failed' }, 'Target.FailedHealthChecks', 'Health checks failed'],
])('%j is said as AWS says it', (result, Reason, Description) => {
  const [, last] = healths(registering, [result, result]);
  expect(last).toEqual({ State: 'unhealthy', Reason, Description });
});

test.each([
  ['200', [200], [201, 199, 404]],
  ['200,202', [200, 202], [201]],
  ['200-299', [200, 204, 299], [300, 199]],
  ['200,301-302', [200, 301, 302], [303, 201]],
])('The codes %s pass', (HttpCode, passing, failing) => {
  const rules = targetGroupRow({ Matcher: { HttpCode } });
  const after = (status: number) => states(registering, [{ kind: 'answer', status }], rules);
  for (const status of passing) expect(after(status)).toEqual(['healthy']);
  for (const status of failing) expect(after(status)).toEqual(['initial']);
});

test('Whatever the results, a state changes only after the streak that AWS asks for', () => {
  const result = fc.constantFrom<ProbeResult>(pass, fail, { kind: 'timeout' }, { kind: 'failed' });
  const isPass = (each: ProbeResult | undefined) => each === pass;
  fc.assert(
    fc.property(
      fc.array(result, { maxLength: 40 }),
      fc.integer({ min: 2, max: 10 }),
      fc.integer({ min: 2, max: 10 }),
      (results, HealthyThresholdCount, UnhealthyThresholdCount) => {
        const rules = targetGroupRow({ HealthyThresholdCount, UnhealthyThresholdCount });
        const after = states(registering, results, rules);
        for (const [index, state] of after.entries()) {
          const before = after[index - 1] ?? 'initial';
          if (state === before) continue;
          const last = (count: number) => results.slice(Math.max(0, index - count + 1), index + 1);
          if (state === 'healthy') {
            const wanted = before === 'unhealthy' ? HealthyThresholdCount : 1;
            expect(last(wanted)).toHaveLength(wanted);
            expect(last(wanted).every(isPass)).toBe(true);
          } else {
            expect(state).toBe('unhealthy');
            expect(last(UnhealthyThresholdCount)).toHaveLength(UnhealthyThresholdCount);
            expect(last(UnhealthyThresholdCount).some(isPass)).toBe(false);
          }
        }
        // And never later.
        const tail = (count: number) => (results.length < count ? [] : results.slice(-count));
        const passes = tail(HealthyThresholdCount).filter(isPass);
        if (passes.length === HealthyThresholdCount) expect(after.at(-1)).toBe('healthy');
        const failures = tail(UnhealthyThresholdCount).filter((each) => !isPass(each));
        if (failures.length === UnhealthyThresholdCount) expect(after.at(-1)).toBe('unhealthy');
      },
    ),
  );
});
