import { describe, expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

describe('A target group', () => {
  test('has AWS’s defaults', async () => {
    const { elbv2, makeTargetGroup, VpcId } = await serveElbv2();
    // Terraform tells an empty version.
    const made = await makeTargetGroup({ ProtocolVersion: '' });
    expect(made).toEqual({
      TargetGroupArn: expect.stringMatching(
        /^arn:aws:elasticloadbalancing:eu-central-1:000000000000:targetgroup\/app\/[0-9a-f]{16}$/,
      ),
      TargetGroupName: 'app',
      Protocol: 'HTTP',
      ProtocolVersion: 'HTTP1',
      Port: 8080,
      VpcId,
      TargetType: 'instance',
      IpAddressType: 'ipv4',
      HealthCheckEnabled: true,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckPath: '/',
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: [],
    });
    const { TargetGroupArn } = made;
    expect(
      (await elbv2.describeTargetGroups({ TargetGroupArns: [TargetGroupArn] })).TargetGroups,
    ).toEqual([made]);
    expect((await elbv2.describeTargetGroups({ Names: ['app'] })).TargetGroups).toEqual([made]);
  });

  test('changes what it is told, and keeps the rest', async () => {
    const { elbv2, makeTargetGroup } = await serveElbv2();
    const { TargetGroupArn, ...made } = await makeTargetGroup({ HealthCheckPath: '/health' });
    const { TargetGroups } = await elbv2.modifyTargetGroup({
      TargetGroupArn,
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      Matcher: { HttpCode: '200,300-399' },
    });
    expect(TargetGroups).toEqual([
      {
        ...made,
        TargetGroupArn,
        HealthCheckPath: '/health',
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        Matcher: { HttpCode: '200,300-399' },
      },
    ]);
  });

  test('shows who uses it, and is not deleted while somebody does', async () => {
    const { elbv2, makeLoadBalancer, makeTargetGroup, makeListener } = await serveElbv2();
    const { LoadBalancerArn } = await makeLoadBalancer();
    const { TargetGroupArn } = await makeTargetGroup();
    const ListenerArn = await makeListener(LoadBalancerArn, TargetGroupArn);
    const { TargetGroups } = await elbv2.describeTargetGroups({ LoadBalancerArn });
    expect(TargetGroups).toMatchObject([{ TargetGroupArn, LoadBalancerArns: [LoadBalancerArn] }]);
    await expect(elbv2.deleteTargetGroup({ TargetGroupArn })).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
    });
    await elbv2.deleteListener({ ListenerArn });
    expect((await elbv2.describeTargetGroups({})).TargetGroups).toMatchObject([
      { LoadBalancerArns: [] },
    ]);
    await elbv2.deleteTargetGroup({ TargetGroupArn });
    await elbv2.deleteTargetGroup({ TargetGroupArn });
  });

  test('takes its targets with it', async () => {
    const { elbv2, makeTargetGroup, makeInstance, tables } = await serveElbv2();
    const { TargetGroupArn } = await makeTargetGroup();
    await elbv2.registerTargets({ TargetGroupArn, Targets: [{ Id: makeInstance() }] });
    await elbv2.deleteTargetGroup({ TargetGroupArn });
    expect(tables.elbv2.targets.list()).toEqual([]);
  });
});

test('Made again with the same settings it is the same one; with others it is refused', async () => {
  const { makeTargetGroup } = await serveElbv2();
  const made = await makeTargetGroup();
  expect(await makeTargetGroup()).toEqual(made);
  await expect(makeTargetGroup({ Port: 80 })).rejects.toMatchObject({
    name: 'DuplicateTargetGroupNameException',
    message: "A target group with the same name 'app' exists, but with different settings",
  });
});

test.each([
  [{ Port: undefined }, 'A port must be specified'],
  [{ Protocol: undefined }, 'A protocol must be specified'],
  [{ VpcId: undefined }, 'A VPC ID must be specified'],
  [{ VpcId: 'vpc-0' }, "The VPC ID 'vpc-0' is not found"],
  [{ Name: '-app' }, "Target group name '-app' cannot begin or end with '-'"],
  [{ Port: 0 }, "Value '0' at 'port' failed to satisfy constraint"],
  [{ HealthCheckPath: 'health' }, "Health check path 'health' must begin with '/'"],
  [{ HealthCheckPort: '0' }, "Health check port '0' must be"],
  [{ HealthCheckIntervalSeconds: 5 }, 'must be smaller than the interval'],
  [{ Matcher: { HttpCode: '' } }, 'Health check matcher HTTP code cannot be empty'],
  [{ Matcher: { HttpCode: '200-500' } }, "must be within '200-499' inclusively"],
  [{ Matcher: { HttpCode: '300-200' } }, "must be within '200-499' inclusively"],
  [{ Matcher: { HttpCode: '2xx' } }, "must be within '200-499' inclusively"],
])('%j is refused', async (input, message) => {
  const { makeTargetGroup } = await serveElbv2();
  // Members are left out as a caller may.
  await expect(makeTargetGroup(input as never)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
});

test.each([
  { TargetType: 'ip' as const },
  { TargetType: 'lambda' as const },
  { Protocol: 'HTTPS' as const },
  { Protocol: 'TCP' as const },
  { ProtocolVersion: 'GRPC' },
  { HealthCheckProtocol: 'HTTPS' as const },
])('%j is not built, and says so', async (input) => {
  const { makeTargetGroup } = await serveElbv2();
  await expect(makeTargetGroup(input)).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  });
});

test('Health checks of instances cannot be turned off', async () => {
  const { makeTargetGroup } = await serveElbv2();
  await expect(makeTargetGroup({ HealthCheckEnabled: false })).rejects.toMatchObject({
    name: 'InvalidConfigurationRequestException',
    message: "Health check enabled must be true for target groups with target type 'instance'",
  });
});

test('Absent ones are not found', async () => {
  const { elbv2, makeTargetGroup } = await serveElbv2();
  const notFound = {
    name: 'TargetGroupNotFoundException',
    message: 'One or more target groups not found',
  };
  await expect(elbv2.describeTargetGroups({ Names: ['app'] })).rejects.toMatchObject(notFound);
  const { TargetGroupArn } = await makeTargetGroup();
  await elbv2.deleteTargetGroup({ TargetGroupArn });
  await expect(
    elbv2.describeTargetGroups({ TargetGroupArns: [TargetGroupArn] }),
  ).rejects.toMatchObject(notFound);
  await expect(
    elbv2.modifyTargetGroup({ TargetGroupArn, HealthCheckPath: '/' }),
  ).rejects.toMatchObject({
    name: 'TargetGroupNotFoundException',
    message: `Target group '${TargetGroupArn}' not found`,
  });
  await expect(
    elbv2.describeTargetGroups({ Names: ['app'], TargetGroupArns: [TargetGroupArn] }),
  ).rejects.toMatchObject({ name: 'ValidationError' });
});
