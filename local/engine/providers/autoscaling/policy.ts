// aws:autoscaling/policy:Policy: what a group scales by.

import type { PutScalingPolicyCommandInput, ScalingPolicy } from '@aws-sdk/client-auto-scaling';
import { type Properties, unknownValue } from '../../provider.ts';
import type { Aws, AwsOf } from '../aws.ts';
import { fromMembers, toMembers } from '../members.ts';
import type { Table, Values } from '../properties.ts';
import { resourceType } from '../resourceType.ts';

const text = { is: 'string' } as const;
const number = { is: 'number' } as const;

const settings = {
  adjustmentType: text,
  cooldown: number,
  enabled: { is: 'boolean', default: true },
  estimatedInstanceWarmup: number,
  metricAggregationType: { is: 'string', computed: true },
  minAdjustmentMagnitude: number,
  scalingAdjustment: number,
  targetTrackingConfiguration: {
    is: 'object',
    of: {
      targetValue: { is: 'number', required: true },
      disableScaleIn: { is: 'boolean', default: false },
      predefinedMetricSpecification: {
        is: 'object',
        of: {
          predefinedMetricType: { is: 'string', required: true },
          resourceLabel: text,
        },
      },
      customizedMetricSpecification: {
        is: 'object',
        of: {
          metricName: text,
          namespace: text,
          period: { is: 'number', computed: true },
          statistic: text,
          unit: text,
          metricDimensions: {
            is: 'objects',
            unordered: true,
            as: 'Dimensions',
            of: {
              name: { is: 'string', required: true },
              value: { is: 'string', required: true },
            },
          },
        },
      },
    },
  },
} as const satisfies Table;

const properties = {
  autoscalingGroupName: { is: 'string', required: true, replaces: true },
  name: { is: 'string', replaces: true, computed: true },
  policyType: { is: 'string', default: 'SimpleScaling' },
  ...settings,
  stepAdjustments: {
    is: 'objects',
    unordered: true,
    of: {
      scalingAdjustment: { is: 'number', required: true },
      /** Figures as texts: a bound that is missing is none. */
      metricIntervalLowerBound: text,
      metricIntervalUpperBound: text,
    },
  },
} as const satisfies Table;

type Inputs = Values<typeof properties>;

/** Which settings each type has; of a program, the others are refused. */
const settingsOfType: Readonly<Record<string, readonly string[]>> = {
  SimpleScaling: ['adjustmentType', 'cooldown', 'minAdjustmentMagnitude', 'scalingAdjustment'],
  StepScaling: [
    'adjustmentType',
    'estimatedInstanceWarmup',
    'metricAggregationType',
    'minAdjustmentMagnitude',
    'stepAdjustments',
  ],
  TargetTrackingScaling: ['estimatedInstanceWarmup', 'targetTrackingConfiguration'],
};

export const policy = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'autoscaling/policy.ts',
    properties,
    identity: ['autoscalingGroupName', 'name'],
    name: { of: 'name' },
    check: checkPolicy,
    gone: [],
    create: async (inputs, aws) => {
      await put(inputs.name ?? '', inputs, aws);
      return inputs.name ?? '';
    },
    async find({ name = '', autoscalingGroupName }, aws) {
      return (await describe(name, autoscalingGroupName, aws))?.PolicyName;
    },
    isUnmarked: true,
    async read(id, aws, { autoscalingGroupName }) {
      const found = await describe(id, autoscalingGroupName, aws);
      return (
        found && {
          ...fromMembers(settings, { ...found }),
          arn: found.PolicyARN,
          name: found.PolicyName,
          autoscalingGroupName: found.AutoScalingGroupName,
          policyType: found.PolicyType,
          stepAdjustments: found.StepAdjustments?.map((step) => ({
            scalingAdjustment: step.ScalingAdjustment,
            metricIntervalLowerBound: step.MetricIntervalLowerBound?.toString(),
            metricIntervalUpperBound: step.MetricIntervalUpperBound?.toString(),
          })),
        }
      );
    },
    changes: [
      {
        of: [
          'policyType',
          // Of a literal's own keys, which Object.keys forgets.
          ...(Object.keys(settings) as (keyof typeof settings)[]),
          'stepAdjustments',
        ],
        apply: put,
      },
    ],
    delete: async (PolicyName, aws, { autoscalingGroupName: AutoScalingGroupName }) => {
      // With its group it is gone as well, and AWS would refuse.
      if (!(await describe(PolicyName, AutoScalingGroupName, aws))) return;
      await aws.autoScaling.deletePolicy({ AutoScalingGroupName, PolicyName });
    },
  });

function put(PolicyName: string, inputs: Inputs, { autoScaling }: Aws) {
  const steps = inputs.stepAdjustments?.map((step) => ({
    ScalingAdjustment: step.scalingAdjustment,
    MetricIntervalLowerBound: figureOf(step.metricIntervalLowerBound),
    MetricIntervalUpperBound: figureOf(step.metricIntervalUpperBound),
  }));
  return autoScaling.putScalingPolicy({
    // The table's names are those of the members, which the tests prove.
    ...(toMembers(settings, inputs) as Partial<PutScalingPolicyCommandInput>),
    AutoScalingGroupName: inputs.autoscalingGroupName,
    PolicyName,
    PolicyType: inputs.policyType,
    StepAdjustments: steps,
  });
}

async function describe(
  name: string,
  AutoScalingGroupName: string | undefined,
  { autoScaling }: Aws,
): Promise<ScalingPolicy | undefined> {
  const { ScalingPolicies } = await autoScaling.describePolicies({
    AutoScalingGroupName,
    PolicyNames: [name],
  });
  return ScalingPolicies?.[0];
}

function figureOf(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

function checkPolicy(inputs: Properties): string[] {
  const { policyType = 'SimpleScaling' } = inputs;
  if (policyType === unknownValue || typeof policyType !== 'string') return [];
  const its = settingsOfType[policyType];
  const types = Object.keys(settingsOfType);
  if (!its) {
    return [`policyType: expected one of ${types.join(', ')}, got ${JSON.stringify(policyType)}`];
  }
  const all = new Set(Object.values(settingsOfType).flat());
  return [...all]
    .filter((name) => !its.includes(name) && (inputs[name] ?? undefined) !== undefined)
    .map((name) => `${name}: expected nothing where policyType is ${policyType}`);
}
