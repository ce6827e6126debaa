import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { startMemoryRegion } from './testing/memoryRegion.ts';

test('A load balancer keeps its address, and moves with the region’s pool', async () => {
  const region = await startMemoryRegion();
  const { Subnets = [] } = await region.ec2.send(new DescribeSubnetsCommand({}));
  const addresses = async () => {
    const { LoadBalancers = [] } = await new ElasticLoadBalancingV2(
      region.client,
    ).describeLoadBalancers({});
    return LoadBalancers.flatMap(({ AvailabilityZones = [] }) =>
      AvailabilityZones.flatMap(({ LoadBalancerAddresses = [] }) =>
        LoadBalancerAddresses.map(({ IpAddress }) => IpAddress),
      ),
    );
  };
  await new ElasticLoadBalancingV2(region.client).createLoadBalancer({
    Name: 'web',
    Subnets: Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId),
  });
  expect(await addresses()).toEqual(['127.0.1.1', '127.0.1.1']);
  await region.restart();
  expect(await addresses()).toEqual(['127.0.1.1', '127.0.1.1']);
  region.drivers.network.pool = '198.18.8.0/21';
  await region.restart();
  expect(await addresses()).toEqual(['127.0.5.1', '127.0.5.1']);
});
