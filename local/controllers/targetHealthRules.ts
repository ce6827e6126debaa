// What the results of health checks make of a target: AWS's rules, without time and without effects.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html

import type { ProbeResult } from '../drivers/targetProbes.ts';
import type { TargetGroupRow, TargetRow } from '../store/elbv2.ts';

/** Results in a row, of one kind or the other: at least one of the two is 0. */
export type Streak = { readonly passes: number; readonly failures: number };

type Health = TargetRow['TargetHealth'];
type Rules = Pick<TargetGroupRow, 'HealthyThresholdCount' | 'UnhealthyThresholdCount' | 'Matcher'>;

export const noStreak: Streak = { passes: 0, failures: 0 };

export const registering: Health = {
  State: 'initial',
  Reason: 'Elb.RegistrationInProgress',
  Description: 'Target registration is in progress',
};

export const initialChecking: Health = {
  State: 'initial',
  Reason: 'Elb.InitialHealthChecking',
  Description: 'Initial health checks in progress',
};

/** The streak with one more result, and the health that follows from it. */
export function judge(
  { HealthyThresholdCount, UnhealthyThresholdCount, Matcher }: Rules,
  health: Health,
  streak: Streak,
  result: ProbeResult,
): { readonly streak: Streak; readonly health: Health } {
  if (isPass(result, Matcher.HttpCode ?? '200')) {
    const passes = streak.passes + 1;
    // One is enough for who is new.
    const wanted = health.State === 'unhealthy' ? HealthyThresholdCount : 1;
    return {
      streak: { passes, failures: 0 },
      health: passes >= wanted ? { State: 'healthy' } : health,
    };
  }
  const failures = streak.failures + 1;
  const isUnhealthy = health.State === 'unhealthy' || failures >= UnhealthyThresholdCount;
  return {
    streak: { passes: 0, failures },
    health: isUnhealthy
      ? { State: 'unhealthy', ...failureOf(result) }
      : health.State === 'initial'
        ? initialChecking
        : health,
  };
}

function failureOf(result: ProbeResult): Pick<Health, 'Reason' | 'Description'> {
  switch (result.kind) {
    case 'answer':
      return {
        Reason: 'Target.ResponseCodeMismatch',
        Description: `Health checks failed with these codes: [${result.status}]`,
      };
    case 'timeout':
      return { Reason: 'Target.Timeout', Description: 'Request timed out' };
    case 'failed':
      return { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };
  }
}

/** @param codes such as `200`, `200,202` and `200-299` */
function isPass(result: ProbeResult, codes: string): boolean {
  if (result.kind !== 'answer') return false;
  return codes.split(',').some((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    return from <= result.status && result.status <= to;
  });
}
