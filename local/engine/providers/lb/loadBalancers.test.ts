import { describe, expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { makeNetwork } from '../testing/network.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const balancerToken = 'aws:lb/loadBalancer:LoadBalancer';
const groupToken = 'aws:lb/targetGroup:TargetGroup';
const listenerToken = 'aws:lb/listener:Listener';
const ruleToken = 'aws:lb/listenerRule:ListenerRule';
const tags = { app: 'rollover' };

async function serveNetwork() {
  const served = await serveProviders();
  return { served, ...(await makeNetwork(served)) };
}

test('LoadBalancer lives', async () => {
  const { served, vpcId, subnets, groups } = await serveNetwork();
  const { outputs } = await live(served, {
    token: balancerToken,
    inputs: {
      loadBalancerType: 'application',
      internal: false,
      subnets: subnets.slice(0, 2),
      securityGroups: groups.slice(0, 1),
      idleTimeout: 60,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
      tags,
    },
    updates: [
      { idleTimeout: 30, dropInvalidHeaderFields: undefined, enableHttp2: false },
      { securityGroups: groups.toReversed() },
      { subnets },
      { enableDeletionProtection: true, tags: { app: 'other' } },
      { enableDeletionProtection: false, xffHeaderProcessingMode: 'preserve' },
    ],
    replacements: [{ name: 'web' }, { internal: true }, { loadBalancerType: 'network' }],
  });
  const suffix = expect.stringMatching(/^app\/instances-[0-9a-f]{7}\/[0-9a-f]{16}$/);
  expect(outputs).toMatchObject({
    name: expect.stringMatching(/^instances-[0-9a-f]{7}$/),
    arn: expect.stringMatching(/^arn:aws:elasticloadbalancing:.*:loadbalancer\/app\//),
    arnSuffix: suffix,
    dnsName: expect.stringContaining('instances-'),
    zoneId: expect.stringMatching(/^Z/),
    enableHttp2: true,
    vpcId,
  });
});

test('TargetGroup lives', async () => {
  const { served, vpcId } = await serveNetwork();
  const healthCheck = {
    protocol: 'HTTP',
    port: 'traffic-port',
    path: '/healthz',
    matcher: '200',
    interval: 10,
    timeout: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
  };
  const { outputs } = await live(served, {
    token: groupToken,
    inputs: {
      vpcId,
      targetType: 'instance',
      protocol: 'HTTP',
      port: 8080,
      deregistrationDelay: 20,
      loadBalancingAlgorithmType: 'least_outstanding_requests',
      healthCheck,
      tags,
    },
    updates: [
      { deregistrationDelay: 0, loadBalancingAlgorithmType: 'round_robin' },
      { healthCheck: { ...healthCheck, path: '/', interval: 6 } },
      { stickiness: { type: 'lb_cookie', enabled: true, cookieDuration: 60 } },
      { slowStart: 30, tags: { app: 'other' } },
      { tags: undefined },
    ],
    replacements: [{ name: 'web' }, { port: 9090 }, { vpcId: 'vpc-2' }, { protocol: 'HTTPS' }],
  });
  expect(outputs).toMatchObject({
    arnSuffix: expect.stringMatching(/^targetgroup\/instances-[0-9a-f]{7}\/[0-9a-f]{16}$/),
    loadBalancerArns: [],
    slowStart: 0,
  });
});

/** A load balancer, two target groups and a listener's inputs. */
async function serveListener() {
  const { served, vpcId, subnets, groups: securityGroups } = await serveNetwork();
  const { make } = served;
  const makeGroup = (name: string) =>
    make(groupToken, { name, vpcId, protocol: 'HTTP', port: 8080 });
  const loadBalancerArn = await make(balancerToken, {
    subnets: subnets.slice(0, 2),
    securityGroups,
  });
  const [one, other] = [await makeGroup('one'), await makeGroup('other')];
  const forward = { type: 'forward', targetGroupArn: one };
  const inputs = { loadBalancerArn, protocol: 'HTTP', port: 80, defaultActions: [forward], tags };
  return { served, one, other, inputs };
}

test('Listener lives', async () => {
  const { served, one, other, inputs } = await serveListener();
  const targetGroups = [
    { arn: one, weight: 1 },
    { arn: other, weight: 3 },
  ];
  const redirect = { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' };
  const fixedResponse = { contentType: 'text/plain', messageBody: 'No.', statusCode: '404' };
  await live(served, {
    token: listenerToken,
    inputs,
    updates: [
      { defaultActions: [{ type: 'forward', targetGroupArn: other }] },
      { defaultActions: [{ type: 'forward', forward: { targetGroups } }] },
      { defaultActions: [{ type: 'redirect', redirect }] },
      { defaultActions: [{ type: 'fixed-response', fixedResponse }], port: 8000 },
      { tags: { app: 'other' } },
    ],
    replacements: [{ loadBalancerArn: 'arn:aws:elasticloadbalancing:other' }],
  });
});

test('ListenerRule lives', async () => {
  const { served, one, inputs } = await serveListener();
  const listenerArn = await served.make(listenerToken, inputs);
  const { outputs } = await live(served, {
    token: ruleToken,
    inputs: {
      listenerArn,
      conditions: [
        { pathPattern: { values: ['/api/*'] } },
        { httpHeader: { httpHeaderName: 'X-Canary', values: ['yes'] } },
      ],
      actions: [{ type: 'forward', targetGroupArn: one }],
      tags,
    },
    updates: [
      { priority: 7 },
      { conditions: [{ queryStrings: [{ key: 'canary', value: '1' }, { value: 'yes' }] }] },
      { conditions: [{ hostHeader: { values: ['example.com'] } }], tags: { app: 'other' } },
    ],
    replacements: [{ listenerArn: 'arn:aws:elasticloadbalancing:other' }],
  });
  expect(outputs).toMatchObject({ priority: 1 });
});

describe('A load balancer', () => {
  test('is not made where another has its name', async () => {
    const { served, subnets } = await serveNetwork();
    const { typeOf, creating } = served;
    const inputs = { name: 'web', subnets: subnets.slice(0, 2) };
    await typeOf(balancerToken).create(inputs, creating());
    await expect(typeOf(balancerToken).create(inputs, creating())).rejects.toThrow(
      'There is a load balancer web already',
    );
    expect(await typeOf(balancerToken).find?.(inputs, creating())).toBeUndefined();
  });

  test('that is protected is not deleted', async () => {
    const { served, subnets } = await serveNetwork();
    const { make, typeOf, context } = served;
    const inputs = { subnets: subnets.slice(0, 2), enableDeletionProtection: true };
    const arn = await make(balancerToken, inputs);
    await expect(typeOf(balancerToken).delete(arn, {}, context)).rejects.toThrow(/protection/);
  });

  test.each([
    [{ name: 'a'.repeat(33) }, 'name: expected at most 32'],
    [{ name: 'internal-web' }, 'name: expected at most 32'],
    [{ name: 'web-' }, 'name: expected at most 32'],
    [{ namePrefix: 'website' }, 'namePrefix: expected at most 6'],
  ])('is not called %o', async (inputs, problem) => {
    const { typeOf } = await serveProviders();
    for (const token of [balancerToken, groupToken]) {
      expect(typeOf(token).check(inputs)).toEqual([expect.stringContaining(problem)]);
      expect(typeOf(token).check({ namePrefix: 'web-' })).toEqual([]);
    }
  });

  test('whose name would be too long is told of', async () => {
    const { typeOf, creating } = await serveProviders();
    const name = 'a-load-balancer-with-a-long-name';
    await expect(
      typeOf(balancerToken).create({ subnets: [] }, { ...creating(), name }),
    ).rejects.toThrow(/name: expected at most 32 characters, got a-load-/);
  });
});

test('A target group that a listener names is deleted once the listener is gone', async () => {
  const { served, one, inputs } = await serveListener();
  const { make, typeOf, context, said } = served;
  const listenerArn = await make(listenerToken, inputs);
  const deleting = typeOf(groupToken).delete(one, {}, context);
  await expect
    .poll(() => said)
    .toContain(`Waiting for ${one} to be used by nothing: ${inputs.loadBalancerArn}`);
  await typeOf(listenerToken).delete(listenerArn, {}, context);
  await deleting;
  expect(await typeOf(groupToken).read(one, {}, context)).toBeUndefined();
});
