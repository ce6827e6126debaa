// Does what a group's plan says: changes its records, and has others do their part.

import type {
  ActivityRow,
  AutoScalingTables,
  GroupInstanceRow,
  GroupRow,
  PinnedTemplate,
} from '../../store/autoScaling.ts';
import type { Action, Place } from './view.ts';

/** What a group has others do. Each acts at once, on records alone. */
export type GroupEffects = {
  /** @throws Error whose message says why nothing was launched */
  launch(
    group: GroupRow,
    template: PinnedTemplate,
    place: Place,
  ): { readonly InstanceId: string; readonly InstanceType: string };
  terminate(InstanceId: string): void;
  register(TargetGroupArn: string, InstanceIds: readonly string[]): void;
  deregister(TargetGroupArn: string, InstanceIds: readonly string[]): void;
};

export type Acting = {
  readonly tables: AutoScalingTables;
  readonly effects: GroupEffects;
  readonly deleteGroup: (AutoScalingGroupName: string) => void;
  readonly now: Date;
  readonly newId: () => string;
};

export function act(group: GroupRow, actions: readonly Action[], acting: Acting): void {
  const { tables, effects } = acting;
  const launches: Extract<Action, { kind: 'launch' }>[] = [];
  const registered = new Map<string, string[]>();
  const deregistered = new Map<string, string[]>();
  let current = group;
  for (const action of actions) {
    switch (action.kind) {
      case 'putMember':
        tables.instances.put(action.member.InstanceId, action.member);
        break;
      case 'removeMember':
        tables.instances.delete(action.member.InstanceId);
        break;
      case 'putRefresh':
        tables.instanceRefreshes.put(action.refresh.InstanceRefreshId, action.refresh);
        break;
      case 'putGroup':
        current = action.group;
        tables.groups.put(current.AutoScalingGroupName, current);
        break;
      case 'deleteGroup':
        acting.deleteGroup(group.AutoScalingGroupName);
        break;
      case 'register':
        gather(registered, action);
        break;
      case 'deregister':
        gather(deregistered, action);
        break;
      case 'beginTermination':
        beginTermination(action.member, action.cause, acting);
        break;
      case 'terminate':
        effects.terminate(action.member.InstanceId);
        break;
      case 'progress':
        progress(action, acting);
        break;
      case 'launch':
        launches.push(action);
        break;
    }
  }
  for (const [arn, ids] of registered) effects.register(arn, ids);
  for (const [arn, ids] of deregistered) effects.deregister(arn, ids);
  launchAll(current, launches, acting);
}

function gather(
  into: Map<string, string[]>,
  { TargetGroupArn, InstanceId }: { readonly TargetGroupArn: string; readonly InstanceId: string },
): void {
  const ids = into.get(TargetGroupArn);
  if (ids) ids.push(InstanceId);
  else into.set(TargetGroupArn, [InstanceId]);
}

function beginTermination(
  member: GroupInstanceRow,
  cause: string,
  { tables, now, newId }: Acting,
): void {
  const ActivityId = newId();
  const { hook: _, hookResult: __, ...rest } = member;
  tables.instances.put(member.InstanceId, {
    ...rest,
    LifecycleState: 'Terminating',
    since: now,
    cause,
    ActivityId,
  });
  const opened =
    member.ActivityId === undefined ? undefined : tables.activities.get(member.ActivityId);
  if (opened && opened.EndTime === undefined) {
    tables.activities.put(opened.ActivityId, {
      ...opened,
      StatusCode: 'Cancelled',
      EndTime: now,
      Progress: 100,
    });
  }
  tables.activities.put(ActivityId, {
    ...activity(member.AutoScalingGroupName, ActivityId, cause, member, now),
    Description: `Terminating EC2 instance: ${member.InstanceId}`,
    StatusCode: 'InProgress',
    Progress: 0,
  });
}

const progressOf = {
  WaitingForELBConnectionDraining: 50,
  MidLifecycleAction: 60,
  Successful: 100,
  Failed: 100,
} as const;

function progress(
  { ActivityId, StatusCode, StatusMessage }: Extract<Action, { kind: 'progress' }>,
  { tables, now }: Acting,
): void {
  const row = tables.activities.get(ActivityId);
  if (!row) return;
  tables.activities.put(ActivityId, {
    ...row,
    StatusCode,
    Progress: progressOf[StatusCode],
    ...(StatusMessage !== undefined && { StatusMessage }),
    ...(progressOf[StatusCode] === 100 && { EndTime: now }),
  });
}

/** One at a time until one fails: the rest would, too, and are tried again later. */
function launchAll(
  group: GroupRow,
  launches: readonly Extract<Action, { kind: 'launch' }>[],
  acting: Acting,
): void {
  const { tables, now, newId, effects } = acting;
  for (const { place, template, cause, InstanceRefreshId } of launches) {
    const ActivityId = newId();
    const opened = activity(group.AutoScalingGroupName, ActivityId, cause, place, now);
    try {
      const launched = effects.launch(group, template, place);
      tables.instances.put(launched.InstanceId, {
        ...launched,
        ...place,
        AutoScalingGroupName: group.AutoScalingGroupName,
        LifecycleState: 'Pending',
        HealthStatus: 'Healthy',
        ProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn,
        LaunchTemplate: template,
        launchedAt: now,
        since: now,
        ActivityId,
        ...(InstanceRefreshId !== undefined && { InstanceRefreshId }),
      });
      tables.activities.put(ActivityId, {
        ...opened,
        Description: `Launching a new EC2 instance: ${launched.InstanceId}`,
        StatusCode: 'PreInService',
        Progress: 30,
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const failed = `${message.replace(/\.?$/, '.')} Launching EC2 instance failed.`;
      tables.activities.put(ActivityId, {
        ...opened,
        Description: `Launching a new EC2 instance.  Status Reason: ${failed}`,
        StatusCode: 'Failed',
        StatusMessage: failed,
        Progress: 100,
        EndTime: now,
      });
      tables.groups.put(group.AutoScalingGroupName, withFailure(group, now));
      return;
    }
  }
  if (launches.length === 0 || !group.launchFailures) return;
  const { launchFailures: _, ...healed } = group;
  tables.groups.put(group.AutoScalingGroupName, healed);
}

const firstPauseSeconds = 5;
const longestPauseSeconds = 300;

/** Twice as long after each failure. */
function withFailure(group: GroupRow, now: Date): GroupRow {
  const count = (group.launchFailures?.count ?? 0) + 1;
  const pause = Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** (count - 1));
  return { ...group, launchFailures: { count, until: new Date(now.getTime() + pause * 1000) } };
}

function activity(
  AutoScalingGroupName: string,
  ActivityId: string,
  cause: string,
  { SubnetId, AvailabilityZone }: Place,
  now: Date,
): Omit<ActivityRow, 'StatusCode'> {
  return {
    ActivityId,
    AutoScalingGroupName,
    Cause: cause,
    StartTime: now,
    Details: JSON.stringify({ 'Subnet ID': SubnetId, 'Availability Zone': AvailabilityZone }),
  };
}
