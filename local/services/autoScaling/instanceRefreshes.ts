// StartInstanceRefresh and its like: they change the refresh's record, and the group's controller follows.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html

import { randomUUID } from 'node:crypto';
import type * as client from '@aws-sdk/client-auto-scaling';
import type { InstanceRefresh, StartInstanceRefreshType } from '@aws-sdk/client-auto-scaling';
import {
  autoScalingTables,
  type GroupRow,
  type InstanceRefreshRow,
  type PinnedTemplate,
} from '../../store/autoScaling.ts';
import { ec2Tables } from '../../store/ec2.ts';
import { hasEnded, rolledBack } from '../../store/instanceRefreshes.ts';
import { isNumbered, pinnedTemplate } from '../../store/launchTemplates.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';
import { paginate } from '../shared/pagination.ts';
import { invalid, resolvePreferences } from './refreshPreferences.ts';

export const instanceRefreshOperations = {
  StartInstanceRefresh(input, context) {
    const group = groupOf(context, input.AutoScalingGroupName);
    if (activeRefresh(context, group)) {
      throw new AwsError(
        'InstanceRefreshInProgress',
        'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
      );
    }
    const row = newRefresh(input, group, context);
    autoScalingTables(context.store).instanceRefreshes.put(row.InstanceRefreshId, row);
    return { InstanceRefreshId: row.InstanceRefreshId };
  },

  CancelInstanceRefresh({ AutoScalingGroupName, WaitForTransitioningInstances }, context) {
    const row = requireActive(context, groupOf(context, AutoScalingGroupName));
    const { pausedUntil: _, ...rest } = row;
    autoScalingTables(context.store).instanceRefreshes.put(row.InstanceRefreshId, {
      ...rest,
      Status: 'Cancelling',
      StatusReason: 'Cancelling due to user request.',
      since: row.Status === 'Cancelling' ? row.since : context.now(),
      ...(WaitForTransitioningInstances === false && { isCancelledAtOnce: true }),
    });
    return { InstanceRefreshId: row.InstanceRefreshId };
  },

  RollbackInstanceRefresh({ AutoScalingGroupName }, context) {
    const group = groupOf(context, AutoScalingGroupName);
    const row = requireActive(context, group);
    if (!['Pending', 'InProgress', 'Baking'].includes(row.Status)) throw noneActive(group);
    const obstacle = rollbackObstacle(context, group, row.DesiredConfiguration, row.saved);
    if (obstacle !== undefined) {
      throw new AwsError(
        'IrreversibleInstanceRefresh',
        `The instance refresh cannot be rolled back: ${obstacle}`,
      );
    }
    autoScalingTables(context.store).instanceRefreshes.put(
      row.InstanceRefreshId,
      rolledBack(row, 'Manual rollback: requested by RollbackInstanceRefresh.', context.now()),
    );
    return { InstanceRefreshId: row.InstanceRefreshId };
  },

  DescribeInstanceRefreshes(input, context) {
    const { AutoScalingGroupName } = groupOf(context, input.AutoScalingGroupName);
    const since = context.now().getTime() - rememberMilliseconds;
    const all = autoScalingTables(context.store)
      .instanceRefreshes.list()
      .filter((row) => row.AutoScalingGroupName === AutoScalingGroupName)
      .filter(({ InstanceRefreshId: id }) => input.InstanceRefreshIds?.includes(id) ?? true)
      .filter(({ StartTime }) => StartTime.getTime() >= since)
      .reverse();
    const { items, nextToken } = paginate(
      all,
      ({ InstanceRefreshId }) => InstanceRefreshId,
      { token: input.NextToken, size: input.MaxRecords ?? 50 },
      { min: 1, max: 100, name: 'MaxRecords', code: 'ValidationError' },
      'InvalidNextToken',
    );
    return { InstanceRefreshes: items.map(shown), NextToken: nextToken };
  },
} satisfies Handlers<Context, typeof client>;

/** AWS forgets a refresh after six weeks. */
const rememberMilliseconds = 42 * 24 * 3_600_000;

