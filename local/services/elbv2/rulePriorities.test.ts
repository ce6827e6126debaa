import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveRules(count: number) {
  const served = await serveElbv2();
  const { LoadBalancerArn } = await served.makeLoadBalancer();
  const { TargetGroupArn } = await served.makeTargetGroup();
  const ListenerArn = await served.makeListener(LoadBalancerArn, TargetGroupArn);
  const arns: string[] = [];
  for (let priority = 1; priority <= count; priority++) {
    arns.push((await served.makeRule(ListenerArn, priority)).RuleArn);
  }
  const set = (...pairs: readonly (readonly [string | undefined, number])[]) =>
    served.elbv2.setRulePriorities({
      RulePriorities: pairs.map(([RuleArn, Priority]) => ({ RuleArn, Priority })),
    });
  const priorities = () => served.tables.elbv2.rules.list().map(({ Priority }) => Number(Priority));
  return { ...served, LoadBalancerArn, TargetGroupArn, ListenerArn, arns, set, priorities };
}

test('Rules may change places', async () => {
  const { arns, set, priorities } = await serveRules(2);
  const { Rules } = await set([arns[0], 2], [arns[1], 1]);
  expect(Rules).toMatchObject([
    { RuleArn: arns[0], Priority: '2' },
    { RuleArn: arns[1], Priority: '1' },
  ]);
  expect(priorities()).toEqual([2, 1]);
});

test('Whatever is asked, no two have one priority, and a refusal changes nothing', async () => {
  const { arns, set, priorities } = await serveRules(3);
  const pair = fc.tuple(fc.constantFrom(...arns), fc.integer({ min: 1, max: 4 }));
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 3 }), async (pairs) => {
      const before = priorities();
      const isDone = await set(...pairs).then(
        () => true,
        () => false,
      );
      const after = priorities();
      expect(new Set(after).size).toBe(3);
      if (!isDone) expect(after).toEqual(before);
      else for (const [arn, priority] of pairs) expect(after[arns.indexOf(arn)]).toBe(priority);
    }),
    { numRuns: 60 },
  );
});

test('What may not be asked is told', async () => {
  const { arns, set, elbv2, ListenerArn, ...served } = await serveRules(2);
  const [one, two] = arns;
  await expect(set([one, 2])).rejects.toMatchObject({
    name: 'PriorityInUseException',
    message: "Priority '2' is currently in use",
  });
  await expect(set([one, 3], [two, 3])).rejects.toMatchObject({
    name: 'ValidationError',
    message: "Priority '3' was provided multiple times",
  });
  await expect(set([one, 3], [one, 4])).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(set([one, 0])).rejects.toMatchObject({ name: 'ValidationError' });
  const other = await served.makeListener(served.LoadBalancerArn, served.TargetGroupArn, 81);
  const foreign = await served.makeRule(other, 1);
  await expect(set([one, 3], [foreign.RuleArn, 4])).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'All rules must belong to the same listener',
  });
  const { Rules } = await elbv2.describeRules({ ListenerArn });
  await expect(set([Rules?.at(-1)?.RuleArn, 3])).rejects.toMatchObject({
    name: 'OperationNotPermittedException',
  });
  await elbv2.deleteRule({ RuleArn: one });
  await expect(set([one, 3])).rejects.toMatchObject({ name: 'RuleNotFoundException' });
});
