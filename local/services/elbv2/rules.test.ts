import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveListener() {
  const served = await serveElbv2();
  const { LoadBalancerArn } = await served.makeLoadBalancer();
  const { TargetGroupArn } = await served.makeTargetGroup();
  const ListenerArn = await served.makeListener(LoadBalancerArn, TargetGroupArn);
  const rules = async () => (await served.elbv2.describeRules({ ListenerArn })).Rules ?? [];
  return { ...served, LoadBalancerArn, TargetGroupArn, ListenerArn, rules };
}

test('Rules are shown by priority, the default last', async () => {
  const { elbv2, ListenerArn, TargetGroupArn, makeRule, rules } = await serveListener();
  await makeRule(ListenerArn, 10, '/ten');
  const made = await makeRule(ListenerArn, 9, '/nine');
  expect(made).toEqual({
    RuleArn: expect.stringMatching(
      /:listener-rule\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}\/[0-9a-f]{16}$/,
    ),
    Priority: '9',
    Conditions: [
      { Field: 'path-pattern', Values: ['/nine'], PathPatternConfig: { Values: ['/nine'] } },
    ],
    Actions: [
      {
        Type: 'fixed-response',
        FixedResponseConfig: { StatusCode: '204', ContentType: 'text/plain' },
      },
    ],
    IsDefault: false,
  });
  const all = await rules();
  expect(all.map(({ Priority }) => Priority)).toEqual(['9', '10', 'default']);
  expect(all[0]).toEqual(made);
  expect(all[2]).toMatchObject({
    IsDefault: true,
    Conditions: [],
    Actions: [{ Type: 'forward', TargetGroupArn }],
  });
  for (const rule of all) {
    const { Rules } = await elbv2.describeRules({ RuleArns: [rule.RuleArn ?? ''] });
    expect(Rules).toEqual([rule]);
  }
});

test('A rule’s conditions and actions change, each by itself', async () => {
  const { elbv2, ListenerArn, TargetGroupArn, makeRule, rules } = await serveListener();
  const { RuleArn } = await makeRule(ListenerArn, 1);
  await elbv2.modifyRule({ RuleArn, Conditions: [{ Field: 'host-header', Values: ['a.b'] }] });
  await elbv2.modifyRule({ RuleArn, Actions: [{ Type: 'forward', TargetGroupArn }] });
  expect((await rules())[0]).toMatchObject({
    RuleArn,
    Priority: '1',
    Conditions: [{ Field: 'host-header' }],
    Actions: [{ Type: 'forward', TargetGroupArn }],
  });
  await expect(elbv2.modifyRule({ RuleArn })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Either conditions or actions must be specified',
  });
});

test('A rule uses its group, until the rule is gone', async () => {
  const { elbv2, ListenerArn, LoadBalancerArn, makeTargetGroup } = await serveListener();
  const { TargetGroupArn } = await makeTargetGroup({ Name: 'other' });
  const { Rules } = await elbv2.createRule({
    ListenerArn,
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', Values: ['/other'] }],
    Actions: [{ Type: 'forward', TargetGroupArn }],
  });
  const users = async () => {
    const { TargetGroups } = await elbv2.describeTargetGroups({ Names: ['other'] });
    return TargetGroups?.[0]?.LoadBalancerArns;
  };
  expect(await users()).toEqual([LoadBalancerArn]);
  await expect(elbv2.deleteTargetGroup({ TargetGroupArn })).rejects.toMatchObject({
    name: 'ResourceInUseException',
  });
  const RuleArn = Rules?.[0]?.RuleArn ?? '';
  await elbv2.deleteRule({ RuleArn });
  expect(await users()).toEqual([]);
  await expect(elbv2.deleteRule({ RuleArn })).rejects.toMatchObject({
    name: 'RuleNotFoundException',
    message: `Rule '${RuleArn}' not found`,
  });
  await expect(elbv2.describeRules({ RuleArns: [RuleArn] })).rejects.toMatchObject({
    name: 'RuleNotFoundException',
    message: 'One or more rules not found',
  });
});

test('A default rule is neither changed nor deleted by itself', async () => {
  const { elbv2, TargetGroupArn, rules } = await serveListener();
  const [{ RuleArn } = {}] = await rules();
  const Actions = [{ Type: 'forward' as const, TargetGroupArn }];
  const refused = { name: 'OperationNotPermittedException' };
  await expect(elbv2.modifyRule({ RuleArn, Actions })).rejects.toMatchObject(refused);
  await expect(elbv2.deleteRule({ RuleArn })).rejects.toMatchObject({
    ...refused,
    message: `Default rule '${RuleArn}' cannot be deleted`,
  });
});

test('No two rules of a listener have one priority', async () => {
  const { ListenerArn, makeRule } = await serveListener();
  await makeRule(ListenerArn, 1);
  await expect(makeRule(ListenerArn, 1)).rejects.toMatchObject({
    name: 'PriorityInUseException',
    message: "Priority '1' is currently in use",
  });
  await expect(makeRule(ListenerArn, 50_001)).rejects.toMatchObject({ name: 'ValidationError' });
});

test('A load balancer takes a hundred rules beside the defaults', async () => {
  const { ListenerArn, LoadBalancerArn, TargetGroupArn, makeRule, ...served } =
    await serveListener();
  const other = await served.makeListener(LoadBalancerArn, TargetGroupArn, 81);
  for (let rule = 1; rule <= 50; rule++) {
    await Promise.all([makeRule(ListenerArn, rule), makeRule(other, rule)]);
  }
  await expect(makeRule(other, 51)).rejects.toMatchObject({ name: 'TooManyRulesException' });
  expect(served.tables.elbv2.rules.list()).toHaveLength(100);
});

test('Rules are asked for in one way, and transforms are not built', async () => {
  const { elbv2, ListenerArn, TargetGroupArn } = await serveListener();
  await expect(elbv2.describeRules({})).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(
    elbv2.createRule({
      ListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/'] }],
      Actions: [{ Type: 'forward', TargetGroupArn }],
      Transforms: [{ Type: 'url-rewrite' }],
    }),
  ).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
});