function newRefresh(
  input: StartInstanceRefreshType,
  group: GroupRow,
  context: Context,
): InstanceRefreshRow {
  const { DesiredConfiguration, Preferences = {}, Strategy = 'Rolling' } = input;
  if (Strategy !== 'Rolling') {
    throw invalid(
      `The local region has no Strategy ${Strategy} of instance refreshes, only Rolling.`,
    );
  }
  if (DesiredConfiguration?.MixedInstancesPolicy) {
    throw invalid('The local region has no mixed instances policies: use LaunchTemplate.');
  }
  if (DesiredConfiguration && !DesiredConfiguration.LaunchTemplate) {
    throw invalid('DesiredConfiguration must specify LaunchTemplate or MixedInstancesPolicy.');
  }
  const saved = templateOf(context, group.LaunchTemplate);
  const target = DesiredConfiguration?.LaunchTemplate
    ? templateOf(context, DesiredConfiguration.LaunchTemplate)
    : saved;
  const preferences = resolvePreferences(group, Preferences, DesiredConfiguration !== undefined);
  const obstacle = preferences.AutoRollback
    ? rollbackObstacle(context, group, DesiredConfiguration, saved)
    : undefined;
  if (obstacle !== undefined) {
    throw invalid(`The AutoRollback parameter cannot be set to true: ${obstacle}`);
  }
  const now = context.now();
  return {
    InstanceRefreshId: randomUUID(),
    AutoScalingGroupName: group.AutoScalingGroupName,
    Status: 'Pending',
    Strategy,
    StartTime: now,
    PercentageComplete: 0,
    InstancesToUpdate: group.DesiredCapacity,
    Preferences: preferences,
    ...(DesiredConfiguration && { DesiredConfiguration }),
    target,
    saved,
    since: now,
    progressAt: now,
    checkpointsReached: 0,
  };
}

/** Why there would be nothing to go back to. */
function rollbackObstacle(
  { store }: Context,
  group: GroupRow,
  desired: InstanceRefresh['DesiredConfiguration'],
  saved: PinnedTemplate,
): string | undefined {
  if (!desired) return 'no desired configuration was specified for it.';
  if (!isNumbered(group.LaunchTemplate.Version)) {
    return 'the Auto Scaling group uses the $Latest or $Default version of its launch template.';
  }
  const version = ec2Tables(store).launchTemplateVersions.get(
    `${saved.LaunchTemplateId} ${saved.Version}`,
  );
  return version?.LaunchTemplateData.ImageId?.startsWith('resolve:ssm:')
    ? 'the launch template of the Auto Scaling group takes its AMI from an AWS Systems Manager parameter.'
    : undefined;
}

function templateOf(
  { store }: Context,
  specification: Parameters<typeof pinnedTemplate>[1],
): PinnedTemplate {
  const template = pinnedTemplate(ec2Tables(store), specification);
  if (template) return template;
  const { LaunchTemplateId, LaunchTemplateName, Version = '$Default' } = specification;
  throw invalid(
    'You must use a valid fully-formed launch template. There is no version ' +
      `${Version} of the launch template ${LaunchTemplateId ?? LaunchTemplateName}.`,
  );
}

function groupOf({ store }: Context, name: string | undefined): GroupRow {
  const group = autoScalingTables(store).groups.get(name ?? '');
  if (group) return group;
  throw invalid(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
}

function activeRefresh(
  { store }: Context,
  { AutoScalingGroupName }: GroupRow,
): InstanceRefreshRow | undefined {
  return autoScalingTables(store)
    .instanceRefreshes.list()
    .find((row) => row.AutoScalingGroupName === AutoScalingGroupName && !hasEnded(row.Status));
}

function requireActive(context: Context, group: GroupRow): InstanceRefreshRow {
  const row = activeRefresh(context, group);
  if (!row) throw noneActive(group);
  return row;
}

function noneActive({ AutoScalingGroupName }: GroupRow): AwsError {
  return new AwsError(
    'ActiveInstanceRefreshNotFound',
    `No in progress or pending Instance Refresh found for Auto Scaling group ${AutoScalingGroupName}`,
  );
}

/** Without what is ours. */
function shown({
  target: _target,
  saved: _saved,
  since: _since,
  progressAt: _progressAt,
  progress: _progress,
  checkpointsReached: _checkpointsReached,
  pausedUntil: _pausedUntil,
  isCancelledAtOnce: _isCancelledAtOnce,
  ...row
}: InstanceRefreshRow): InstanceRefresh {
  return row;
}
