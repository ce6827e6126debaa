// Auto Scaling's records, under AWS's names. What callers ask changes a record at once; the controllers
// of local/controllers/autoScaling/ make instances follow.

import type {
  Activity,
  AutoScalingGroup,
  InstanceRefresh,
  LaunchTemplateSpecification,
  LifecycleHook,
  LifecycleState,
  RefreshPreferences,
  ScalingPolicy,
  ScheduledUpdateGroupAction,
} from '@aws-sdk/client-auto-scaling';
import type { Store, Table } from './store.ts';

/** A record of the SDK's type, with the members that it always has. */
type Row<Type, Always extends keyof Type> = Omit<Type, Always> & {
  readonly [Key in Always]-?: NonNullable<Type[Key]>;
};

/** A launch template's version by number, never `$Latest` or `$Default`. */
export type PinnedTemplate = {
  readonly LaunchTemplateId: string;
  readonly LaunchTemplateName: string;
  readonly Version: string;
};

export type GroupRow = Row<
  Omit<AutoScalingGroup, 'Instances'>,
  | 'AutoScalingGroupName'
  | 'AutoScalingGroupARN'
  | 'MinSize'
  | 'MaxSize'
  | 'DesiredCapacity'
  | 'DefaultCooldown'
  | 'AvailabilityZones'
  | 'VPCZoneIdentifier'
  | 'TargetGroupARNs'
  | 'HealthCheckType'
  | 'HealthCheckGracePeriod'
  | 'TerminationPolicies'
  | 'NewInstancesProtectedFromScaleIn'
  | 'SuspendedProcesses'
  | 'EnabledMetrics'
  | 'Tags'
  | 'CreatedTime'
> & {
  /** As the caller gave it; its `Version` may be `$Latest` or `$Default`. */
  readonly LaunchTemplate: LaunchTemplateSpecification;
  /** Ours: why `DesiredCapacity` was last changed, as an activity's `Cause` says it. */
  readonly capacityCause?: string;
  /** Ours: when a policy last scaled it, for cool-downs. */
  readonly scaledAt?: Date;
  /** Ours: how many launches in a row have failed, and until when the next one waits. */
  readonly launchFailures?: { readonly count: number; readonly until: Date };
};

export type GroupInstanceRow = {
  readonly AutoScalingGroupName: string;
  readonly InstanceId: string;
  readonly InstanceType: string;
  readonly AvailabilityZone: string;
  readonly SubnetId: string;
  readonly LifecycleState: LifecycleState;
  /** One-way: what is Unhealthy is replaced, and never becomes Healthy by itself. */
  readonly HealthStatus: 'Healthy' | 'Unhealthy';
  readonly ProtectedFromScaleIn: boolean;
  /** What it was launched from. */
  readonly LaunchTemplate: PinnedTemplate;
  readonly launchedAt: Date;
  /** When its state became what it is. */
  readonly since: Date;
  /** When it first was InService: grace and warm-up count from then. */
  readonly inServiceAt?: Date;
  /**
   * Why it is Unhealthy, as the activity that ends it will say it after `in response to`, such as
   * `a user health-check`; why it is Terminating otherwise, as that activity's `Cause` says it.
   */
  readonly cause?: string;
  /** The lifecycle hook that it waits for, while it is `Pending:Wait` or `Terminating:Wait`. */
  readonly hook?: {
    readonly LifecycleHookName: string;
    readonly LifecycleActionToken: string;
    readonly until: Date;
    readonly atMost: Date;
  };
  /** The result that CompleteLifecycleAction brought, until a controller has acted on it. */
  readonly hookResult?: 'CONTINUE' | 'ABANDON';
  /** Of its launch or its termination, whichever is under way. */
  readonly ActivityId?: string;
  /** The instance refresh that launched it, unless that was to roll back: then it is what it was before. */
  readonly InstanceRefreshId?: string;
};

export type ActivityRow = Row<
  Activity,
  'ActivityId' | 'AutoScalingGroupName' | 'Cause' | 'StartTime' | 'StatusCode'
>;

export type LifecycleHookRow = Row<
  LifecycleHook,
  | 'LifecycleHookName'
  | 'AutoScalingGroupName'
  | 'LifecycleTransition'
  | 'HeartbeatTimeout'
  | 'GlobalTimeout'
  | 'DefaultResult'
>;

export type ScalingPolicyRow = Row<
  ScalingPolicy,
  'AutoScalingGroupName' | 'PolicyName' | 'PolicyARN' | 'PolicyType' | 'Alarms'
>;

export type ScheduledActionRow = Row<
  ScheduledUpdateGroupAction,
  'AutoScalingGroupName' | 'ScheduledActionName' | 'ScheduledActionARN'
>;

/** Of preferences, what AWS shows with its defaults filled in. `MaxHealthyPercentage` stays undefined if it was. */
export type ResolvedPreferences = RefreshPreferences & {
  readonly MinHealthyPercentage: number;
  readonly InstanceWarmup: number;
  readonly BakeTime: number;
  readonly SkipMatching: boolean;
  readonly AutoRollback: boolean;
  readonly ScaleInProtectedInstances: 'Refresh' | 'Ignore' | 'Wait';
  readonly StandbyInstances: 'Terminate' | 'Ignore' | 'Wait';
};

export type InstanceRefreshRow = Row<
  Omit<InstanceRefresh, 'Preferences'>,
  | 'InstanceRefreshId'
  | 'AutoScalingGroupName'
  | 'Status'
  | 'StartTime'
  | 'PercentageComplete'
  | 'InstancesToUpdate'
> & {
  readonly Preferences: ResolvedPreferences;
  /**
   * Ours: what its new instances are launched from. Without a desired configuration, or with a version
   * such as `$Latest`, what that means is looked up anew for each instance; then this is of its beginning.
   */
  readonly target: PinnedTemplate;
  /** Ours: what the group had when it began, to which a rollback goes. */
  readonly saved: PinnedTemplate;
  /** Ours: since when its status is what it is, and since when it has made no progress. */
  readonly since: Date;
  readonly progressAt: Date;
  /** Ours: the least that was left to do so far, while the group's desired capacity was this. */
  readonly progress?: { readonly capacity: number; readonly left: number };
  /** Ours: a cancellation that does not wait for instances that are on their way. */
  readonly isCancelledAtOnce?: boolean;
  /** Ours: how many of `CheckpointPercentages` were reached, and until when the last of them waits. */
  readonly checkpointsReached: number;
  readonly pausedUntil?: Date;
};

export type AutoScalingTables = ReturnType<typeof autoScalingTables>;

/**
 * Keyed by name (groups), instance id, activity id, refresh id, PolicyARN, and
 * `<group> <name>` (lifecycle hooks and scheduled actions).
 */
export function autoScalingTables(store: Store) {
  const table = <Type>(kind: string): Table<Type> => store.table<Type>(`autoscaling.${kind}`);
  return {
    groups: table<GroupRow>('group'),
    instances: table<GroupInstanceRow>('instance'),
    activities: table<ActivityRow>('activity'),
    lifecycleHooks: table<LifecycleHookRow>('lifecycle-hook'),
    policies: table<ScalingPolicyRow>('policy'),
    scheduledActions: table<ScheduledActionRow>('scheduled-action'),
    instanceRefreshes: table<InstanceRefreshRow>('instance-refresh'),
  };
}
