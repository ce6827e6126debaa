// What is to be seen of a fleet while it scales: its CPU, its size, and what Auto Scaling did and why.

import {
  type Activity,
  DescribeAutoScalingGroupsCommand,
  paginateDescribeScalingActivities,
} from '@aws-sdk/client-auto-scaling';
import { paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { RolloutClients } from '../rollout/rolloutClients.ts';

export type FleetReading = {
  readonly cpu: readonly CpuPoint[];
  readonly size: FleetSize;
  /** Since the time that was asked for, oldest first. */
  readonly activities: readonly ScalingActivity[];
};

/** Average of the group's instances in the minute that began then. */
export type CpuPoint = { readonly at: Date; readonly percent: number };

export type FleetSize = {
  readonly desired: number;
  readonly inService: number;
  /** In whatever state. */
  readonly instances: number;
};

export type ScalingActivity = {
  readonly id: string;
  readonly at: Date;
  readonly description: string;
  readonly cause: string;
};

export type FleetQuery = {
  readonly clients: Pick<RolloutClients, 'autoScaling' | 'cloudWatch'>;
  readonly autoScalingGroupName: string;
};

/** @param since for figures and activities; `cpuSince`, if it is enough to look for those from then on */
export async function readFleetNow(
  query: FleetQuery,
  { since, cpuSince = since, now }: { since: Date; cpuSince?: Date; now: Date },
): Promise<FleetReading> {
  const [cpu, size, activities] = await Promise.all([
    readCpu(query, cpuSince, now),
    readSize(query),
    readActivities(query, since),
  ]);
  return { cpu, size, activities };
}

async function readCpu(
  { clients, autoScalingGroupName }: FleetQuery,
  StartTime: Date,
  now: Date,
): Promise<readonly CpuPoint[]> {
  const Dimensions = [{ Name: 'AutoScalingGroupName', Value: autoScalingGroupName }];
  const input = {
    StartTime,
    EndTime: new Date(now.getTime() + 60_000),
    ScanBy: 'TimestampAscending' as const,
    MetricDataQueries: [
      {
        Id: 'cpu',
        MetricStat: {
          Metric: { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions },
          Period: 60,
          Stat: 'Average',
        },
      },
    ],
  };
  const points: CpuPoint[] = [];
  for await (const page of paginateGetMetricData({ client: clients.cloudWatch }, input)) {
    const { Timestamps = [], Values = [] } = page.MetricDataResults?.[0] ?? {};
    points.push(...Timestamps.map((at, i) => ({ at, percent: Values[i] ?? 0 })));
  }
  return points;
}

async function readSize({ clients, autoScalingGroupName }: FleetQuery): Promise<FleetSize> {
  const { AutoScalingGroups } = await clients.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [autoScalingGroupName] }),
  );
  const [group] = AutoScalingGroups ?? [];
  if (!group) throw new Error(`The Auto Scaling group ${autoScalingGroupName} is gone`);
  const { DesiredCapacity = 0, Instances = [] } = group;
  const inService = Instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
  return { desired: DesiredCapacity, inService: inService.length, instances: Instances.length };
}

async function readActivities(
  { clients, autoScalingGroupName: AutoScalingGroupName }: FleetQuery,
  since: Date,
): Promise<readonly ScalingActivity[]> {
  const found: Activity[] = [];
  const pages = paginateDescribeScalingActivities(
    { client: clients.autoScaling },
    { AutoScalingGroupName },
  );
  for await (const { Activities = [] } of pages) {
    const fresh = Activities.filter(({ StartTime = since }) => StartTime >= since);
    found.push(...fresh);
    // The newest come first.
    if (fresh.length < Activities.length) break;
  }
  return found.reverse().map(({ ActivityId, StartTime, Description, Cause }) => ({
    id: ActivityId ?? '',
    at: StartTime ?? since,
    description: Description ?? '',
    cause: Cause ?? '',
  }));
}
