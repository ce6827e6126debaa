// The services of AWS that VPC endpoints lead to.

import type { ServiceDetail } from '@aws-sdk/client-ec2';
import { AwsError } from '../../wire/awsError.ts';
import { applyFilters } from '../shared/filters.ts';
import { paginate } from '../shared/pagination.ts';
import type { Ec2Operations } from './service.ts';
import { zonesOf } from './zones.ts';

export type EndpointType = 'Gateway' | 'Interface';

/** Those that Rollover's instances and clients use. */
const endpointTypes: Readonly<Record<string, readonly EndpointType[]>> = {
  autoscaling: ['Interface'],
  dynamodb: ['Gateway', 'Interface'],
  ec2: ['Interface'],
  ec2messages: ['Interface'],
  elasticloadbalancing: ['Interface'],
  logs: ['Interface'],
  monitoring: ['Interface'],
  s3: ['Gateway', 'Interface'],
  sns: ['Interface'],
  ssm: ['Interface'],
  ssmmessages: ['Interface'],
  sts: ['Interface'],
};

export const vpcEndpointServiceOperations: Ec2Operations = {
  DescribeVpcEndpointServices(input, { regionName }) {
    const all = endpointServices(regionName);
    const names = input.ServiceNames ?? [];
    const unknown = names.find((name) => !all.some(({ ServiceName }) => ServiceName === name));
    if (unknown !== undefined) throw invalidServiceName(unknown);
    const named = all.filter(
      ({ ServiceName }) => names.length === 0 || names.includes(ServiceName),
    );
    const { items, nextToken } = paginate(
      applyFilters(named, input.Filters, {
        owner: ({ Owner }) => Owner,
        'service-name': ({ ServiceName }) => ServiceName,
        'service-region': ({ ServiceRegion }) => ServiceRegion,
        'service-type': ({ ServiceType }) => ServiceType.map((each) => each.ServiceType),
        'supported-ip-address-types': (service) => service.SupportedIpAddressTypes,
      }),
      ({ ServiceName, ServiceType }) => `${ServiceName} ${ServiceType[0]?.ServiceType}`,
      { token: input.NextToken, size: input.MaxResults },
      { min: 1, max: 1000, name: 'MaxResults' },
      'InvalidNextToken',
    );
    return {
      ServiceNames: [...new Set(items.map(({ ServiceName }) => ServiceName))],
      ServiceDetails: items,
      NextToken: nextToken,
    };
  },
};

/** @throws AwsError `InvalidServiceName` for a service that has no endpoint of the type */
export function checkEndpointService(regionName: string, name: string, type: EndpointType): void {
  const isKnown = endpointServices(regionName).some(
    ({ ServiceName, ServiceType }) => ServiceName === name && ServiceType[0]?.ServiceType === type,
  );
  if (!isKnown) throw invalidServiceName(name);
}

function endpointServices(regionName: string) {
  const zones = zonesOf(regionName);
  return Object.entries(endpointTypes).flatMap(([service, types]) =>
    types.map((type) => {
      const host = `${service}.${regionName}.amazonaws.com`;
      return {
        ServiceName: `com.amazonaws.${regionName}.${service}`,
        ServiceRegion: regionName,
        ServiceType: [{ ServiceType: type }],
        AvailabilityZones: zones.map(({ ZoneName }) => ZoneName),
        AvailabilityZoneIds: zones.map(({ ZoneId }) => ZoneId),
        Owner: 'amazon',
        BaseEndpointDnsNames: [host],
        ...(type === 'Interface' && {
          PrivateDnsName: host,
          PrivateDnsNames: [{ PrivateDnsName: host }],
        }),
        VpcEndpointPolicySupported: true,
        AcceptanceRequired: false,
        ManagesVpcEndpoints: false,
        SupportedIpAddressTypes: ['ipv4'],
        Tags: [],
      } satisfies ServiceDetail;
    }),
  );
}

function invalidServiceName(name: string): AwsError {
  return new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
}
