// What PutScalingPolicy may say, by the type of the policy.

import type { PutScalingPolicyType, StepAdjustment } from '@aws-sdk/client-auto-scaling';
import type { GroupRow, ScalingPolicyRow } from '../../store/autoScaling.ts';
import type { Context } from '../shared/context.ts';
import { validationError } from './errors.ts';
import { notBuilt } from './notBuilt.ts';
import { checkTracking } from './trackingMetrics.ts';

export type PolicySettings = Omit<
  ScalingPolicyRow,
  'AutoScalingGroupName' | 'PolicyName' | 'PolicyARN' | 'Alarms' | 'Enabled'
>;

/** The members that each type has of its own; any other is refused. */
const ownMembers = {
  SimpleScaling: ['AdjustmentType', 'MinAdjustmentMagnitude', 'ScalingAdjustment', 'Cooldown'],
  StepScaling: [
    'AdjustmentType',
    'MinAdjustmentMagnitude',
    'StepAdjustments',
    'MetricAggregationType',
    'EstimatedInstanceWarmup',
  ],
  TargetTrackingScaling: ['TargetTrackingConfiguration', 'EstimatedInstanceWarmup'],
} as const;
const everyOwnMember: readonly string[] = Object.values(ownMembers).flat();

/** @throws AwsError `ValidationError`, or `NotImplemented` for predictive scaling */
export function checkPolicy(
  context: Context,
  group: GroupRow,
  input: PutScalingPolicyType,
): PolicySettings {
  const { PolicyType = 'SimpleScaling' } = input;
  if (PolicyType === 'PredictiveScaling')
    throw notBuilt('PutScalingPolicy with predictive scaling');
  if (input.MinAdjustmentStep) throw notBuilt('PutScalingPolicy with MinAdjustmentStep');
  if (!isType(PolicyType)) throw validationError(`Policy type ${PolicyType} is invalid`);
  checkMembers(PolicyType, input);
  switch (PolicyType) {
    case 'SimpleScaling':
      return simple(input);
    case 'StepScaling':
      return step(input);
    case 'TargetTrackingScaling':
      return {
        PolicyType,
        TargetTrackingConfiguration: checkTracking(
          context,
          group,
          input.TargetTrackingConfiguration,
        ),
        EstimatedInstanceWarmup: input.EstimatedInstanceWarmup,
      };
  }
}

function isType(type: string): type is keyof typeof ownMembers {
  return Object.hasOwn(ownMembers, type);
}

function checkMembers(type: keyof typeof ownMembers, input: PutScalingPolicyType): void {
  const own: readonly string[] = ownMembers[type];
  const foreign = Object.entries(input).find(
    ([name, value]) =>
      value !== undefined &&
      !(Array.isArray(value) && value.length === 0) &&
      everyOwnMember.includes(name) &&
      !own.includes(name),
  );
  if (foreign) throw validationError(`${foreign[0]} is not supported by policies of type ${type}`);
}

function simple(input: PutScalingPolicyType): PolicySettings {
  const { ScalingAdjustment, Cooldown } = input;
  if (ScalingAdjustment === undefined) {
    throw validationError('ScalingAdjustment is required for policies of type SimpleScaling');
  }
  checkAdjustment(input, ScalingAdjustment);
  return { ...adjustmentOf(input), PolicyType: 'SimpleScaling', ScalingAdjustment, Cooldown };
}

function step(input: PutScalingPolicyType): PolicySettings {
  const { StepAdjustments = [], MetricAggregationType = 'Average' } = input;
  if (StepAdjustments.length === 0) {
    throw validationError('StepAdjustments are required for policies of type StepScaling');
  }
  if (!['Minimum', 'Maximum', 'Average'].includes(MetricAggregationType)) {
    throw validationError(`MetricAggregationType ${MetricAggregationType} is invalid`);
  }
  for (const { ScalingAdjustment = 0 } of StepAdjustments)
    checkAdjustment(input, ScalingAdjustment);
  checkSteps(StepAdjustments);
  return {
    ...adjustmentOf(input),
    PolicyType: 'StepScaling',
    StepAdjustments,
    MetricAggregationType,
    EstimatedInstanceWarmup: input.EstimatedInstanceWarmup,
  };
}

function adjustmentOf({ AdjustmentType, MinAdjustmentMagnitude }: PutScalingPolicyType) {
  return { AdjustmentType, MinAdjustmentMagnitude };
}

function checkAdjustment(input: PutScalingPolicyType, adjustment: number): void {
  const { AdjustmentType, MinAdjustmentMagnitude } = input;
  const types = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'];
  if (AdjustmentType === undefined || !types.includes(AdjustmentType)) {
    throw validationError(
      `AdjustmentType must be one of ${types.join(', ')}: got ${AdjustmentType}`,
    );
  }
  if (AdjustmentType === 'ExactCapacity' && adjustment < 0) {
    throw validationError(`An exact capacity cannot be negative: got ${adjustment}`);
  }
  if (MinAdjustmentMagnitude !== undefined && AdjustmentType !== 'PercentChangeInCapacity') {
    throw validationError(
      'MinAdjustmentMagnitude is supported by the adjustment type PercentChangeInCapacity alone',
    );
  }
}

/** Steps lie one beside another: they neither overlap nor leave gaps, and open ends are at the ends. */
function checkSteps(steps: readonly StepAdjustment[]): void {
  const bounds = steps
    .map(({ MetricIntervalLowerBound: lower, MetricIntervalUpperBound: upper }) => ({
      lower: lower ?? -Infinity,
      upper: upper ?? Infinity,
    }))
    .sort((a, b) => a.lower - b.lower);
  if (bounds.some(({ lower, upper }) => lower >= upper)) {
    throw validationError('MetricIntervalLowerBound must be less than MetricIntervalUpperBound');
  }
  for (const [index, { upper }] of bounds.slice(0, -1).entries()) {
    const next = bounds[index + 1]?.lower ?? 0;
    if (upper > next) throw validationError('StepAdjustment intervals cannot overlap');
    if (upper < next)
      throw validationError('StepAdjustment intervals cannot have gaps between them');
  }
}
