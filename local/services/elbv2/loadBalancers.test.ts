import { describe, expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

const interfacesOf = (description: string) => ({
  Filters: [{ Name: 'description', Values: [description] }],
});

describe('A load balancer', () => {
  test('is shown whole, with the address on this machine', async () => {
    const { elbv2, subnetIds, VpcId, tables, makeLoadBalancer } = await serveElbv2();
    const made = await makeLoadBalancer({ Tags: [{ Key: 'a', Value: 'b' }] });
    const [group] = tables.securityGroups.list();
    expect(made).toEqual({
      LoadBalancerArn: expect.stringMatching(
        /^arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer\/app\/web\/[0-9a-f]{16}$/,
      ),
      DNSName: expect.stringMatching(/^web-\d{10}\.eu-central-1\.elb\.localhost$/),
      CanonicalHostedZoneId: 'Z215JYRZR1TBD5',
      CreatedTime: new Date('2026-01-01T00:00:00Z'),
      LoadBalancerName: 'web',
      Scheme: 'internet-facing',
      VpcId,
      State: { Code: 'active' },
      Type: 'application',
      AvailabilityZones: ['a', 'b'].map((zone, index) => ({
        ZoneName: `eu-central-1${zone}`,
        SubnetId: subnetIds[index],
        LoadBalancerAddresses: [{ IpAddress: '127.0.1.1' }],
      })),
      SecurityGroups: [group?.GroupId],
      IpAddressType: 'ipv4',
    });
    const LoadBalancerArns = [made.LoadBalancerArn];
    expect(await elbv2.describeLoadBalancers({ Names: ['web'] })).toMatchObject({
      LoadBalancers: [made],
    });
    expect(await elbv2.describeLoadBalancers({ LoadBalancerArns })).toMatchObject({
      LoadBalancers: [made],
    });
    expect(await elbv2.describeTags({ ResourceArns: LoadBalancerArns })).toMatchObject({
      TagDescriptions: [{ ResourceArn: made.LoadBalancerArn, Tags: [{ Key: 'a', Value: 'b' }] }],
    });
  });

  test('has an interface in each subnet, which go with it', async () => {
    const { ec2, elbv2, subnetIds, VpcId, makeLoadBalancer } = await serveElbv2();
    const { GroupId = '' } = await ec2.createSecurityGroup({
      GroupName: 'web',
      Description: 'Of a test',
      VpcId,
    });
    const { LoadBalancerArn } = await makeLoadBalancer({ SecurityGroups: [GroupId] });
    const filter = interfacesOf(`ELB ${LoadBalancerArn.split('loadbalancer/')[1]}`);
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces(filter);
    expect(NetworkInterfaces).toMatchObject(
      subnetIds.slice(0, 2).map((SubnetId) => ({
        SubnetId,
        RequesterId: 'amazon-elb',
        RequesterManaged: true,
        Status: 'in-use',
        Groups: [{ GroupId, GroupName: 'web' }],
        Association: { IpOwnerId: 'amazon' },
        Attachment: { InstanceOwnerId: 'amazon-elb' },
      })),
    );
    await expect(ec2.deleteSecurityGroup({ GroupId })).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
    await elbv2.deleteLoadBalancer({ LoadBalancerArn });
    expect((await ec2.describeNetworkInterfaces(filter)).NetworkInterfaces).toEqual([]);
    await ec2.deleteSecurityGroup({ GroupId });
    await elbv2.deleteLoadBalancer({ LoadBalancerArn });
  });

  test('that is internal has a name of its own kind, no public addresses, and needs no gateway', async () => {
    const { ec2, elbv2 } = await serveElbv2();
    const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' });
    const VpcId = Vpc?.VpcId ?? '';
    const Subnets: string[] = [];
    for (const zone of ['a', 'b']) {
      const { Subnet } = await ec2.createSubnet({
        VpcId,
        CidrBlock: `10.0.${Subnets.length}.0/24`,
        AvailabilityZone: `eu-central-1${zone}`,
      });
      Subnets.push(Subnet?.SubnetId ?? '');
    }
    await expect(elbv2.createLoadBalancer({ Name: 'web', Subnets })).rejects.toMatchObject({
      name: 'InvalidSubnetException',
      message: `VPC ${VpcId} has no internet gateway`,
    });
    const { LoadBalancers } = await elbv2.createLoadBalancer({
      Name: 'web',
      Subnets,
      Scheme: 'internal',
    });
    expect(LoadBalancers?.[0]?.DNSName).toMatch(/^internal-web-\d+\.eu-central-1\.elb\.localhost$/);
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'vpc-id', Values: [VpcId] }],
    });
    expect(NetworkInterfaces?.map(({ Association }) => Association)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('takes its listeners with it, and leaves target groups', async () => {
    const { elbv2, tables, makeLoadBalancer, makeTargetGroup, ...served } = await serveElbv2();
    const { LoadBalancerArn } = await makeLoadBalancer();
    const { TargetGroupArn } = await makeTargetGroup();
    await served.makeRule(await served.makeListener(LoadBalancerArn, TargetGroupArn), 1);
    await elbv2.deleteLoadBalancer({ LoadBalancerArn });
    expect(tables.elbv2.listeners.list()).toEqual([]);
    expect(tables.elbv2.rules.list()).toEqual([]);
    const { TargetGroups } = await elbv2.describeTargetGroups({});
    expect(TargetGroups).toMatchObject([{ TargetGroupArn, LoadBalancerArns: [] }]);
  });

  test('is not deleted while it is protected', async () => {
    const { elbv2, makeLoadBalancer } = await serveElbv2();
    const { LoadBalancerArn } = await makeLoadBalancer();
    const protect = (Value: string) =>
      elbv2.modifyLoadBalancerAttributes({
        LoadBalancerArn,
        Attributes: [{ Key: 'deletion_protection.enabled', Value }],
      });
    await protect('true');
    await expect(elbv2.deleteLoadBalancer({ LoadBalancerArn })).rejects.toMatchObject({
      name: 'OperationNotPermittedException',
      message: `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
    });
    await protect('false');
    await elbv2.deleteLoadBalancer({ LoadBalancerArn });
  });
});

test('Absent ones are not found, by name and by ARN', async () => {
  const { elbv2, makeLoadBalancer } = await serveElbv2();
  await expect(elbv2.describeLoadBalancers({ Names: ['web'] })).rejects.toMatchObject({
    name: 'LoadBalancerNotFoundException',
    message: "Load balancers '[web]' not found",
  });
  const { LoadBalancerArn } = await makeLoadBalancer();
  await elbv2.deleteLoadBalancer({ LoadBalancerArn });
  await expect(
    elbv2.describeLoadBalancers({ LoadBalancerArns: [LoadBalancerArn] }),
  ).rejects.toMatchObject({
    name: 'LoadBalancerNotFoundException',
    message: 'One or more load balancers not found',
  });
  await expect(
    elbv2.describeLoadBalancers({ LoadBalancerArns: ['arn:web'] }),
  ).rejects.toMatchObject({
    name: 'ValidationError',
    message: "'arn:web' is not a valid load balancer ARN",
  });
});

test('Many are described a page at a time', async () => {
  const { elbv2, makeLoadBalancer } = await serveElbv2();
  for (const Name of ['one', 'two', 'three']) await makeLoadBalancer({ Name });
  const first = await elbv2.describeLoadBalancers({ PageSize: 2 });
  expect(first.LoadBalancers?.map((each) => each.LoadBalancerName)).toEqual(['one', 'two']);
  const rest = await elbv2.describeLoadBalancers({ PageSize: 2, Marker: first.NextMarker ?? '' });
  expect(rest.LoadBalancers?.map((each) => each.LoadBalancerName)).toEqual(['three']);
  expect(rest.NextMarker).toBeUndefined();
});
