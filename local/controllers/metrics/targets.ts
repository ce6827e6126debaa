// How many targets are healthy, of each target group that a load balancer uses.

import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Datum, metricOf } from '../../store/datapoints.ts';
import { type Elbv2Tables, elbv2Tables } from '../../store/elbv2.ts';
import { summaryOf } from '../../store/metricValues.ts';
import type { Store } from '../../store/store.ts';
import { loadBalancerDimension, targetGroupDimension } from './dimensions.ts';

/** A sample of this moment; several in a minute make its least and its most mean something. */
export function targetData(store: Store, now: Date): Datum[] {
  const tables = elbv2Tables(store);
  return [...groupsInUse(tables)].flatMap(([LoadBalancerArn, groups]) =>
    [...groups].flatMap((TargetGroupArn) => {
      const dimensions = [
        targetGroupDimension(TargetGroupArn),
        loadBalancerDimension(LoadBalancerArn),
      ];
      const counts = {
        HealthyHostCount: targetsIn(tables, TargetGroupArn, 'healthy'),
        UnHealthyHostCount: targetsIn(tables, TargetGroupArn, 'unhealthy'),
      };
      return Object.entries(counts).map(([MetricName, count]) => ({
        ...metricOf('AWS/ApplicationELB', MetricName, dimensions),
        ...{ at: now, Unit: 'Count' as const },
        ...summaryOf([count]),
      }));
    }),
  );
}

/** Those that get a group's requests: its healthy targets, or all where none is. */
export function servingTargets(store: Store, TargetGroupArn: string): number {
  const tables = elbv2Tables(store);
  const unhealthy = () =>
    targetsIn(tables, TargetGroupArn, 'unhealthy') + targetsIn(tables, TargetGroupArn, 'initial');
  return targetsIn(tables, TargetGroupArn, 'healthy') || unhealthy();
}

function targetsIn({ targets }: Elbv2Tables, TargetGroupArn: string, state: string): number {
  return targets
    .list()
    .filter((row) => row.TargetGroupArn === TargetGroupArn && row.TargetHealth.State === state)
    .length;
}

/** The target groups that a load balancer's listeners and rules forward to, by the load balancer's ARN. */
function groupsInUse({ listeners, rules }: Elbv2Tables): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { ListenerArn, LoadBalancerArn, DefaultActions } of listeners.list()) {
    const ofListener = rules.list().filter((rule) => rule.ListenerArn === ListenerArn);
    const actions = [...DefaultActions, ...ofListener.flatMap(({ Actions }) => Actions)];
    const used = groups.get(LoadBalancerArn) ?? new Set();
    groups.set(LoadBalancerArn, used);
    for (const arn of actions.flatMap(forwardedTo)) used.add(arn);
  }
  return groups;
}

function forwardedTo({ TargetGroupArn, ForwardConfig }: Action): string[] {
  const several = ForwardConfig?.TargetGroups?.map((each) => each.TargetGroupArn) ?? [];
  return [TargetGroupArn, ...several].filter((arn) => arn !== undefined);
}
