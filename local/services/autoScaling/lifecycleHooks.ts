// Lifecycle hooks: where a launch or a termination waits for somebody, and the answers that they bring.

import type { LifecycleHookSpecification } from '@aws-sdk/client-auto-scaling';
import { autoScalingTables, type LifecycleHookRow } from '../../store/autoScaling.ts';
import { groupKey } from '../../store/groupRecords.ts';
import type { Context } from '../shared/context.ts';
import { limitExceeded, validationError } from './errors.ts';
import { changeableGroup, groupNamed } from './groups.ts';
import { putInstance } from './instances.ts';
import { notBuilt } from './notBuilt.ts';
import type { AutoScalingOperations } from './service.ts';

const transitions = ['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING'];
const maxHooks = 50;
/** Seconds: how long a hook may be held up at most, by heartbeats, two days. */
const longest = 172_800;

export const lifecycleHookOperations: AutoScalingOperations = {
  PutLifecycleHook(input, context) {
    changeableGroup(context, input.AutoScalingGroupName);
    putLifecycleHook(context, input);
    return {};
  },

  DescribeLifecycleHooks({ AutoScalingGroupName, LifecycleHookNames: names = [] }, context) {
    const group = groupNamed(context, AutoScalingGroupName);
    const all = hooksOf(context, group.AutoScalingGroupName);
    const isWanted = ({ LifecycleHookName }: LifecycleHookRow) =>
      names.length === 0 || names.includes(LifecycleHookName);
    return { LifecycleHooks: all.filter(isWanted) };
  },

  DeleteLifecycleHook({ AutoScalingGroupName = '', LifecycleHookName = '' }, context) {
    const { lifecycleHooks, instances } = autoScalingTables(context.store);
    hookNamed(context, AutoScalingGroupName, LifecycleHookName);
    lifecycleHooks.delete(groupKey(AutoScalingGroupName, LifecycleHookName));
    // Those that wait for it are let go: a launch is given up, a termination goes on.
    for (const row of instances.list()) {
      if (row.AutoScalingGroupName !== AutoScalingGroupName) continue;
      if (row.hook?.LifecycleHookName !== LifecycleHookName) continue;
      putInstance(context, {
        ...row,
        hookResult: row.LifecycleState === 'Pending:Wait' ? 'ABANDON' : 'CONTINUE',
      });
    }
    return {};
  },

  DescribeLifecycleHookTypes: () => ({ LifecycleHookTypes: transitions }),

  CompleteLifecycleAction(input, context) {
    const { LifecycleActionResult: result } = input;
    if (result !== 'CONTINUE' && result !== 'ABANDON') {
      throw validationError(
        `Invalid LifecycleActionResult ${result}: valid are CONTINUE and ABANDON`,
      );
    }
    putInstance(context, { ...waitingInstance(context, input).row, hookResult: result });
    return {};
  },

  RecordLifecycleActionHeartbeat(input, context) {
    const { row, hook } = waitingInstance(context, input);
    const { HeartbeatTimeout } = hookNamed(
      context,
      row.AutoScalingGroupName,
      hook.LifecycleHookName,
    );
    const extended = context.now().getTime() + HeartbeatTimeout * 1000;
    const until = new Date(Math.min(extended, hook.atMost.getTime()));
    putInstance(context, { ...row, hook: { ...hook, until } });
    return {};
  },
};

/** Makes a hook or changes it; of one that is there, what is not given stays. */
export function putLifecycleHook(
  context: Context,
  input: Partial<LifecycleHookSpecification> & {
    readonly AutoScalingGroupName: string | undefined;
  },
): void {
  const { AutoScalingGroupName = '', LifecycleHookName = '' } = input;
  const { lifecycleHooks } = autoScalingTables(context.store);
  const key = groupKey(AutoScalingGroupName, LifecycleHookName);
  const existing = lifecycleHooks.get(key);
  const LifecycleTransition = input.LifecycleTransition ?? existing?.LifecycleTransition;
  if (!LifecycleTransition) {
    throw validationError('LifecycleTransition is required to create a new lifecycle hook.');
  }
  if (!transitions.includes(LifecycleTransition)) {
    throw validationError(
      `Invalid lifecycle transition ${LifecycleTransition}: valid are ${transitions.join(', ')}`,
    );
  }
  if (input.NotificationTargetARN) throw notBuilt('PutLifecycleHook with NotificationTargetARN');
  const DefaultResult = input.DefaultResult ?? existing?.DefaultResult ?? 'ABANDON';
  if (DefaultResult !== 'CONTINUE' && DefaultResult !== 'ABANDON') {
    throw validationError(`Invalid DefaultResult ${DefaultResult}: valid are CONTINUE and ABANDON`);
  }
  if (!existing && hooksOf(context, AutoScalingGroupName).length >= maxHooks) {
    throw limitExceeded(`An AutoScalingGroup can have at most ${maxHooks} lifecycle hooks.`);
  }
  const HeartbeatTimeout = input.HeartbeatTimeout ?? existing?.HeartbeatTimeout ?? 3600;
  const metadata = input.NotificationMetadata ?? existing?.NotificationMetadata;
  const RoleARN = input.RoleARN ?? existing?.RoleARN;
  lifecycleHooks.put(key, {
    LifecycleHookName,
    AutoScalingGroupName,
    LifecycleTransition,
    HeartbeatTimeout,
    GlobalTimeout: Math.min(longest, HeartbeatTimeout * 100),
    DefaultResult,
    ...(metadata !== undefined && { NotificationMetadata: metadata }),
    ...(RoleARN !== undefined && { RoleARN }),
  });
}

function hooksOf({ store }: Context, AutoScalingGroupName: string): LifecycleHookRow[] {
  return autoScalingTables(store)
    .lifecycleHooks.list()
    .filter((row) => row.AutoScalingGroupName === AutoScalingGroupName);
}

function hookNamed(context: Context, groupName: string, hookName: string): LifecycleHookRow {
  const { AutoScalingGroupName } = groupNamed(context, groupName);
  const { lifecycleHooks } = autoScalingTables(context.store);
  const row = lifecycleHooks.get(groupKey(AutoScalingGroupName, hookName));
  if (row) return row;
  throw validationError(`No Lifecycle Hook found with name ${hookName}`);
}

type Action = {
  readonly AutoScalingGroupName?: string | undefined;
  readonly LifecycleHookName?: string | undefined;
  readonly LifecycleActionToken?: string | undefined;
  readonly InstanceId?: string | undefined;
};

/** The instance that a caller means, by its id or by the token, which waits for that hook. */
function waitingInstance({ store }: Context, action: Action) {
  const {
    AutoScalingGroupName,
    LifecycleHookName,
    LifecycleActionToken: token,
    InstanceId,
  } = action;
  if (!token && !InstanceId) {
    throw validationError('Either LifecycleActionToken or InstanceId must be given.');
  }
  const rows = autoScalingTables(store).instances.list();
  for (const row of rows) {
    const { hook } = row;
    if (!hook || row.AutoScalingGroupName !== AutoScalingGroupName) continue;
    if (hook.LifecycleHookName !== LifecycleHookName) continue;
    const isMeant = token ? hook.LifecycleActionToken === token : row.InstanceId === InstanceId;
    if (isMeant) return { row, hook };
  }
  throw validationError(
    token
      ? `No active Lifecycle Action found with token ${token}`
      : `No active Lifecycle Action found with instance ID ${InstanceId}`,
  );
}
