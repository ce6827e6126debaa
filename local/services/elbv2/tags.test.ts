import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveResources() {
  const served = await serveElbv2();
  const { LoadBalancerArn } = await served.makeLoadBalancer();
  const { TargetGroupArn } = await served.makeTargetGroup();
  const ListenerArn = await served.makeListener(LoadBalancerArn, TargetGroupArn);
  const { RuleArn } = await served.makeRule(ListenerArn, 1);
  const { Rules } = await served.elbv2.describeRules({ ListenerArn });
  const ResourceArns = [
    LoadBalancerArn,
    TargetGroupArn,
    ListenerArn,
    RuleArn,
    Rules?.at(-1)?.RuleArn ?? '',
  ];
  return { ...served, ResourceArns, LoadBalancerArn };
}

test('Each kind of resource has tags, which are added, replaced and removed', async () => {
  const { elbv2, ResourceArns } = await serveResources();
  const tags = async () => {
    const { TagDescriptions = [] } = await elbv2.describeTags({ ResourceArns });
    expect(TagDescriptions.map(({ ResourceArn }) => ResourceArn)).toEqual(ResourceArns);
    return TagDescriptions.map(({ Tags }) => Tags);
  };
  const each = (tagsOf: object[]) => ResourceArns.map(() => tagsOf);
  expect(await tags()).toEqual(each([]));
  await elbv2.addTags({ ResourceArns, Tags: [{ Key: 'a', Value: '1' }, { Key: 'b' }] });
  await elbv2.addTags({ ResourceArns, Tags: [{ Key: 'a', Value: '2' }] });
  expect(await tags()).toEqual(
    each([
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '' },
    ]),
  );
  await elbv2.removeTags({ ResourceArns, TagKeys: ['a', 'c'] });
  expect(await tags()).toEqual(each([{ Key: 'b', Value: '' }]));
});

test('Tags that may not be are refused', async () => {
  const { elbv2, LoadBalancerArn } = await serveResources();
  const add = (...keys: string[]) =>
    elbv2.addTags({
      ResourceArns: [LoadBalancerArn],
      Tags: keys.map((Key) => ({ Key, Value: '' })),
    });
  await expect(add('a', 'a')).rejects.toMatchObject({ name: 'DuplicateTagKeysException' });
  await expect(add('aws:a')).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(add('')).rejects.toMatchObject({ name: 'ValidationError' });
  const many = Array.from({ length: 51 }, (_, index) => `key${index}`);
  await expect(add(...many)).rejects.toMatchObject({ name: 'TooManyTagsException' });
});

test('A resource that there is not is told by its kind', async () => {
  const { elbv2, ResourceArns, LoadBalancerArn } = await serveResources();
  await elbv2.deleteLoadBalancer({ LoadBalancerArn });
  const [TargetGroupArn] = ResourceArns.slice(1);
  await elbv2.deleteTargetGroup({ TargetGroupArn });
  const codes = [
    'LoadBalancerNotFoundException',
    'TargetGroupNotFoundException',
    'ListenerNotFoundException',
    'RuleNotFoundException',
    'RuleNotFoundException',
  ];
  for (const [index, name] of codes.entries()) {
    await expect(
      elbv2.describeTags({ ResourceArns: ResourceArns.slice(index, index + 1) }),
    ).rejects.toMatchObject({ name });
  }
  await expect(elbv2.describeTags({ ResourceArns: ['arn:web'] })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});
