// Counts a group's members once, as its plans see them:
//
//   current   what the group is to have in the end
//   outdated  what an active refresh still has to replace: before its target, or, as it rolls back, of it
//   kept      outdated, but ignored by the refresh's preferences
//   blocked   outdated, and waited for: protected from scale-in, or in Standby

import type {
  GroupInstanceRow,
  InstanceRefreshRow,
  PinnedTemplate,
} from '../../store/autoScaling.ts';
import { type Deadlines, type GroupView, isCounted, isTerminating } from './view.ts';

export type Census = {
  /** Counted by `DesiredCapacity`, unhealthy ones too. */
  readonly total: number;
  /** In service and healthy; current ones also warmed up, while a refresh is active. */
  readonly ready: number;
  readonly current: readonly GroupInstanceRow[];
  readonly readyCurrent: number;
  /** Those that serve, and those that do not. */
  readonly serving: readonly GroupInstanceRow[];
  readonly idle: readonly GroupInstanceRow[];
  readonly kept: number;
  readonly blocked: readonly GroupInstanceRow[];
  /** Outdated members in Standby that the refresh is to terminate. */
  readonly standby: readonly GroupInstanceRow[];
  readonly blockedStandby: readonly GroupInstanceRow[];
  /** Counted, and marked as unhealthy; they are in none of the lists above. */
  readonly unhealthy: readonly GroupInstanceRow[];
  /** On their way in or out. */
  readonly isMoving: boolean;
  readonly terminating: GroupInstanceRow | undefined;
  /** Current ones that are not ready. */
  readonly awaited: readonly GroupInstanceRow[];
};

type Lists = {
  -readonly [Name in keyof Census as Census[Name] extends readonly GroupInstanceRow[]
    ? Name
    : never]: GroupInstanceRow[];
};

export function takeCensus(view: GroupView, deadlines: Deadlines): Census {
  const { refresh, template } = view;
  const lists: Lists = {
    current: [],
    awaited: [],
    serving: [],
    idle: [],
    blocked: [],
    standby: [],
    blockedStandby: [],
    unhealthy: [],
  };
  let [total, ready, readyCurrent, kept] = [0, 0, 0, 0];
  let isMoving = false;
  let terminating: GroupInstanceRow | undefined;
  for (const member of view.members) {
    if (!isCounted(member)) {
      if (isTerminating(member.LifecycleState)) {
        isMoving = true;
        terminating ??= member;
      } else if (refresh && member.LifecycleState === 'Standby') {
        if (isCurrent(member, refresh, template)) continue;
        if (refresh.Preferences.StandbyInstances === 'Terminate') lists.standby.push(member);
        if (refresh.Preferences.StandbyInstances === 'Wait') lists.blockedStandby.push(member);
      }
      continue;
    }
    total += 1;
    if (member.LifecycleState !== 'InService') isMoving = true;
    if (member.HealthStatus === 'Unhealthy') {
      lists.unhealthy.push(member);
      continue;
    }
    const serves = isServing(member, view);
    if (!refresh || isCurrent(member, refresh, template)) {
      lists.current.push(member);
      if (serves && isWarm(member, refresh, deadlines)) {
        ready += 1;
        readyCurrent += 1;
      } else lists.awaited.push(member);
      continue;
    }
    if (serves) ready += 1;
    if (member.ProtectedFromScaleIn && refresh.Preferences.ScaleInProtectedInstances === 'Wait') {
      lists.blocked.push(member);
    } else if (
      member.ProtectedFromScaleIn &&
      refresh.Preferences.ScaleInProtectedInstances === 'Ignore'
    ) {
      kept += 1;
    } else {
      (serves ? lists.serving : lists.idle).push(member);
    }
  }
  return {
    ...lists,
    total,
    ready,
    readyCurrent,
    kept,
    isMoving,
    terminating,
  };
}

/** Whether a refresh leaves it as it is. */
function isCurrent(
  member: GroupInstanceRow,
  refresh: InstanceRefreshRow,
  template: PinnedTemplate | undefined,
): boolean {
  const isItsOwn = member.InstanceRefreshId === refresh.InstanceRefreshId;
  if (refresh.Status === 'RollbackInProgress') return !isItsOwn;
  if (isItsOwn) return true;
  return (
    refresh.Preferences.SkipMatching &&
    template !== undefined &&
    member.LaunchTemplate.LaunchTemplateId === template.LaunchTemplateId &&
    member.LaunchTemplate.Version === template.Version
  );
}

/** A refresh counts on what it has launched once that is warmed up. */
function isWarm(
  { inServiceAt, launchedAt, InstanceRefreshId }: GroupInstanceRow,
  refresh: InstanceRefreshRow | undefined,
  deadlines: Deadlines,
): boolean {
  if (!refresh || !inServiceAt) return true;
  const isItsOwn =
    refresh.Status === 'RollbackInProgress'
      ? launchedAt >= refresh.StartTime
      : InstanceRefreshId === refresh.InstanceRefreshId;
  if (!isItsOwn) return true;
  return deadlines.isDue(inServiceAt.getTime() + refresh.Preferences.InstanceWarmup * 1000);
}

/** In service, and healthy by all that counts for the group. */
export function isServing(
  { LifecycleState, InstanceId }: GroupInstanceRow,
  { group, facts, usesTargetHealth }: Pick<GroupView, 'group' | 'facts' | 'usesTargetHealth'>,
): boolean {
  if (LifecycleState !== 'InService' || facts.ec2State(InstanceId) !== 'running') return false;
  if (!usesTargetHealth) return true;
  for (const arn of group.TargetGroupARNs) {
    if (facts.targetState(arn, InstanceId) !== 'healthy') return false;
  }
  return true;
}
