import { describe, expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

describe('Made again under the same name', () => {
  test('with the same settings it is the same one', async () => {
    const { subnetIds, makeLoadBalancer } = await serveElbv2();
    const made = await makeLoadBalancer();
    const again = await makeLoadBalancer({ Subnets: [subnetIds[1] ?? '', subnetIds[0] ?? ''] });
    expect(again).toEqual(made);
  });

  test.each([{ Scheme: 'internal' as const }, { Tags: [{ Key: 'other', Value: '' }] }])(
    'with %j it is refused',
    async (other) => {
      const { makeLoadBalancer } = await serveElbv2();
      await makeLoadBalancer();
      await expect(makeLoadBalancer(other)).rejects.toMatchObject({
        name: 'DuplicateLoadBalancerNameException',
        message: "A load balancer with the same name 'web' exists, but with different settings",
      });
    },
  );
});

test.each([
  [{ Name: 'a'.repeat(33) }, "cannot be longer than '32' characters"],
  [{ Name: 'a_b' }, 'can only contain characters that are alphanumeric characters or hyphens(-)'],
  [{ Name: 'a-' }, "cannot begin or end with '-'"],
  [{ Name: 'internal-a' }, "cannot begin with 'internal-'"],
  [{ Scheme: 'outside' as 'internal' }, "Value 'outside' at 'scheme' failed to satisfy constraint"],
])('%j is refused', async (input, message) => {
  const { makeLoadBalancer } = await serveElbv2();
  await expect(makeLoadBalancer(input)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
});

test('Subnets must be of two zones of one VPC', async () => {
  const { ec2, elbv2, VpcId, subnetIds, makeLoadBalancer } = await serveElbv2();
  const [first = ''] = subnetIds;
  const { Subnet } = await ec2.createSubnet({
    VpcId,
    CidrBlock: '172.31.100.0/24',
    AvailabilityZone: 'eu-central-1a',
  });
  await expect(makeLoadBalancer({ Subnets: [first] })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'At least two subnets in two different Availability Zones must be specified',
  });
  await expect(
    makeLoadBalancer({ Subnets: [first, Subnet?.SubnetId ?? ''] }),
  ).rejects.toMatchObject({
    name: 'InvalidConfigurationRequestException',
    message: 'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
  });
  await expect(
    makeLoadBalancer({ Subnets: [first, 'subnet-00000000000000000'] }),
  ).rejects.toMatchObject({
    name: 'SubnetNotFoundException',
    message: "The subnet ID 'subnet-00000000000000000' does not exist",
  });
  expect((await elbv2.describeLoadBalancers({})).LoadBalancers).toEqual([]);
});

test('A subnet needs eight free addresses', async () => {
  const { ec2, VpcId, subnetIds, makeLoadBalancer } = await serveElbv2();
  const { Subnet } = await ec2.createSubnet({
    VpcId,
    CidrBlock: '172.31.100.0/28',
    AvailabilityZone: 'eu-central-1c',
  });
  const SubnetId = Subnet?.SubnetId ?? '';
  for (let count = 0; count < 4; count++) await ec2.createNetworkInterface({ SubnetId });
  await expect(makeLoadBalancer({ Subnets: [subnetIds[0] ?? '', SubnetId] })).rejects.toMatchObject(
    {
      name: 'InvalidSubnetException',
      message: `Not enough IP space available in ${SubnetId}. ELB requires at least 8 free IP addresses in each subnet.`,
    },
  );
});

test('What is not built is said loudly', async () => {
  const { makeLoadBalancer } = await serveElbv2();
  await expect(makeLoadBalancer({ Type: 'network' })).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('CreateLoadBalancer of type network'),
    $metadata: { httpStatusCode: 501 },
  });
  await expect(makeLoadBalancer({ IpAddressType: 'dualstack' })).rejects.toMatchObject({
    name: 'NotImplemented',
  });
});
