// ExecutePolicy: what an alarm would have a step or simple scaling policy do, done by a caller.

import type { ExecutePolicyType } from '@aws-sdk/client-auto-scaling';
import { adjusted, stepOf } from '../../store/adjustments.ts';
import type { ScalingPolicyRow } from '../../store/autoScaling.ts';
import { withCapacity, withinBounds } from '../../store/capacity.ts';
import { checkCooldown } from './cooldown.ts';
import { validationError } from './errors.ts';
import { changeableGroup, putGroup } from './groups.ts';
import { policyNamed } from './policies.ts';
import type { AutoScalingOperations } from './service.ts';

export const executePolicyOperations: AutoScalingOperations = {
  ExecutePolicy(input, context) {
    const policy = policyNamed(context, input.AutoScalingGroupName, input.PolicyName);
    const group = changeableGroup(context, policy.AutoScalingGroupName);
    const adjustment = adjustmentOf(policy, input);
    if (adjustment === undefined) return {};
    if (input.HonorCooldown) {
      checkCooldown(group, policy.Cooldown ?? group.DefaultCooldown, context.now());
    }
    const wanted = withinBounds(group, adjusted(policy, group.DesiredCapacity, adjustment));
    const reason = `a user request executed policy ${policy.PolicyName}`;
    const changed = withCapacity(group, wanted, reason, context.now());
    if (changed !== group) putGroup(context, { ...changed, scaledAt: context.now() });
    return {};
  },
};

function adjustmentOf(
  { PolicyType, PolicyName, ScalingAdjustment, StepAdjustments = [] }: ScalingPolicyRow,
  { HonorCooldown, MetricValue, BreachThreshold }: ExecutePolicyType,
): number | undefined {
  if (PolicyType === 'SimpleScaling') return ScalingAdjustment;
  if (PolicyType !== 'StepScaling') {
    throw validationError(`Policies of type ${PolicyType} cannot be executed: ${PolicyName}`);
  }
  if (HonorCooldown) {
    throw validationError('HonorCooldown is not supported by policies of type StepScaling');
  }
  if (MetricValue === undefined || BreachThreshold === undefined) {
    throw validationError(
      'MetricValue and BreachThreshold are required to execute policies of type StepScaling',
    );
  }
  return stepOf(StepAdjustments, MetricValue - BreachThreshold);
}
