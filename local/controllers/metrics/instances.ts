// Metrics of instances: what they used of their processors, what passed over their network, and that they run.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html

import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { MachineDriver, MachineUsage } from '../../drivers/machines.ts';
import {
  autoScalingTables,
  type GroupInstanceRow,
  type GroupRow,
} from '../../store/autoScaling.ts';
import { type Datum, metricOf } from '../../store/datapoints.ts';
import { ec2Tables, type InstanceRow } from '../../store/ec2.ts';
import { summaryOf } from '../../store/metricValues.ts';
import type { Store } from '../../store/store.ts';
import { groupDimension, instanceDimension } from './dimensions.ts';

/** What each instance had used, and when. */
export type UsageSample = {
  readonly at: Date;
  readonly usages: ReadonlyMap<string, MachineUsage>;
};

export async function sampleUsage(
  store: Store,
  machines: Pick<MachineDriver, 'usage'>,
  now: () => Date,
): Promise<UsageSample> {
  const usages = await Promise.all(
    runningInstances(store).map(
      async ({ InstanceId }) => [InstanceId, await machines.usage(InstanceId)] as const,
    ),
  );
  return { at: now(), usages: new Map(usages) };
}

/**
 * Of the time between two samples; an instance that has only one of them is left out.
 *
 * @param at the minute that the figures are of
 */
export function instanceData(
  store: Store,
  before: UsageSample | undefined,
  sample: UsageSample,
  at: Date,
  vCpusOf: (InstanceType: string) => number,
): Datum[] {
  const { instances: members, groups } = autoScalingTables(store);
  return runningInstances(store).flatMap((row) => {
    const member = members.get(row.InstanceId);
    const isWarm = member && isPastWarmup(member, groups.get(member.AutoScalingGroupName), at);
    const group = isWarm ? member.AutoScalingGroupName : undefined;
    const dimensions = [
      instanceDimension(row.InstanceId),
      ...(group === undefined ? [] : [groupDimension(group)]),
    ];
    // Each dimension by itself: AWS has no metric of both.
    const each = (MetricName: string, Unit: StandardUnit, value: number): Datum[] =>
      dimensions.map((dimension) => ({
        ...metricOf('AWS/EC2', MetricName, [dimension]),
        ...{ at, Unit },
        ...summaryOf([value]),
      }));
    const grown = (key: keyof MachineUsage) => growth(row.InstanceId, key, before, sample);
    const bytes = (MetricName: string, count: number | undefined) =>
      count === undefined ? [] : each(MetricName, 'Bytes', count);
    const percent = cpuPercent(grown('cpuSeconds'), before, sample, vCpusOf(row.InstanceType));
    return [
      ...(percent === undefined ? [] : each('CPUUtilization', 'Percent', percent)),
      ...bytes('NetworkIn', grown('receivedBytes')),
      ...bytes('NetworkOut', grown('sentBytes')),
      ...each('StatusCheckFailed', 'Count', 0),
    ];
  });
}

/** Undefined where it was not measured twice, and where it was started anew in between. */
function growth(
  InstanceId: string,
  key: keyof MachineUsage,
  before: UsageSample | undefined,
  sample: UsageSample,
): number | undefined {
  const earlier = before?.usages.get(InstanceId)?.[key];
  const later = sample.usages.get(InstanceId)?.[key];
  if (earlier === undefined || later === undefined || later < earlier) return undefined;
  return later - earlier;
}

function cpuPercent(
  used: number | undefined,
  before: UsageSample | undefined,
  sample: UsageSample,
  vCpus: number,
): number | undefined {
  const seconds = (sample.at.getTime() - (before?.at ?? sample.at).getTime()) / 1000;
  if (used === undefined || seconds <= 0) return undefined;
  return Math.min(100, (used / seconds / vCpus) * 100);
}

/** Until then the group's default warm-up keeps it out of the group's figures. */
function isPastWarmup(
  { inServiceAt }: GroupInstanceRow,
  group: GroupRow | undefined,
  at: Date,
): boolean {
  const seconds = group?.DefaultInstanceWarmup ?? 0;
  if (seconds === 0) return true;
  return inServiceAt !== undefined && at.getTime() - inServiceAt.getTime() >= seconds * 1000;
}

function runningInstances(store: Store): InstanceRow[] {
  return ec2Tables(store)
    .instances.list()
    .filter(({ State }) => State.Name === 'running');
}
