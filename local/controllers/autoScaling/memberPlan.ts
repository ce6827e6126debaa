// An instance's way through its group, one step at a time:
//
//   Pending → (Pending:Wait → Pending:Proceed) → InService → Terminating → (Terminating:Wait → …:Proceed) → gone
//
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html

import type { GroupInstanceRow } from '../../store/autoScaling.ts';
import { enteredHook, planHooks } from './hookPlan.ts';
import {
  type Action,
  type Deadlines,
  type GroupView,
  isPending,
  isSuspended,
  isTerminating,
} from './view.ts';

/** What becomes of a member now; undefined for nothing. */
export function planMember(
  member: GroupInstanceRow,
  view: GroupView,
  deadlines: Deadlines,
): readonly Action[] | undefined {
  const { LifecycleState } = member;
  if (LifecycleState === 'InService') return planInService(member, view, deadlines);
  if (isPending(LifecycleState)) return planPending(member, view, deadlines);
  if (isTerminating(LifecycleState)) return planTerminating(member, view, deadlines);
  if (LifecycleState === 'EnteringStandby' || LifecycleState === 'Detaching') {
    return planLeaving(member, view);
  }
  return undefined;
}

function planInService(
  member: GroupInstanceRow,
  view: GroupView,
  deadlines: Deadlines,
): readonly Action[] | undefined {
  const { group, facts } = view;
  const cause = ailmentOf(member, view, deadlines);
  if (cause !== undefined) {
    return [{ kind: 'putMember', member: { ...member, HealthStatus: 'Unhealthy', cause } }];
  }
  if (group.TargetGroupARNs.length === 0 || isSuspended(group, 'AddToLoadBalancer'))
    return undefined;
  const missing = group.TargetGroupARNs.filter(
    (arn) => facts.targetState(arn, member.InstanceId) === undefined,
  );
  return missing.length > 0 ? missing.map((arn) => registerIn(arn, member)) : undefined;
}

/** Why an instance in service is to be marked as unhealthy; the mark is never taken back. */
function ailmentOf(
  { HealthStatus, InstanceId, inServiceAt, since }: GroupInstanceRow,
  { group, facts, usesTargetHealth }: GroupView,
  deadlines: Deadlines,
): string | undefined {
  if (HealthStatus === 'Unhealthy' || isSuspended(group, 'HealthCheck')) return undefined;
  if (facts.ec2State(InstanceId) !== 'running') {
    return 'an EC2 health check indicating it has been terminated or stopped';
  }
  if (!usesTargetHealth) return undefined;
  const isUnhealthy = group.TargetGroupARNs.some(
    (arn) => facts.targetState(arn, InstanceId) === 'unhealthy',
  );
  if (!isUnhealthy) return undefined;
  const graceEnds = (inServiceAt ?? since).getTime() + group.HealthCheckGracePeriod * 1000;
  return deadlines.isDue(graceEnds) ? 'an ELB system health check failure' : undefined;
}

function planPending(
  member: GroupInstanceRow,
  view: GroupView,
  deadlines: Deadlines,
): readonly Action[] | undefined {
  if (member.HealthStatus === 'Unhealthy') return undefined;
  const state = view.facts.ec2State(member.InstanceId);
  if (state === 'pending') return undefined;
  if (state !== 'running') {
    return failed(
      member,
      'Instance became unhealthy while waiting for instance to be in InService state',
    );
  }
  if (member.LifecycleState === 'Pending:Proceed') return inService(member, view);
  const step = planHooks(member, 'autoscaling:EC2_INSTANCE_LAUNCHING', view, deadlines);
  switch (step.kind) {
    case 'wait':
      return undefined;
    case 'enter':
      return enteredHook(member, step.hook, 'Pending:Wait', view);
    case 'abandoned':
      return failed(member, `Lifecycle hook ${step.name} was abandoned`);
    case 'passed':
      return inService(member, view);
  }
}

