// Waits until a group has the instances that it is to have and its load balancers send them requests.

import type { Activity, AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { Aws } from '../aws.ts';
import { until } from '../until.ts';

export type Capacity = {
  /** Instances that are Healthy and InService. */
  readonly inService: number;
  /** Those of them that are healthy in all of the group's target groups. */
  readonly serving: number;
};

export type Goal = Capacity & {
  /** A new group may have more, a changed one has to come to just that. */
  readonly isExact: boolean;
};

export type Wait = {
  /** What the group is to come to, which may change meanwhile; undefined if that is not waited for. */
  goalOf(group: AutoScalingGroup): Goal;
  readonly deadlineSeconds: number;
  /** Failures of launches are waited out. */
  readonly isPatient: boolean;
  /** Ids of activities that were there before, and say nothing about this wait. */
  readonly known: ReadonlySet<string>;
};

/** @param health states by instance, a map for each target group */
export function capacityOf(
  { Instances = [] }: Pick<AutoScalingGroup, 'Instances'>,
  health: readonly ReadonlyMap<string, string>[],
): Capacity {
  const inService = Instances.filter(
    ({ HealthStatus, LifecycleState }) =>
      HealthStatus === 'Healthy' && LifecycleState === 'InService',
  );
  const serving = inService.filter(({ InstanceId = '' }) =>
    health.every((states) => states.get(InstanceId) === 'healthy'),
  );
  return { inService: inService.length, serving: serving.length };
}

/** What is still missing, such as `2 instances in service (there is 1)`; undefined once all is there. */
export function missing(goal: Goal, capacity: Capacity): string | undefined {
  const { isExact } = goal;
  const falls = (wanted: number, have: number) => (isExact ? have !== wanted : have < wanted);
  const words = (wanted: number, what: string, have: number) =>
    `${isExact ? 'exactly' : 'at least'} ${wanted} ${what}, there ${have === 1 ? 'is' : 'are'} ${have}`;
  if (falls(goal.inService, capacity.inService)) {
    return words(goal.inService, 'healthy instances in service', capacity.inService);
  }
  // A changed group whose program says nothing of its load balancers is not asked for them.
  const isAsked = goal.serving > 0;
  return isAsked && falls(goal.serving, capacity.serving)
    ? words(goal.serving, 'instances healthy in all target groups', capacity.serving)
    : undefined;
}

/** What has failed for good, in AWS's words; a profile that is not everywhere yet is tried again. */
export function failuresOf(
  activities: readonly Activity[],
  known: ReadonlySet<string> = new Set(),
): readonly string[] {
  return activities
    .filter(({ ActivityId = '' }) => !known.has(ActivityId))
    .filter(({ StatusCode, Progress }) => StatusCode === 'Failed' && Progress === 100)
    .filter(({ StatusMessage }) => !StatusMessage?.includes('Invalid IAM Instance Profile'))
    .map(
      ({ ActivityId, StatusCode, StatusMessage }) =>
        `scaling activity (${ActivityId}): ${StatusCode}: ${StatusMessage}`,
    );
}

/** @throws Error where a launch has failed, or time is up: it says what is missing */
export async function untilSatisfied(name: string, wait: Wait, aws: Aws): Promise<void> {
  let lacking: string | undefined;
  await until(
    () => `${name} to have ${lacking}`,
    aws,
    async () => {
      const failures = wait.isPatient ? [] : failuresOf(await activitiesOf(name, aws), wait.known);
      if (failures.length > 0) throw new Error(failures.join('\n'));
      const group = await describeGroup(name, aws);
      if (!group) throw new Error(`${name} is gone`);
      const health = await Promise.all(
        (group.TargetGroupARNs ?? []).map((arn) => targetHealth(arn, aws)),
      );
      lacking = missing(wait.goalOf(group), capacityOf(group, health));
      return lacking === undefined || undefined;
    },
    wait.deadlineSeconds,
  );
}

export async function describeGroup(
  name: string,
  { autoScaling }: Aws,
): Promise<AutoScalingGroup | undefined> {
  const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({
    AutoScalingGroupNames: [name],
  });
  return AutoScalingGroups?.[0];
}

export async function activitiesOf(
  AutoScalingGroupName: string,
  { autoScaling }: Aws,
): Promise<readonly Activity[]> {
  const { Activities = [] } = await autoScaling.describeScalingActivities({ AutoScalingGroupName });
  return Activities;
}

async function targetHealth(
  TargetGroupArn: string,
  { elbv2 }: Aws,
): Promise<ReadonlyMap<string, string>> {
  const { TargetHealthDescriptions = [] } = await elbv2.describeTargetHealth({ TargetGroupArn });
  return new Map(
    TargetHealthDescriptions.map(({ Target, TargetHealth }) => [
      Target?.Id ?? '',
      TargetHealth?.State ?? '',
    ]),
  );
}
