import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveLoadBalancer() {
  const served = await serveElbv2();
  const { ec2, VpcId } = served;
  const made = await served.makeLoadBalancer();
  const interfaces = async () => {
    const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'requester-id', Values: ['amazon-elb'] }],
    });
    return NetworkInterfaces;
  };
  const makeGroup = async (GroupName: string, vpc = VpcId) => {
    const { GroupId = '' } = await ec2.createSecurityGroup({
      GroupName,
      Description: 'Of a test',
      VpcId: vpc,
    });
    return GroupId;
  };
  return { ...served, ...made, interfaces, makeGroup };
}

test('Subnets that stay keep their interfaces; others go, new ones get one', async () => {
  const { elbv2, LoadBalancerArn, interfaces, subnetIds } = await serveLoadBalancer();
  const [, second = '', third = ''] = subnetIds;
  const before = await interfaces();
  const { AvailabilityZones, IpAddressType } = await elbv2.setSubnets({
    LoadBalancerArn,
    Subnets: [second, third],
  });
  expect(IpAddressType).toBe('ipv4');
  expect(AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual([
    'eu-central-1b',
    'eu-central-1c',
  ]);
  const after = await interfaces();
  expect(after.map(({ SubnetId }) => SubnetId)).toEqual([second, third]);
  expect(after[0]?.NetworkInterfaceId).toBe(before[1]?.NetworkInterfaceId);
  expect((await elbv2.describeLoadBalancers({})).LoadBalancers).toMatchObject([
    { AvailabilityZones },
  ]);
});

test('Subnets that may not be leave it as it was', async () => {
  const { elbv2, LoadBalancerArn, interfaces, subnetIds } = await serveLoadBalancer();
  const before = await interfaces();
  const [first = ''] = subnetIds;
  await expect(
    elbv2.setSubnets({ LoadBalancerArn, SubnetMappings: [{ SubnetId: first }] }),
  ).rejects.toMatchObject({ name: 'ValidationError' });
  expect(await interfaces()).toEqual(before);
});

test('Security groups are those of all its interfaces', async () => {
  const { elbv2, ec2, LoadBalancerArn, interfaces, makeGroup } = await serveLoadBalancer();
  const ids = [await makeGroup('one'), await makeGroup('two')];
  const answer = await elbv2.setSecurityGroups({ LoadBalancerArn, SecurityGroups: ids });
  expect(answer.SecurityGroupIds).toEqual(ids);
  for (const { Groups } of await interfaces()) {
    expect(Groups?.map(({ GroupId }) => GroupId)).toEqual(ids);
  }
  expect((await elbv2.describeLoadBalancers({})).LoadBalancers).toMatchObject([
    { SecurityGroups: ids },
  ]);
  await elbv2.setSecurityGroups({ LoadBalancerArn, SecurityGroups: ids.slice(1) });
  await ec2.deleteSecurityGroup({ GroupId: ids[0] });
});

test('A new subnet’s interface has the groups that the others have', async () => {
  const { elbv2, LoadBalancerArn, interfaces, makeGroup, subnetIds } = await serveLoadBalancer();
  const GroupId = await makeGroup('web');
  await elbv2.setSecurityGroups({ LoadBalancerArn, SecurityGroups: [GroupId] });
  await elbv2.setSubnets({ LoadBalancerArn, Subnets: [...subnetIds] });
  expect((await interfaces()).map(({ Groups }) => Groups)).toMatchObject(
    subnetIds.map(() => [{ GroupId }]),
  );
});

test('Security groups of another VPC are refused, and none', async () => {
  const { elbv2, ec2, LoadBalancerArn, makeGroup } = await serveLoadBalancer();
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' });
  for (const id of [await makeGroup('web', Vpc?.VpcId), 'sg-00000000000000000']) {
    await expect(
      elbv2.setSecurityGroups({ LoadBalancerArn, SecurityGroups: [id] }),
    ).rejects.toMatchObject({
      name: 'InvalidConfigurationRequestException',
      message: 'One or more security groups are invalid',
    });
  }
  await expect(
    elbv2.setSecurityGroups({ LoadBalancerArn, SecurityGroups: [] }),
  ).rejects.toMatchObject({ name: 'ValidationError' });
});

test('There is IPv4, and no IPv6', async () => {
  const { elbv2, LoadBalancerArn } = await serveLoadBalancer();
  expect(await elbv2.setIpAddressType({ LoadBalancerArn, IpAddressType: 'ipv4' })).toMatchObject({
    IpAddressType: 'ipv4',
  });
  await expect(
    elbv2.setIpAddressType({ LoadBalancerArn, IpAddressType: 'dualstack' }),
  ).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
});