function inService(member: GroupInstanceRow, { group, now, facts }: GroupView): readonly Action[] {
  const { hook: _, hookResult: __, ActivityId, ...rest } = member;
  const at = new Date(now);
  const isApart = isSuspended(group, 'AddToLoadBalancer');
  const missing = group.TargetGroupARNs.filter(
    (arn) => !isApart && facts.targetState(arn, member.InstanceId) === undefined,
  );
  return [
    ...missing.map((arn) => registerIn(arn, member)),
    {
      kind: 'putMember',
      member: { ...rest, LifecycleState: 'InService', since: at, inServiceAt: at },
    },
    ...done(ActivityId),
  ];
}

/** Its termination and what replaces it are the capacity's plan. */
function failed(member: GroupInstanceRow, message: string): readonly Action[] {
  const { ActivityId, ...rest } = member;
  return [
    {
      kind: 'putMember',
      member: { ...rest, HealthStatus: 'Unhealthy', cause: 'its launch having failed' },
    },
    ...(ActivityId === undefined
      ? []
      : [{ kind: 'progress', ActivityId, StatusCode: 'Failed', StatusMessage: message } as const]),
  ];
}

function planTerminating(
  member: GroupInstanceRow,
  view: GroupView,
  deadlines: Deadlines,
): readonly Action[] | undefined {
  const { group, facts, now } = view;
  const { InstanceId, ActivityId } = member;
  const state = facts.ec2State(InstanceId);
  if (state === undefined || state === 'shutting-down' || state === 'terminated') {
    return [
      ...deregistrations(member, view),
      { kind: 'removeMember', member },
      ...done(ActivityId),
    ];
  }
  if (member.LifecycleState === 'Terminating') {
    const leaving = deregistrations(member, view);
    if (leaving.length > 0) {
      return ActivityId === undefined
        ? leaving
        : [
            ...leaving,
            { kind: 'progress', ActivityId, StatusCode: 'WaitingForELBConnectionDraining' },
          ];
    }
    if (isRegistered(member, view)) return undefined;
  }
  if (member.LifecycleState !== 'Terminating:Proceed' && group.Status === undefined) {
    const step = planHooks(member, 'autoscaling:EC2_INSTANCE_TERMINATING', view, deadlines);
    if (step.kind === 'wait') return undefined;
    if (step.kind === 'enter') return enteredHook(member, step.hook, 'Terminating:Wait', view);
  }
  const { hook: _, hookResult: __, ...rest } = member;
  const proceeding = {
    ...rest,
    LifecycleState: 'Terminating:Proceed',
    since: new Date(now),
  } as const;
  return [
    ...(member.LifecycleState === 'Terminating:Wait'
      ? [{ kind: 'putMember', member: proceeding } as const]
      : []),
    { kind: 'terminate', member },
  ];
}

/** To Standby, or out of the group, once the load balancers have let it go. */
function planLeaving(member: GroupInstanceRow, view: GroupView): readonly Action[] | undefined {
  const leaving = deregistrations(member, view);
  if (leaving.length > 0) return leaving;
  if (isRegistered(member, view)) return undefined;
  const { ActivityId, ...rest } = member;
  return [
    member.LifecycleState === 'Detaching'
      ? { kind: 'removeMember', member }
      : {
          kind: 'putMember',
          member: { ...rest, LifecycleState: 'Standby', since: new Date(view.now) },
        },
    ...done(ActivityId),
  ];
}

function isRegistered({ InstanceId }: GroupInstanceRow, { group, facts }: GroupView): boolean {
  return group.TargetGroupARNs.some((arn) => facts.targetState(arn, InstanceId) !== undefined);
}

function deregistrations(
  { InstanceId }: GroupInstanceRow,
  { group, facts }: GroupView,
): readonly Action[] {
  return group.TargetGroupARNs.filter((TargetGroupArn) => {
    const state = facts.targetState(TargetGroupArn, InstanceId);
    return state !== undefined && state !== 'draining';
  }).map((TargetGroupArn) => ({ kind: 'deregister', TargetGroupArn, InstanceId }));
}

function registerIn(TargetGroupArn: string, { InstanceId }: GroupInstanceRow): Action {
  return { kind: 'register', TargetGroupArn, InstanceId };
}

function done(ActivityId: string | undefined): readonly Action[] {
  return ActivityId === undefined
    ? []
    : [{ kind: 'progress', ActivityId, StatusCode: 'Successful' }];
}
