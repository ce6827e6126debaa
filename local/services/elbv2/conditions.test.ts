import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveConditions() {
  const { elbv2, ...served } = await serveElbv2();
  const { LoadBalancerArn } = await served.makeLoadBalancer();
  const { TargetGroupArn } = await served.makeTargetGroup();
  const ListenerArn = await served.makeListener(LoadBalancerArn, TargetGroupArn);
  let Priority = 0;
  /** The conditions of a rule, as they are kept. */
  return async (...Conditions: RuleCondition[]) => {
    const { Rules } = await elbv2.createRule({
      ListenerArn,
      Priority: ++Priority,
      Conditions,
      Actions: [{ Type: 'forward', TargetGroupArn }],
    });
    return Rules?.[0]?.Conditions;
  };
}

test('Hosts and paths are shown in both ways, whichever they came in', async () => {
  const keep = await serveConditions();
  const host = {
    Field: 'host-header',
    Values: ['*.example.com'],
    HostHeaderConfig: { Values: ['*.example.com'] },
  };
  const path = {
    Field: 'path-pattern',
    Values: ['/a/*', '/b?'],
    PathPatternConfig: { Values: ['/a/*', '/b?'] },
  };
  const { HostHeaderConfig, Values } = { ...host, ...path };
  expect(
    await keep({ Field: 'host-header', HostHeaderConfig }, { Field: 'path-pattern', Values }),
  ).toEqual([host, path]);
  expect(await keep(host, path)).toEqual([host, path]);
});

test('The other fields are kept as they came', async () => {
  const keep = await serveConditions();
  const conditions: RuleCondition[] = [
    { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
    { Field: 'source-ip', SourceIpConfig: { Values: ['192.0.2.0/24', '2001:db8::/32'] } },
    {
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName: 'User-Agent', Values: ['*Chrome*'] },
    },
    { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '1' }] } },
  ];
  expect(await keep(...conditions)).toEqual(conditions);
  const bare = [{ Field: 'query-string', QueryStringConfig: { Values: [{ Value: 'beta' }] } }];
  expect(await keep(...bare)).toEqual(bare);
});

const path = (...Values: string[]): RuleCondition => ({ Field: 'path-pattern', Values });
const header = (HttpHeaderName: string, ...Values: string[]): RuleCondition => ({
  Field: 'http-header',
  HttpHeaderConfig: { HttpHeaderName, Values },
});
const source = (...Values: string[]): RuleCondition => ({
  Field: 'source-ip',
  SourceIpConfig: { Values },
});

test.each([
  ['A condition must be specified', []],
  ["Condition field 'cookie' must be one of", [{ Field: 'cookie', Values: ['a'] }]],
  ["Condition field '__proto__' must be one of", [{ Field: '__proto__', Values: ['a'] }]],
  ['A condition value must be specified', [path()]],
  ['A condition value must be specified', [{ Field: 'query-string' }]],
  ["cannot be longer than '128' characters", [path(`/${'a'.repeat(128)}`)]],
  ['contains a character that is not valid', [path('/a b')]],
  ['contains a character that is not valid', [{ Field: 'host-header', Values: ['a_b'] }]],
  ["The HTTP header name 'Host' is not valid", [header('Host', 'a')]],
  ["The HTTP header name 'a b' is not valid", [header('a b', 'a')]],
  ["The source IP '192.0.2.0/33' must be in CIDR format", [source('192.0.2.0/33')]],
  ["The source IP '192.0.2/24' must be in CIDR format", [source('192.0.2/24')]],
  ["A rule can only have one 'path-pattern' condition", [path('/a'), path('/b')]],
  [
    "A rule can only have '5' condition values",
    [path('/1', '/2', '/3'), header('A', '1', '2', '3')],
  ],
  ["A rule can only have '6' condition wildcards", [path('/*****'), header('A', '??')]],
  [
    "both 'Values' and a configuration",
    [{ Field: 'path-pattern', Values: ['/a'], PathPatternConfig: { Values: ['/b'] } }],
  ],
])('%s', async (message, conditions) => {
  const keep = await serveConditions();
  await expect(keep(...conditions)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
});

test('Regular expressions are not built, and say so', async () => {
  const keep = await serveConditions();
  await expect(
    keep({ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/a'] } }),
  ).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
});
