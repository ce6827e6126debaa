// awsx makes the subnets, routes and NAT gateways; what is asked of it is what there is to check here.

import { describe, expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf, resourcesOf } from './testing/graphs.ts';

describe('The network', () => {
  test('has two zones, one NAT gateway, and gateways for S3 and DynamoDB', async () => {
    const graph = await loadGraph();
    expect(inputsOf(graph, 'Vpc')).toEqual({
      cidrBlock: '10.0.0.0/16',
      numberOfAvailabilityZones: 2,
      availabilityZoneCidrMask: 18,
      subnetStrategy: 'Auto',
      natGateways: { strategy: 'Single' },
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: 'rollover-dev', 'rollover:stack': 'dev' },
    });
    expect(resourcesOf(graph, 'VpcEndpoint').map(({ inputs }) => inputs)).toMatchObject(
      ['dynamodb', 's3'].map((service) => ({
        vpcId: 'vpc-1',
        vpcEndpointType: 'Gateway',
        serviceName: `com.amazonaws.eu-central-1.${service}`,
        routeTableIds: ['rtb-1', 'rtb-2'],
      })),
    );
  });

  test('is cut for four zones, whatever their number', async () => {
    const graph = await loadGraph({ settings: { vpcCidr: '192.168.4.0/22', zones: '4' } });
    expect(inputsOf(graph, 'Vpc')).toMatchObject({
      cidrBlock: '192.168.4.0/22',
      numberOfAvailabilityZones: 4,
      availabilityZoneCidrMask: 24,
    });
    // The app believes the load balancer's addresses, wherever they are.
    const userData = Buffer.from(inputsOf(graph, 'LaunchTemplate').userData, 'base64').toString();
    expect(userData).toContain('TRUSTED_PROXIES=192.168.4.0/22\\n');
  });

  test.each([
    ['nat-per-zone', 'OnePerAz'],
    ['endpoints', 'None'],
  ])('with the way out %s asks for the NAT gateways %s', async (wayOut, strategy) => {
    const graph = await loadGraph({ settings: { wayOut } });
    expect(inputsOf(graph, 'Vpc').natGateways).toEqual({ strategy });
  });
});
