// What an Auto Scaling group takes, and what it is asked with.

import type { UpdateAutoScalingGroupCommandInput } from '@aws-sdk/client-auto-scaling';
import { type Properties, unknownValue } from '../../provider.ts';
import type { Table, Values } from '../properties.ts';

const off = { is: 'boolean', default: false } as const;

/** What one call sets, each under AWS's name. */
const settings = {
  vpcZoneIdentifiers: { is: 'set', computed: true },
  availabilityZones: { is: 'set', computed: true },
  launchTemplate: {
    is: 'object',
    computed: true,
    of: {
      id: { is: 'string', computed: true },
      name: { is: 'string', computed: true },
      version: { is: 'string', computed: true },
    },
  },
  capacityRebalance: { is: 'boolean' },
  defaultCooldown: { is: 'number', computed: true },
  defaultInstanceWarmup: { is: 'number' },
  healthCheckGracePeriod: { is: 'number', default: 300 },
  healthCheckType: { is: 'string', computed: true },
  instanceMaintenancePolicy: {
    is: 'object',
    of: {
      maxHealthyPercentage: { is: 'number', required: true },
      minHealthyPercentage: { is: 'number', required: true },
    },
  },
  maxInstanceLifetime: { is: 'number' },
  protectFromScaleIn: off,
  terminationPolicies: { is: 'list' },
} as const satisfies Table;

export const properties = {
  name: { is: 'string', replaces: true, computed: true },
  namePrefix: { is: 'string', replaces: true },
  ...settings,
  minSize: { is: 'number', required: true },
  maxSize: { is: 'number', required: true },
  /** Scaling moves it, too. */
  desiredCapacity: { is: 'number', computed: true },
  targetGroupArns: { is: 'set', computed: true },
  enabledMetrics: { is: 'set' },
  metricsGranularity: { is: 'string', default: '1Minute' },
  suspendedProcesses: { is: 'set' },
  tags: {
    is: 'objects',
    unordered: true,
    of: {
      key: { is: 'string', required: true },
      value: { is: 'string', required: true },
      propagateAtLaunch: { is: 'boolean', required: true },
    },
  },
  minElbCapacity: { is: 'number' },
  waitForElbCapacity: { is: 'number' },
  /** As Go writes a duration, such as `10m`; `0` for no wait. */
  waitForCapacityTimeout: { is: 'string', default: '10m' },
  ignoreFailedScalingActivities: off,
  forceDelete: off,
} as const satisfies Table;

export type GroupInputs = Values<typeof properties>;

/** What only the program and this provider know of. */
export const kept = [
  'namePrefix',
  'minElbCapacity',
  'waitForElbCapacity',
  'waitForCapacityTimeout',
  'ignoreFailedScalingActivities',
  'forceDelete',
] as const;

// Of a literal's own keys, which Object.keys forgets.
export const settingNames = Object.keys(settings) as readonly (keyof typeof settings)[];

type Settings = Omit<UpdateAutoScalingGroupCommandInput, 'AutoScalingGroupName'>;

/** As a new group is asked for: what the program does not say, AWS chooses. */
export function settingsOf(inputs: GroupInputs): Settings {
  const policy = inputs.instanceMaintenancePolicy;
  return {
    VPCZoneIdentifier: inputs.vpcZoneIdentifiers?.join(','),
    AvailabilityZones: inputs.availabilityZones && [...inputs.availabilityZones],
    LaunchTemplate: templateOf(inputs.launchTemplate),
    CapacityRebalance: inputs.capacityRebalance,
    DefaultCooldown: inputs.defaultCooldown,
    DefaultInstanceWarmup: inputs.defaultInstanceWarmup,
    HealthCheckGracePeriod: inputs.healthCheckGracePeriod,
    HealthCheckType: inputs.healthCheckType,
    InstanceMaintenancePolicy: policy && {
      MaxHealthyPercentage: policy.maxHealthyPercentage,
      MinHealthyPercentage: policy.minHealthyPercentage,
    },
    MaxInstanceLifetime: inputs.maxInstanceLifetime,
    NewInstancesProtectedFromScaleIn: inputs.protectFromScaleIn,
    TerminationPolicies: inputs.terminationPolicies && [...inputs.terminationPolicies],
  };
}

/** As AWS takes back a setting that the program no longer has. */
const unset: Settings = {
  CapacityRebalance: false,
  DefaultInstanceWarmup: -1,
  InstanceMaintenancePolicy: { MaxHealthyPercentage: -1, MinHealthyPercentage: -1 },
  MaxInstanceLifetime: 0,
  TerminationPolicies: ['Default'],
};

/** What an update asks for: what differs, and nothing else, as a rollout may be changing the rest. */
export function changedSettings(news: GroupInputs, olds: Partial<GroupInputs>): Settings {
  const wanted = Object.entries({ ...unset, ...withoutNothing(settingsOf(news)) });
  const now = new Map<string, unknown>(
    // The defaults of what is there do not matter: all that AWS tells is in it.
    Object.entries({ ...unset, ...withoutNothing(settingsOf(olds as GroupInputs)) }),
  );
  return Object.fromEntries(
    wanted.filter(([name, value]) => JSON.stringify(now.get(name)) !== JSON.stringify(value)),
  );
}

/** By its id, if that is known: AWS refuses both. */
function templateOf(template: GroupInputs['launchTemplate']) {
  if (!template) return undefined;
  const { id, name, version: Version = '$Default' } = template;
  return id === undefined
    ? { LaunchTemplateName: name, Version }
    : { LaunchTemplateId: id, Version };
}

function withoutNothing<T extends object>(bag: T): Partial<T> {
  // What has fewer properties, each of its own type, is a part of it.
  return Object.fromEntries(
    Object.entries(bag).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/** What is wrong with inputs: a group is launched from a template, and nothing else is built. */
export function checkGroup({ launchTemplate, waitForCapacityTimeout: wait }: Properties): string[] {
  const isWrong =
    typeof wait === 'string' && wait !== unknownValue && Number.isNaN(secondsOf(wait));
  return [
    ...(launchTemplate === undefined ? ['launchTemplate: expected an object, got nothing'] : []),
    ...(isWrong ? [`waitForCapacityTimeout: expected a duration such as 10m, got "${wait}"`] : []),
  ];
}

/** Of a duration as Go writes it, such as `1h30m`; NaN for another text. */
export function secondsOf(duration: string): number {
  if (duration === '0') return 0;
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  const isWhole = parts.map(([part]) => part).join('') === duration && parts.length > 0;
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  if (!isWhole) return Number.NaN;
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}
