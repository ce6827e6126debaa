// EC2's errors. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html

import { AwsError } from '../../wire/awsError.ts';

/** A kind of resource, as its ids and errors name it. */
export type ResourceKind = {
  /** Of its ids, such as `vpc`. */
  readonly prefix: string;
  /** In errors, such as `InvalidVpcID.NotFound`. */
  readonly notFoundCode: string;
  /** For ids that are not even one, such as `InvalidVpcID.Malformed`. */
  readonly malformedCode: string;
  /** In sentences, such as `vpc ID`. */
  readonly noun: string;
};

export const kinds = {
  vpc: kind('vpc', 'InvalidVpcID', 'vpc ID'),
  subnet: kind('subnet', 'InvalidSubnetID', 'subnet ID'),
  securityGroup: kind('sg', 'InvalidGroup', 'security group', 'InvalidGroupId.Malformed'),
  securityGroupRule: kind('sgr', 'InvalidSecurityGroupRuleId', 'security group rule ID'),
  routeTable: kind('rtb', 'InvalidRouteTableID', 'routeTable ID'),
  internetGateway: kind('igw', 'InvalidInternetGatewayID', 'internetGateway ID'),
  networkAcl: kind('acl', 'InvalidNetworkAclID', 'networkAcl ID'),
  natGateway: kind('nat', 'NatGateway', 'Nat gateway', 'NatGatewayMalformed', 'NatGatewayNotFound'),
  address: kind('eipalloc', 'InvalidAllocationID', 'allocation ID'),
  vpcEndpoint: kind('vpce', 'InvalidVpcEndpointId', 'Vpc Endpoint Id'),
  networkInterface: kind('eni', 'InvalidNetworkInterfaceID', 'networkInterface ID'),
  keyPair: kind('key', 'InvalidKeyPair', 'key pair'),
  snapshot: kind('snap', 'InvalidSnapshot', 'snapshot', 'InvalidSnapshotID.Malformed'),
  image: kind('ami', 'InvalidAMIID', 'image id'),
  volume: kind('vol', 'InvalidVolume', 'volume', 'InvalidVolumeID.Malformed'),
  instance: kind('i', 'InvalidInstanceID', 'instance ID'),
  launchTemplate: kind(
    'lt',
    'InvalidLaunchTemplateId',
    'launch template',
    'InvalidLaunchTemplateId.Malformed',
  ),
} as const satisfies Record<string, ResourceKind>;

function kind(
  prefix: string,
  code: string,
  noun: string,
  malformedCode = `${code}.Malformed`,
  notFoundCode = `${code}.NotFound`,
): ResourceKind {
  return { prefix, noun, malformedCode, notFoundCode };
}

/** The error for an id that names nothing: not found, or not even an id of the kind. */
export function notFound(kindOf: ResourceKind, ...ids: readonly string[]): AwsError {
  const malformed = ids.find((id) => !new RegExp(`^${kindOf.prefix}-[0-9a-z]{3,}$`).test(id));
  if (malformed !== undefined) {
    return new AwsError(
      kindOf.malformedCode,
      `Invalid id: "${malformed.slice(0, 100)}" (expecting "${kindOf.prefix}-...")`,
    );
  }
  const [plural, verb] = ids.length > 1 ? ['s', 'do'] : ['', 'does'];
  const named = ids.length > 1 ? `'${ids.join(', ')}'` : `'${ids[0]}'`;
  return new AwsError(
    kindOf.notFoundCode,
    `The ${kindOf.noun}${plural} ${named} ${verb} not exist`,
  );
}

/** Refuses to delete what others still need. */
export function dependencyViolation(message: string): AwsError {
  return new AwsError('DependencyViolation', message);
}

export function invalidParameterValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

export function invalidParameterCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}

export function incorrectState(message: string): AwsError {
  return new AwsError('IncorrectState', message);
}
