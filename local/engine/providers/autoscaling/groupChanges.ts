// The changes of a group that have calls of their own.

import type { Aws } from '../aws.ts';
import type { Change } from '../resourceType.ts';
import { until } from '../until.ts';
import { activitiesOf, untilSatisfied } from './capacity.ts';
import { type GroupInputs, type properties, secondsOf } from './groupSettings.ts';

type GroupChange = Change<typeof properties>;

/** Ten at a time is what AWS takes. */
const batchSize = 10;

export const changeSizes: GroupChange = {
  of: ['minSize', 'maxSize', 'desiredCapacity'],
  finishes: true,
  async apply(name, news, aws, olds, isNew) {
    const { minSize, maxSize, desiredCapacity, minElbCapacity = 0, waitForElbCapacity = 0 } = news;
    const isDesiredChanged =
      desiredCapacity !== undefined && desiredCapacity !== olds.desiredCapacity;
    const isMoved = minSize !== olds.minSize || isDesiredChanged;
    const isChanged = isMoved || maxSize !== olds.maxSize;
    const before = isNew ? [] : await activitiesOf(name, aws);
    if (isChanged) {
      await aws.autoScaling.updateAutoScalingGroup({
        AutoScalingGroupName: name,
        MinSize: minSize,
        MaxSize: maxSize,
        // Else it may be out of the new bounds, into which AWS moves it by itself.
        ...(isDesiredChanged && { DesiredCapacity: desiredCapacity }),
      });
    }
    const deadlineSeconds = secondsOf(news.waitForCapacityTimeout);
    if (!(deadlineSeconds > 0) || (isChanged && !isMoved)) return;
    await untilSatisfied(
      name,
      {
        goalOf: ({ DesiredCapacity = 0 }) =>
          isMoved
            ? {
                isExact: true,
                inService: Math.max(minSize, DesiredCapacity),
                serving: waitForElbCapacity,
              }
            : {
                isExact: false,
                inService: desiredCapacity || minSize,
                serving: waitForElbCapacity || minElbCapacity,
              },
        deadlineSeconds,
        isPatient: news.ignoreFailedScalingActivities,
        known: new Set(before.map(({ ActivityId = '' }) => ActivityId)),
      },
      aws,
    );
  },
};

export const changeTargetGroups: GroupChange = {
  of: ['targetGroupArns'],
  async apply(AutoScalingGroupName, { targetGroupArns: news = [] }, aws, olds) {
    const { autoScaling } = aws;
    const before = olds.targetGroupArns ?? [];
    for (const TargetGroupARNs of batches(without(before, news))) {
      await autoScaling.detachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs });
      await untilNone('Removing', AutoScalingGroupName, aws);
    }
    for (const TargetGroupARNs of batches(without(news, before))) {
      await autoScaling.attachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs });
      await untilNone('Adding', AutoScalingGroupName, aws);
    }
  },
};

function untilNone(state: 'Adding' | 'Removing', AutoScalingGroupName: string, aws: Aws) {
  const ending = { Adding: 'to have joined', Removing: 'to have left' }[state];
  return until(`the target groups of ${AutoScalingGroupName} ${ending}`, aws, async () => {
    const { LoadBalancerTargetGroups = [] } =
      await aws.autoScaling.describeLoadBalancerTargetGroups({ AutoScalingGroupName });
    return LoadBalancerTargetGroups.some(({ State }) => State === state) ? undefined : true;
  });
}

export const changeMetrics: GroupChange = {
  of: ['enabledMetrics', 'metricsGranularity'],
  async apply(AutoScalingGroupName, news, { autoScaling }, olds) {
    const { removed, added } = difference('enabledMetrics', news, olds);
    if (removed.length > 0) {
      await autoScaling.disableMetricsCollection({ AutoScalingGroupName, Metrics: removed });
    }
    if (added.length > 0) {
      await autoScaling.enableMetricsCollection({
        AutoScalingGroupName,
        Granularity: news.metricsGranularity,
        Metrics: added,
      });
    }
  },
};

export const changeProcesses: GroupChange = {
  of: ['suspendedProcesses'],
  async apply(AutoScalingGroupName, news, { autoScaling }, olds) {
    const { removed, added } = difference('suspendedProcesses', news, olds);
    if (removed.length > 0) {
      await autoScaling.resumeProcesses({ AutoScalingGroupName, ScalingProcesses: removed });
    }
    if (added.length > 0) {
      await autoScaling.suspendProcesses({ AutoScalingGroupName, ScalingProcesses: added });
    }
  },
};

function difference(
  name: 'enabledMetrics' | 'suspendedProcesses',
  { [name]: news = [] }: GroupInputs,
  { [name]: olds = [] }: Partial<GroupInputs>,
) {
  return { removed: without(olds, news), added: without(news, olds) };
}

function without(some: readonly string[], others: readonly string[]): string[] {
  return some.filter((each) => !others.includes(each));
}

function batches(all: readonly string[]): string[][] {
  const count = Math.ceil(all.length / batchSize);
  return Array.from({ length: count }, (_, index) =>
    all.slice(index * batchSize, (index + 1) * batchSize),
  );
}
