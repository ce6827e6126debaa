// What the plans of a group look at: its records, and what EC2, the load balancers and the alarms say.

import type { InstanceStateName } from '@aws-sdk/client-ec2';
import type {
  GroupInstanceRow,
  GroupRow,
  InstanceRefreshRow,
  LifecycleHookRow,
  PinnedTemplate,
} from '../../store/autoScaling.ts';
import type { TargetState } from '../../store/elbv2.ts';

/** What others than Auto Scaling know. */
export type Facts = {
  /** Undefined for an instance that EC2 does not know, or no longer. */
  ec2State(InstanceId: string): InstanceStateName | undefined;
  /** Undefined for an instance that is not registered. */
  targetState(TargetGroupArn: string, InstanceId: string): TargetState | undefined;
  isInAlarm(AlarmName: string): boolean;
};

export type Place = { readonly SubnetId: string; readonly AvailabilityZone: string };

export type GroupView = {
  /** Milliseconds. */
  readonly now: number;
  /** See RegionSettings. */
  readonly timeScale: number;
  readonly group: GroupRow;
  readonly members: readonly GroupInstanceRow[];
  readonly hooks: readonly LifecycleHookRow[];
  /** The one that is active. */
  readonly refresh: InstanceRefreshRow | undefined;
  /** What a launch of this moment uses; undefined where the template or its version is gone. */
  readonly template: PinnedTemplate | undefined;
  readonly places: readonly Place[];
  readonly facts: Facts;
  /** Whether the load balancers' checks count for the group, besides EC2's, which always do. */
  readonly usesTargetHealth: boolean;
  readonly newToken: () => string;
};

export type Action =
  | { readonly kind: 'putMember'; readonly member: GroupInstanceRow }
  /** Gone from the group: terminated, or detached. */
  | { readonly kind: 'removeMember'; readonly member: GroupInstanceRow }
  | { readonly kind: 'putRefresh'; readonly refresh: InstanceRefreshRow }
  | { readonly kind: 'putGroup'; readonly group: GroupRow }
  | { readonly kind: 'deleteGroup' }
  | { readonly kind: 'register'; readonly TargetGroupArn: string; readonly InstanceId: string }
  | { readonly kind: 'deregister'; readonly TargetGroupArn: string; readonly InstanceId: string }
  /** Begins to launch; `cause` as the activity's says it. */
  | {
      readonly kind: 'launch';
      readonly place: Place;
      readonly template: PinnedTemplate;
      readonly cause: string;
      readonly InstanceRefreshId?: string;
    }
  /** Begins to leave the group, with an activity. */
  | { readonly kind: 'beginTermination'; readonly member: GroupInstanceRow; readonly cause: string }
  /** The last step: EC2's. */
  | { readonly kind: 'terminate'; readonly member: GroupInstanceRow }
  | {
      readonly kind: 'progress';
      readonly ActivityId: string;
      readonly StatusCode:
        | 'WaitingForELBConnectionDraining'
        | 'MidLifecycleAction'
        | 'Successful'
        | 'Failed';
      readonly StatusMessage?: string;
    };

/** Notes when a plan has to be made again, though no record changes. */
export type Deadlines = {
  /** Whether it is that time by now; if not, the plan is made again then. */
  isDue(time: number): boolean;
  readonly next: number | undefined;
};

export function createDeadlines(now: number): Deadlines {
  let next: number | undefined;
  return {
    isDue(time) {
      if (time <= now) return true;
      if (next === undefined || time < next) next = time;
      return false;
    },
    get next() {
      return next;
    },
  };
}

/** Those that `DesiredCapacity` counts. */
export function isCounted({ LifecycleState }: GroupInstanceRow): boolean {
  return LifecycleState === 'InService' || isPending(LifecycleState);
}

export function isPending(state: string): boolean {
  return state === 'Pending' || state === 'Pending:Wait' || state === 'Pending:Proceed';
}

export function isTerminating(state: string): boolean {
  return state.startsWith('Terminating');
}

export function isSuspended({ SuspendedProcesses }: GroupRow, process: string): boolean {
  return SuspendedProcesses.some(({ ProcessName }) => ProcessName === process);
}

export function usesTargetHealth({ HealthCheckType }: GroupRow): boolean {
  return HealthCheckType.split(',').some((type) => type.trim() === 'ELB');
}
