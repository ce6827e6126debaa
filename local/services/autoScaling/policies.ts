// Scaling policies: what is to change a group's capacity when an alarm says so.
// The controllers of local/controllers/scaling/ follow them.

import { randomUUID } from 'node:crypto';
import type { PutScalingPolicyType } from '@aws-sdk/client-auto-scaling';
import {
  autoScalingTables,
  type GroupRow,
  type ScalingPolicyRow,
} from '../../store/autoScaling.ts';
import { cloudWatchTables } from '../../store/cloudWatch.ts';
import { deletePolicyRecords } from '../../store/groupRecords.ts';
import type { Context } from '../shared/context.ts';
import { groupNotFound, validationError } from './errors.ts';
import { changeableGroup } from './groups.ts';
import { page } from './pages.ts';
import { checkPolicy, type PolicySettings } from './policySettings.ts';
import type { AutoScalingOperations } from './service.ts';
import { removeTrackingAlarms, trackingAlarms } from './trackingAlarms.ts';

export const policyOperations: AutoScalingOperations = {
  PutScalingPolicy(input, context) {
    const group = changeableGroup(context, input.AutoScalingGroupName);
    const settings = checkPolicy(context, group, input);
    const existing = findPolicy(context, group.AutoScalingGroupName, input.PolicyName);
    const row = newPolicy(context, group, input, settings, existing);
    if (existing && settings.PolicyType !== 'TargetTrackingScaling') {
      removeTrackingAlarms(context, existing);
    }
    const Alarms = trackingAlarms(context, row, existing);
    autoScalingTables(context.store).policies.put(row.PolicyARN, { ...row, Alarms });
    return { PolicyARN: row.PolicyARN, Alarms };
  },

  DescribePolicies(input, context) {
    const { AutoScalingGroupName, PolicyNames: names = [], PolicyTypes: types = [] } = input;
    const rows = autoScalingTables(context.store)
      .policies.list()
      .filter((row) => !AutoScalingGroupName || row.AutoScalingGroupName === AutoScalingGroupName)
      .filter(({ PolicyName, PolicyARN }) =>
        names.length > 0 ? names.includes(PolicyName) || names.includes(PolicyARN) : true,
      )
      .filter(({ PolicyType }) => types.length === 0 || types.includes(PolicyType));
    const { items, next } = page(rows, ({ PolicyARN }) => PolicyARN, input);
    return { ScalingPolicies: items.map((row) => shownPolicy(context, row)), ...next };
  },

  DeletePolicy({ AutoScalingGroupName, PolicyName }, context) {
    deletePolicyRecords(context.store, policyNamed(context, AutoScalingGroupName, PolicyName));
    return {};
  },

  DescribeAdjustmentTypes: () => ({
    AdjustmentTypes: ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'].map(
      (AdjustmentType) => ({ AdjustmentType }),
    ),
  }),
};

/** @throws AwsError `ValidationError` where there is none of that name or ARN */
export function policyNamed(
  context: Context,
  groupName: string | undefined,
  PolicyName: string | undefined,
): ScalingPolicyRow {
  const { groups } = autoScalingTables(context.store);
  if (groupName !== undefined && !groups.get(groupName)) throw groupNotFound(groupName);
  const row = findPolicy(context, groupName, PolicyName);
  if (!row) throw validationError(`PolicyName not found - ScalingPolicy '${PolicyName}' not found`);
  return row;
}

function findPolicy(
  { store }: Context,
  groupName: string | undefined,
  name = '',
): ScalingPolicyRow | undefined {
  return autoScalingTables(store)
    .policies.list()
    .filter((row) => groupName === undefined || row.AutoScalingGroupName === groupName)
    .find(({ PolicyName, PolicyARN }) => name === PolicyARN || (groupName && name === PolicyName));
}

/** A policy that is put again keeps its ARN, and nothing else. */
function newPolicy(
  { regionName, accountId }: Context,
  { AutoScalingGroupName }: GroupRow,
  { PolicyName = '', Enabled = true }: PutScalingPolicyType,
  settings: PolicySettings,
  existing: ScalingPolicyRow | undefined,
): ScalingPolicyRow {
  const scope = `arn:aws:autoscaling:${regionName}:${accountId}:scalingPolicy:${randomUUID()}`;
  return {
    ...settings,
    AutoScalingGroupName,
    PolicyName,
    PolicyARN:
      existing?.PolicyARN ??
      `${scope}:autoScalingGroupName/${AutoScalingGroupName}:policyName/${PolicyName}`,
    Enabled,
    Alarms: [],
  };
}

/** With the alarms that lead to it, which callers make for all but target tracking. */
function shownPolicy({ store }: Context, row: ScalingPolicyRow): ScalingPolicyRow {
  if (row.PolicyType === 'TargetTrackingScaling') return row;
  const Alarms = cloudWatchTables(store)
    .alarms.list()
    .filter(({ AlarmActions, OKActions, InsufficientDataActions }) =>
      [...AlarmActions, ...OKActions, ...InsufficientDataActions].includes(row.PolicyARN),
    )
    .map(({ AlarmName, AlarmArn }) => ({ AlarmName, AlarmARN: AlarmArn }));
  return { ...row, Alarms };
}
