import { describe, expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveGroup() {
  const served = await serveElbv2();
  const { LoadBalancerArn } = await served.makeLoadBalancer();
  const { TargetGroupArn } = await served.makeTargetGroup();
  const create = (input: object = {}) =>
    served.elbv2.createListener({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      ...input,
    });
  return { ...served, LoadBalancerArn, TargetGroupArn, create };
}

describe('A listener', () => {
  test('is shown whole', async () => {
    const { elbv2, LoadBalancerArn, TargetGroupArn, create } = await serveGroup();
    const { Listeners } = await create();
    expect(Listeners).toEqual([
      {
        ListenerArn: expect.stringMatching(/:listener\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}$/),
        LoadBalancerArn,
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [
          {
            Type: 'forward',
            TargetGroupArn,
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn, Weight: 1 }],
              TargetGroupStickinessConfig: { Enabled: false },
            },
          },
        ],
      },
    ]);
    const ListenerArns = [Listeners?.[0]?.ListenerArn ?? ''];
    expect((await elbv2.describeListeners({ ListenerArns })).Listeners).toEqual(Listeners);
    expect((await elbv2.describeListeners({ LoadBalancerArn })).Listeners).toEqual(Listeners);
    const [ListenerArn] = ListenerArns;
    expect((await elbv2.describeListenerCertificates({ ListenerArn })).Certificates).toEqual([]);
  });

  test('changes what it is told, and keeps the rest', async () => {
    const { elbv2, LoadBalancerArn, TargetGroupArn, makeListener } = await serveGroup();
    const ListenerArn = await makeListener(LoadBalancerArn, TargetGroupArn);
    const { Listeners } = await elbv2.modifyListener({ ListenerArn, Port: 8080 });
    expect(Listeners).toMatchObject([
      { ListenerArn, Port: 8080, DefaultActions: [{ TargetGroupArn }] },
    ]);
    await elbv2.modifyListener({
      ListenerArn,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }],
    });
    expect((await elbv2.describeListeners({ LoadBalancerArn })).Listeners).toMatchObject([
      { Port: 8080, DefaultActions: [{ Type: 'fixed-response' }] },
    ]);
    expect((await elbv2.describeTargetGroups({})).TargetGroups).toMatchObject([
      { LoadBalancerArns: [] },
    ]);
  });

  test('has a port of its own', async () => {
    const { elbv2, LoadBalancerArn, TargetGroupArn, makeListener, create } = await serveGroup();
    const ListenerArn = await makeListener(LoadBalancerArn, TargetGroupArn, 80);
    await makeListener(LoadBalancerArn, TargetGroupArn, 81);
    const duplicate = {
      name: 'DuplicateListenerException',
      message: `A listener already exists on this port for this load balancer '${LoadBalancerArn}'`,
    };
    const DefaultActions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }];
    await expect(create({ DefaultActions })).rejects.toMatchObject(duplicate);
    await expect(elbv2.modifyListener({ ListenerArn, Port: 81 })).rejects.toMatchObject(duplicate);
  });

  test('made again with the same settings is the same one', async () => {
    const { create } = await serveGroup();
    const { Listeners } = await create();
    expect((await create()).Listeners).toEqual(Listeners);
  });

  test('takes its rules and tags with it', async () => {
    const { elbv2, LoadBalancerArn, TargetGroupArn, tables, ...served } = await serveGroup();
    const ListenerArn = await served.makeListener(LoadBalancerArn, TargetGroupArn);
    const { RuleArn } = await served.makeRule(ListenerArn, 1);
    await elbv2.addTags({ ResourceArns: [ListenerArn, RuleArn], Tags: [{ Key: 'a' }] });
    await elbv2.deleteListener({ ListenerArn });
    expect(tables.elbv2.rules.list()).toEqual([]);
    expect(tables.elbv2.tags.list()).toEqual([]);
    await expect(elbv2.deleteListener({ ListenerArn })).rejects.toMatchObject({
      name: 'ListenerNotFoundException',
      message: `Listener '${ListenerArn}' not found`,
    });
    await expect(elbv2.describeListeners({ ListenerArns: [ListenerArn] })).rejects.toMatchObject({
      name: 'ListenerNotFoundException',
      message: 'One or more listeners not found',
    });
  });
});

describe('What a listener may not be', () => {
  test.each([
    [{ Port: undefined }, 'ValidationError', 'A listener port must be specified'],
    [{ Protocol: undefined }, 'ValidationError', 'A listener protocol must be specified'],
    [{ Port: 65_536 }, 'ValidationError', "Value '65536' at 'port'"],
    [
      { Protocol: 'TCP' },
      'InvalidConfigurationRequestException',
      "protocol 'TCP' is not supported",
    ],
    [{ Protocol: 'HTTPS' }, 'ValidationError', 'A certificate must be specified'],
    [
      { Protocol: 'HTTPS', Certificates: [{ CertificateArn: 'arn:aws:acm:one' }] },
      'CertificateNotFoundException',
      "Certificate ARN 'arn:aws:acm:one' is not found",
    ],
    [{ SslPolicy: 'x' }, 'InvalidConfigurationRequestException', 'for HTTP listeners'],
    [{ AlpnPolicy: ['None'] }, 'InvalidConfigurationRequestException', 'for HTTP listeners'],
    [{ MutualAuthentication: { Mode: 'verify' } }, 'NotImplemented', 'mutual authentication'],
    [{ DefaultActions: [] }, 'InvalidLoadBalancerActionException', 'exactly one action'],
  ])('%j', async (input, name, message) => {
    const { create, tables } = await serveGroup();
    await expect(create(input)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
    expect(tables.elbv2.listeners.list()).toEqual([]);
  });
});

test('Listeners are asked for in one way', async () => {
  const { elbv2, LoadBalancerArn } = await serveGroup();
  await expect(elbv2.describeListeners({})).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'You must specify either listener ARNs or a load balancer ARN',
  });
  await elbv2.deleteLoadBalancer({ LoadBalancerArn });
  await expect(elbv2.describeListeners({ LoadBalancerArn })).rejects.toMatchObject({
    name: 'LoadBalancerNotFoundException',
    message: `Load balancer '${LoadBalancerArn}' not found`,
  });
});

test('A load balancer takes fifty listeners', async () => {
  const { LoadBalancerArn, TargetGroupArn, makeListener } = await serveGroup();
  for (let port = 1; port <= 50; port++) await makeListener(LoadBalancerArn, TargetGroupArn, port);
  await expect(makeListener(LoadBalancerArn, TargetGroupArn, 51)).rejects.toMatchObject({
    name: 'TooManyListenersException',
  });
});
