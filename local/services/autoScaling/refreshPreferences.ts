// The preferences of an instance refresh: what may stand in them, and what stands for those left out.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-instance-refresh-default-values.html

import type { RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import type { GroupRow, ResolvedPreferences } from '../../store/autoScaling.ts';
import { AwsError } from '../../wire/awsError.ts';

/** @throws AwsError `ValidationError` for what AWS refuses */
export function resolvePreferences(
  group: GroupRow,
  preferences: RefreshPreferences,
  hasDesiredConfiguration: boolean,
): ResolvedPreferences {
  checkPreferences(preferences, hasDesiredConfiguration);
  const policy = group.InstanceMaintenancePolicy;
  const isStated = preferences.MinHealthyPercentage !== undefined;
  const MaxHealthyPercentage =
    preferences.MaxHealthyPercentage ?? (isStated ? undefined : policy?.MaxHealthyPercentage);
  const { CheckpointPercentages } = preferences;
  const resolved = {
    ...preferences,
    MinHealthyPercentage: preferences.MinHealthyPercentage ?? policy?.MinHealthyPercentage ?? 90,
    MaxHealthyPercentage,
    InstanceWarmup:
      preferences.InstanceWarmup ??
      warmupOf(group.DefaultInstanceWarmup) ??
      group.HealthCheckGracePeriod,
    ...(CheckpointPercentages?.length && { CheckpointDelay: preferences.CheckpointDelay ?? 3600 }),
    BakeTime: preferences.BakeTime ?? 0,
    SkipMatching: preferences.SkipMatching ?? false,
    AutoRollback: preferences.AutoRollback ?? false,
    ScaleInProtectedInstances: preferences.ScaleInProtectedInstances ?? 'Wait',
    StandbyInstances: preferences.StandbyInstances ?? 'Wait',
  };
  return resolved;
}

/** -1 takes a default away that was there. */
function warmupOf(seconds: number | undefined): number | undefined {
  return seconds === undefined || seconds < 0 ? undefined : seconds;
}

const longestDelay = 172_800;

function checkPreferences(preferences: RefreshPreferences, hasDesiredConfiguration: boolean): void {
  const { MinHealthyPercentage: min, MaxHealthyPercentage: max } = preferences;
  const { CheckpointPercentages: checkpoints, CheckpointDelay } = preferences;
  checkRange('MinHealthyPercentage', min, 0, 100);
  checkRange('MaxHealthyPercentage', max, 100, 200);
  checkRange('InstanceWarmup', preferences.InstanceWarmup, 0, Number.MAX_SAFE_INTEGER);
  checkRange('CheckpointDelay', CheckpointDelay, 0, longestDelay);
  checkRange('BakeTime', preferences.BakeTime, 0, longestDelay);
  if (max !== undefined && min === undefined) {
    throw invalid('MinHealthyPercentage must be specified if MaxHealthyPercentage is specified.');
  }
  if (max !== undefined && min !== undefined && max - min > 100) {
    throw invalid(
      'The difference between MinHealthyPercentage and MaxHealthyPercentage cannot be greater than 100.',
    );
  }
  for (const each of checkpoints ?? []) checkRange('CheckpointPercentages', each, 1, 100);
  if (checkpoints?.some((each, index) => index > 0 && each <= (checkpoints[index - 1] ?? 0))) {
    throw invalid('CheckpointPercentages must be unique and in ascending order.');
  }
  if (CheckpointDelay !== undefined && !checkpoints?.length) {
    throw invalid('CheckpointPercentages must be specified if CheckpointDelay is specified.');
  }
  if ((preferences.AlarmSpecification?.Alarms?.length ?? 0) > 10) {
    throw invalid('You can specify up to 10 CloudWatch alarms in AlarmSpecification.');
  }
  if (preferences.AutoRollback && !hasDesiredConfiguration) {
    throw invalid(
      'The AutoRollback parameter cannot be set to true when the DesiredConfiguration parameter is empty',
    );
  }
  checkChoice('ScaleInProtectedInstances', preferences.ScaleInProtectedInstances, [
    'Refresh',
    'Ignore',
    'Wait',
  ]);
  checkChoice('StandbyInstances', preferences.StandbyInstances, ['Terminate', 'Ignore', 'Wait']);
}

function checkRange(name: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  const bounds = max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `between ${min} and ${max}`;
  throw invalid(`The ${name} value must be ${bounds}, got ${value}.`);
}

function checkChoice(name: string, value: string | undefined, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value)) return;
  throw invalid(`The ${name} value must be one of ${choices.join(', ')}, got ${value}.`);
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
