// What awsx:ec2:Vpc takes, and what of it is wrong.

import type { Properties } from '../../provider.ts';
import { withDefaults } from '../differences.ts';
import { checkProperties, type Table, type Values } from '../properties.ts';
import type { SubnetSpec, SubnetType } from './subnetLayout.ts';

const properties = {
  cidrBlock: { is: 'string', default: '10.0.0.0/16' },
  numberOfAvailabilityZones: { is: 'number' },
  availabilityZoneNames: { is: 'list' },
  availabilityZoneCidrMask: { is: 'number' },
  subnetStrategy: { is: 'string' },
  subnetSpecs: {
    is: 'objects',
    of: {
      type: { is: 'string', required: true },
      name: { is: 'string' },
      cidrMask: { is: 'number' },
      size: { is: 'number' },
      cidrBlocks: { is: 'list' },
      tags: { is: 'map' },
    },
  },
  natGateways: {
    is: 'object',
    of: {
      strategy: { is: 'string', required: true },
      elasticIpAllocationIds: { is: 'list' },
    },
  },
  vpcEndpointSpecs: {
    is: 'objects',
    of: {
      serviceName: { is: 'string', required: true },
      vpcEndpointType: { is: 'string' },
      policy: { is: 'json' },
      privateDnsEnabled: { is: 'boolean' },
      routeTableIds: { is: 'set' },
      subnetIds: { is: 'set' },
      securityGroupIds: { is: 'set' },
      tags: { is: 'map' },
    },
  },
  enableDnsHostnames: { is: 'boolean' },
  enableDnsSupport: { is: 'boolean' },
  enableNetworkAddressUsageMetrics: { is: 'boolean' },
  instanceTenancy: { is: 'string' },
  tags: { is: 'map' },
} as const satisfies Table;

const subnetTypes: readonly string[] = [
  'Public',
  'Private',
  'Isolated',
  'Unused',
] satisfies SubnetType[];
const natStrategies = ['None', 'Single', 'OnePerAz'] as const;
const file = 'local/engine/providers/awsx/vpcInputs.ts';

export type NatStrategy = (typeof natStrategies)[number];

export type VpcInputs = Omit<Values<typeof properties>, 'subnetSpecs'> & {
  readonly subnetSpecs: readonly SubnetSpec[] | undefined;
  readonly natStrategy: NatStrategy;
};

/** @throws Error with all that is wrong */
export function readVpcInputs(inputs: Properties): VpcInputs {
  const problems = [...checkProperties(properties, inputs, file)];
  // Checked by the table just now, and by what follows.
  const values = withDefaults(properties, inputs) as Values<typeof properties>;
  if (problems.length > 0) throw new Error(problems.join('\n'));

  const { subnetStrategy, subnetSpecs, natGateways, numberOfAvailabilityZones } = values;
  const strategies = subnetSpecs ? ['Auto', 'Exact'] : ['Auto', 'Exact', 'Legacy', undefined];
  if (!strategies.includes(subnetStrategy)) {
    problems.push(
      `subnetStrategy: expected ${subnetSpecs ? '' : 'nothing or '}Auto or Exact, got ${subnetStrategy ?? 'nothing'}; to support it, add it in ${file}`,
    );
  }
  subnetSpecs?.forEach(({ type }, index) => {
    if (subnetTypes.includes(type)) return;
    problems.push(
      `subnetSpecs[${index}].type: expected one of ${subnetTypes.join(', ')}, got ${type}`,
    );
  });
  const natStrategy = natStrategies.find((each) => each === (natGateways?.strategy ?? 'OnePerAz'));
  if (!natStrategy) {
    problems.push(
      `natGateways.strategy: expected one of ${natStrategies.join(', ')}, got ${natGateways?.strategy}`,
    );
  }
  if (values.availabilityZoneNames && numberOfAvailabilityZones !== undefined) {
    problems.push('numberOfAvailabilityZones: expected nothing beside availabilityZoneNames');
  }
  if (problems.length > 0 || !natStrategy) throw new Error(problems.join('\n'));
  // The types were looked up in their list.
  return { ...values, subnetSpecs: subnetSpecs as readonly SubnetSpec[] | undefined, natStrategy };
}

/** @throws Error where the addresses given cannot be those of the gateways, or there is no place for these */
export function checkNatGateways(
  { natStrategy, natGateways }: VpcInputs,
  types: readonly SubnetType[],
  zones: number,
): void {
  const given = natGateways?.elasticIpAllocationIds?.length ?? 0;
  const gateways = { None: 0, Single: 1, OnePerAz: zones }[natStrategy];
  if (given > 0 && given !== gateways) {
    throw new Error(
      `natGateways.elasticIpAllocationIds: expected none or ${gateways}, as ${natStrategy} says, got ${given}`,
    );
  }
  const hasPlace = types.includes('Public');
  const hasUse = types.includes('Private') || types.includes('Isolated');
  if (gateways > 0 && !(hasPlace && hasUse)) {
    throw new Error(
      `natGateways.strategy: expected None without both public and private subnets, got ${natStrategy}`,
    );
  }
}
