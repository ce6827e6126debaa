// Who sends requests to a target group: it follows from the actions of listeners and rules.

import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Elbv2Tables } from '../../store/elbv2.ts';

/** The groups that actions forward to. Kept ones name them all in their `ForwardConfig`. */
export function groupsIn(actions: readonly Action[]): string[] {
  return actions.flatMap(({ ForwardConfig }) =>
    (ForwardConfig?.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []),
  );
}

/** The load balancers that forward to each group, by its ARN; groups that nobody uses are not in it. */
export function loadBalancersByGroup(
  tables: Elbv2Tables,
): ReadonlyMap<string, ReadonlySet<string>> {
  const uses = new Map<string, Set<string>>();
  const add = (LoadBalancerArn: string, actions: readonly Action[]) => {
    for (const arn of groupsIn(actions)) {
      uses.set(arn, (uses.get(arn) ?? new Set()).add(LoadBalancerArn));
    }
  };
  for (const row of tables.listeners.list()) add(row.LoadBalancerArn, row.DefaultActions);
  for (const { ListenerArn, Actions } of tables.rules.list()) {
    const listener = tables.listeners.get(ListenerArn);
    if (listener) add(listener.LoadBalancerArn, Actions);
  }
  return uses;
}

/** The ARNs of the load balancers that forward to a group. */
export function loadBalancersOf(tables: Elbv2Tables, TargetGroupArn: string): string[] {
  return [...(loadBalancersByGroup(tables).get(TargetGroupArn) ?? [])];
}

/** The ARNs of the groups that a load balancer forwards to. */
export function groupsOf(tables: Elbv2Tables, LoadBalancerArn: string): string[] {
  return [...loadBalancersByGroup(tables)].flatMap(([arn, users]) =>
    users.has(LoadBalancerArn) ? arn : [],
  );
}
