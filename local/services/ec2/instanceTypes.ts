// The instance types that the region knows: those in which small services run. Figures are AWS's.
// https://aws.amazon.com/ec2/instance-types/

import type { _InstanceType, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { ec2Tables } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { applyFilters } from '../shared/filters.ts';
import { paginate } from '../shared/pagination.ts';
import { invalidParameterValue } from './errors.ts';
import type { Ec2Operations } from './service.ts';

export type Architecture = 'x86_64' | 'arm64';

export type InstanceTypeFacts = {
  readonly InstanceType: _InstanceType;
  readonly architecture: Architecture;
  readonly vCpus: number;
  readonly memoryMiB: number;
};

type Size = readonly [name: string, vCpus: number, memoryMiB: number];

const burstable: readonly Size[] = [
  ['nano', 2, 512],
  ['micro', 2, 1024],
  ['small', 2, 2048],
  ['medium', 2, 4096],
  ['large', 2, 8192],
  ['xlarge', 4, 16384],
  ['2xlarge', 8, 32768],
];
const general: readonly Size[] = [
  ['large', 2, 8192],
  ['xlarge', 4, 16384],
  ['2xlarge', 8, 32768],
];
const compute: readonly Size[] = [
  ['large', 2, 4096],
  ['xlarge', 4, 8192],
  ['2xlarge', 8, 16384],
];
const families: readonly (readonly [string, Architecture, readonly Size[]])[] = [
  ['t3', 'x86_64', burstable],
  ['t3a', 'x86_64', burstable],
  ['t4g', 'arm64', burstable],
  ['m5', 'x86_64', general],
  ['m6i', 'x86_64', general],
  ['m7i', 'x86_64', general],
  ['m6g', 'arm64', [['medium', 1, 4096], ...general]],
  ['m7g', 'arm64', [['medium', 1, 4096], ...general]],
  ['m8g', 'arm64', [['medium', 1, 4096], ...general]],
  ['c5', 'x86_64', compute],
  ['c6i', 'x86_64', compute],
  ['c7i', 'x86_64', compute],
  ['c6g', 'arm64', [['medium', 1, 2048], ...compute]],
  ['c7g', 'arm64', [['medium', 1, 2048], ...compute]],
  ['c8g', 'arm64', [['medium', 1, 2048], ...compute]],
];

const catalogue: readonly InstanceTypeFacts[] = families.flatMap(([family, architecture, sizes]) =>
  sizes.map(([size, vCpus, memoryMiB]) => ({
    // Families and sizes as in AWS's enumeration.
    InstanceType: `${family}.${size}` as _InstanceType,
    architecture,
    vCpus,
    memoryMiB,
  })),
);

/** @throws AwsError `InvalidParameterValue` for a type that the region does not know */
export function instanceType(name: string): InstanceTypeFacts {
  const facts = catalogue.find(({ InstanceType }) => InstanceType === name);
  if (facts) return facts;
  throw invalidParameterValue(
    `Invalid value '${name}' for InstanceType. The local region knows: ` +
      families.map(([family, , sizes]) => `${family}.${sizes[0]?.[0]}…`).join(', '),
  );
}

export const instanceTypeOperations: Ec2Operations = {
  DescribeInstanceTypes(input) {
    const wanted = input.InstanceTypes ?? [];
    const unknown = wanted.filter(
      (name) => !catalogue.some(({ InstanceType }) => InstanceType === name),
    );
    if (unknown.length > 0) {
      throw new AwsError(
        'InvalidInstanceType',
        `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
      );
    }
    const types = catalogue
      .filter(({ InstanceType }) => wanted.length === 0 || wanted.includes(InstanceType))
      .map(toInfo);
    const { items, nextToken } = paginate(
      applyFilters<InstanceTypeInfo & { Tags?: never }>(types, input.Filters, {
        'instance-type': ({ InstanceType }) => InstanceType,
        'processor-info.supported-architecture': ({ ProcessorInfo }) =>
          ProcessorInfo?.SupportedArchitectures,
        'current-generation': ({ CurrentGeneration }) => CurrentGeneration,
        'vcpu-info.default-vcpus': ({ VCpuInfo }) => VCpuInfo?.DefaultVCpus,
        'memory-info.size-in-mib': ({ MemoryInfo }) => MemoryInfo?.SizeInMiB,
        hypervisor: ({ Hypervisor }) => Hypervisor,
      }),
      ({ InstanceType = '' }) => InstanceType,
      { token: input.NextToken, size: input.MaxResults },
      { min: 5, max: 100, name: 'MaxResults' },
      'InvalidNextToken',
    );
    return { InstanceTypes: items, NextToken: nextToken };
  },

  DescribeInstanceTypeOfferings(input, { store, regionName }) {
    const { subnets } = ec2Tables(store);
    const type = input.LocationType ?? 'region';
    const zones = [
      ...new Map(subnets.list().map((row) => [row.AvailabilityZone, row.AvailabilityZoneId ?? ''])),
    ];
    const locations =
      type === 'region'
        ? [regionName]
        : zones.map(([name, id]) => (type === 'availability-zone-id' ? id : name));
    const offerings = catalogue.flatMap(({ InstanceType }) =>
      locations.map((Location) => ({ InstanceType, LocationType: type, Location })),
    );
    return {
      InstanceTypeOfferings: applyFilters<(typeof offerings)[number] & { Tags?: never }>(
        offerings,
        input.Filters,
        {
          'instance-type': ({ InstanceType }) => InstanceType,
          location: ({ Location }) => Location,
        },
      ),
    };
  },
};

function toInfo({
  InstanceType,
  architecture,
  vCpus,
  memoryMiB,
}: InstanceTypeFacts): InstanceTypeInfo {
  return {
    InstanceType,
    CurrentGeneration: true,
    FreeTierEligible: false,
    SupportedUsageClasses: ['on-demand'],
    SupportedRootDeviceTypes: ['ebs'],
    SupportedVirtualizationTypes: ['hvm'],
    BareMetal: false,
    Hypervisor: 'nitro',
    ProcessorInfo: { SupportedArchitectures: [architecture] },
    VCpuInfo: { DefaultVCpus: vCpus, DefaultCores: Math.max(1, vCpus / 2) },
    MemoryInfo: { SizeInMiB: memoryMiB },
    InstanceStorageSupported: false,
    EbsInfo: { EbsOptimizedSupport: 'default', EncryptionSupport: 'supported' },
    NetworkInfo: { EnaSupport: 'required', MaximumNetworkCards: 1, Ipv6Supported: true },
    BurstablePerformanceSupported: InstanceType.startsWith('t'),
  };
}
