// Metrics of Auto Scaling groups: those that are switched on, once a minute.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html

import {
  autoScalingTables,
  type GroupInstanceRow,
  type GroupRow,
} from '../../store/autoScaling.ts';
import { type Datum, metricOf } from '../../store/datapoints.ts';
import { summaryOf } from '../../store/metricValues.ts';
import type { Store } from '../../store/store.ts';
import { groupDimension } from './dimensions.ts';

export function groupData(store: Store, now: Date): Datum[] {
  const { groups, instances } = autoScalingTables(store);
  return groups.list().flatMap((group) => {
    const { AutoScalingGroupName, EnabledMetrics } = group;
    const members = instances
      .list()
      .filter((row) => row.AutoScalingGroupName === AutoScalingGroupName);
    const figures = figuresOf(group, members);
    return EnabledMetrics.flatMap(({ Metric = '' }) => {
      const value = figures[Metric];
      if (value === undefined) return [];
      return {
        ...metricOf('AWS/AutoScaling', Metric, [groupDimension(AutoScalingGroupName)]),
        ...{ at: now, Unit: 'None' as const },
        ...summaryOf([value]),
      };
    });
  });
}

function figuresOf(
  { MinSize, MaxSize, DesiredCapacity }: GroupRow,
  members: readonly GroupInstanceRow[],
): Readonly<Record<string, number>> {
  const count = (pattern: RegExp) =>
    members.filter(({ LifecycleState }) => pattern.test(LifecycleState)).length;
  const instances = {
    InService: count(/^InService$/),
    Pending: count(/^Pending/),
    Standby: count(/Standby$/),
    Terminating: count(/^Terminating/),
  };
  const Total = Object.values(instances).reduce((sum, each) => sum + each);
  return {
    GroupMinSize: MinSize,
    GroupMaxSize: MaxSize,
    GroupDesiredCapacity: DesiredCapacity,
    ...Object.fromEntries(
      Object.entries({ ...instances, Total }).flatMap(([state, number]) => [
        [`Group${state}Instances`, number],
        // An instance is one unit of capacity.
        [`Group${state}Capacity`, number],
      ]),
    ),
  };
}
