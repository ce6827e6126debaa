// Lifecycle hooks: who waits for one, for how long, and what comes of it.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html

import type { GroupInstanceRow, LifecycleHookRow } from '../../store/autoScaling.ts';
import type { Action, Deadlines, GroupView } from './view.ts';

export type HookStep =
  | { readonly kind: 'wait' }
  | { readonly kind: 'enter'; readonly hook: LifecycleHookRow }
  | { readonly kind: 'abandoned'; readonly name: string }
  | { readonly kind: 'passed' };

/** One hook after another, in the order of their records. */
export function planHooks(
  { hook, hookResult }: GroupInstanceRow,
  transition: string,
  { hooks }: GroupView,
  deadlines: Deadlines,
): HookStep {
  const all = hooks.filter(({ LifecycleTransition }) => LifecycleTransition === transition);
  const first = all[0];
  if (!hook) return first ? { kind: 'enter', hook: first } : { kind: 'passed' };
  const position = all.findIndex((each) => each.LifecycleHookName === hook.LifecycleHookName);
  // A hook that was deleted lets go of whom it held.
  const onTimeout = all[position]?.DefaultResult ?? 'CONTINUE';
  const ends = Math.min(hook.until.getTime(), hook.atMost.getTime());
  const result = hookResult ?? (position < 0 || deadlines.isDue(ends) ? onTimeout : undefined);
  if (result === undefined) return { kind: 'wait' };
  if (result === 'ABANDON') return { kind: 'abandoned', name: hook.LifecycleHookName };
  const next = position < 0 ? undefined : all[position + 1];
  return next ? { kind: 'enter', hook: next } : { kind: 'passed' };
}

export function enteredHook(
  member: GroupInstanceRow,
  { LifecycleHookName, HeartbeatTimeout, GlobalTimeout }: LifecycleHookRow,
  LifecycleState: 'Pending:Wait' | 'Terminating:Wait',
  { now, newToken }: GroupView,
): readonly Action[] {
  const { hookResult: _, ...rest } = member;
  const hook = {
    LifecycleHookName,
    LifecycleActionToken: newToken(),
    until: new Date(now + HeartbeatTimeout * 1000),
    atMost: new Date(now + GlobalTimeout * 1000),
  };
  const { ActivityId } = member;
  return [
    { kind: 'putMember', member: { ...rest, LifecycleState, since: new Date(now), hook } },
    ...(ActivityId === undefined
      ? []
      : [{ kind: 'progress', ActivityId, StatusCode: 'MidLifecycleAction' } as const]),
  ];
}
