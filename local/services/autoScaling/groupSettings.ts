// What CreateAutoScalingGroup and UpdateAutoScalingGroup have in common: the settings of a group.

import type {
  CreateAutoScalingGroupType,
  InstanceMaintenancePolicy,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import type { GroupRow } from '../../store/autoScaling.ts';
import type { Context } from '../shared/context.ts';
import { validationError } from './errors.ts';
import { notBuilt, refuseUnbuilt } from './notBuilt.ts';

type Settings = Omit<UpdateAutoScalingGroupType, 'AutoScalingGroupName'>;

const unbuilt = [
  'LaunchConfigurationName',
  'MixedInstancesPolicy',
  'InstanceId',
  'AvailabilityZoneIds',
  'LoadBalancerNames',
  'PlacementGroup',
  'CapacityRebalance',
  'MaxInstanceLifetime',
  'Operator',
];

/** @throws AwsError `NotImplemented` */
export function refuseUnbuiltSettings(
  operation: string,
  input: CreateAutoScalingGroupType | UpdateAutoScalingGroupType,
): void {
  refuseUnbuilt(operation, input, unbuilt);
  const { DesiredCapacityType, AvailabilityZoneImpairmentPolicy: impairment } = input;
  if (DesiredCapacityType !== undefined && DesiredCapacityType !== 'units') {
    throw notBuilt(`${operation} with DesiredCapacityType ${DesiredCapacityType}`);
  }
  if (impairment?.ZonalShiftEnabled) throw notBuilt(`${operation} with zonal shift`);
  const preference = input.CapacityReservationSpecification?.CapacityReservationPreference;
  if (preference !== undefined && preference !== 'default' && preference !== 'none') {
    throw notBuilt(`${operation} with capacity reservations`);
  }
  if (input.TerminationPolicies?.some((policy) => policy.startsWith('arn:'))) {
    throw notBuilt(`${operation} with a function as termination policy`);
  }
  if (input.InstanceLifecyclePolicy?.RetentionTriggers?.TerminateHookAbandon === 'retain') {
    throw notBuilt(`${operation} with instances that are retained`);
  }
}

/** The members that a caller gives and a record keeps as they are, those that are there. */
export function plainSettings(context: Context, input: Settings): Partial<GroupRow> {
  const warmup = input.DefaultInstanceWarmup;
  return {
    ...given('DefaultCooldown', input.DefaultCooldown),
    ...given('HealthCheckType', healthCheckType(input.HealthCheckType)),
    ...given('HealthCheckGracePeriod', input.HealthCheckGracePeriod),
    ...given('TerminationPolicies', terminationPolicies(input.TerminationPolicies)),
    ...given('NewInstancesProtectedFromScaleIn', input.NewInstancesProtectedFromScaleIn),
    ...given('ServiceLinkedRoleARN', serviceLinkedRole(context, input.ServiceLinkedRoleARN)),
    ...given('Context', input.Context),
    ...given('DesiredCapacityType', input.DesiredCapacityType),
    ...given('DeletionProtection', input.DeletionProtection),
    ...given('AvailabilityZoneDistribution', input.AvailabilityZoneDistribution),
    ...given('CapacityReservationSpecification', input.CapacityReservationSpecification),
    // -1 takes it away again; a record then has it as undefined.
    ...(warmup !== undefined && { DefaultInstanceWarmup: warmup === -1 ? undefined : warmup }),
    ...(input.InstanceMaintenancePolicy && {
      InstanceMaintenancePolicy: maintenancePolicy(input.InstanceMaintenancePolicy),
    }),
  };
}

/** @throws AwsError `ValidationError` */
export function checkBounds({ MinSize, MaxSize }: Pick<GroupRow, 'MinSize' | 'MaxSize'>): void {
  if (MaxSize < MinSize) {
    throw validationError(
      `Max bound, ${MaxSize}, must be greater than or equal to min bound, ${MinSize}`,
    );
  }
}

/** @throws AwsError `ValidationError` */
export function checkDesired(
  { MinSize, MaxSize }: Pick<GroupRow, 'MinSize' | 'MaxSize'>,
  desired: number,
): void {
  if (desired < MinSize || desired > MaxSize) {
    throw validationError(
      `Desired capacity:${desired} must be between the specified min size:${MinSize} and max size:${MaxSize}`,
    );
  }
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  // One member, under the name that the type says.
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: Value });
}

/** Of several, separated by commas, AWS keeps what it is given: `EC2` is always among them. */
function healthCheckType(value: string | undefined): string | undefined {
  for (const type of value?.split(',') ?? []) {
    if (['EBS', 'VPC_LATTICE'].includes(type)) throw notBuilt(`HealthCheckType ${type}`);
    if (!['EC2', 'ELB'].includes(type)) {
      throw validationError(`Health check type ${type} is invalid: valid are EC2, ELB`);
    }
  }
  return value;
}

export const terminationPolicyTypes = [
  'AllocationStrategy',
  'ClosestToNextInstanceHour',
  'Default',
  'NewestInstance',
  'OldestInstance',
  'OldestLaunchConfiguration',
  'OldestLaunchTemplate',
];

function terminationPolicies(policies: readonly string[] | undefined): string[] | undefined {
  if (!policies) return undefined;
  const unknown = policies.find((policy) => !terminationPolicyTypes.includes(policy));
  if (unknown !== undefined) throw validationError(`Termination policy ${unknown} is invalid`);
  return policies.length > 0 ? [...policies] : ['Default'];
}

function serviceLinkedRole({ accountId }: Context, arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined;
  const start = `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/`;
  if (!arn.startsWith(start)) {
    throw validationError(`ServiceLinkedRoleARN ${arn} is not a role of Auto Scaling`);
  }
  return arn;
}

function maintenancePolicy({
  MinHealthyPercentage: min,
  MaxHealthyPercentage: max,
}: InstanceMaintenancePolicy): InstanceMaintenancePolicy | undefined {
  if (min === undefined || max === undefined) {
    throw validationError(
      'An instance maintenance policy needs both MinHealthyPercentage and MaxHealthyPercentage.',
    );
  }
  if (min === -1 && max === -1) return undefined;
  if (min < 0 || min > 100 || max < 100 || max > 200) {
    throw validationError(
      'MinHealthyPercentage must be from 0 to 100 and MaxHealthyPercentage from 100 to 200, ' +
        `or both -1: got ${min} and ${max}`,
    );
  }
  if (max - min > 100) {
    throw validationError(
      'The difference between MaxHealthyPercentage and MinHealthyPercentage cannot be greater than 100.',
    );
  }
  return { MinHealthyPercentage: min, MaxHealthyPercentage: max };
}
