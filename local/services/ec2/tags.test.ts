import { describe, expect, test } from 'vitest';
import { ec2Tables } from '../../store/ec2.ts';
import { instanceRow } from '../../testing/ec2Rows.ts';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

const Tags = [{ Key: 'Name', Value: 'web' }];

test('One call tags resources of several kinds, which are then described by type', async () => {
  const { ec2, makeVpc, makeSubnet, makeGroup, store } = await serveNetworking();
  const VpcId = await makeVpc();
  const instance = instanceRow();
  ec2Tables(store).instances.put(instance.InstanceId, instance);
  const { AllocationId = '' } = await ec2.allocateAddress({});
  const { SecurityGroupRules } = await ec2.describeSecurityGroupRules({});
  const byType = {
    'elastic-ip': AllocationId,
    instance: instance.InstanceId,
    'security-group': await makeGroup(VpcId),
    'security-group-rule': SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? '',
    subnet: await makeSubnet(VpcId),
    vpc: VpcId,
  };
  await ec2.createTags({ Resources: Object.values(byType), Tags });
  const { Tags: described = [] } = await ec2.describeTags({ Filters: [filter('key', 'Name')] });
  const expected = Object.entries(byType).map(([ResourceType, ResourceId]) => ({
    Key: 'Name',
    Value: 'web',
    ResourceId,
    ResourceType,
  }));
  expect(described).toEqual(expected);
  const { Tags: one } = await ec2.describeTags({
    Filters: [filter('resource-type', 'subnet'), filter('value', 'w*')],
  });
  expect(one).toMatchObject([{ ResourceId: byType.subnet }]);
});

describe('CreateTags', () => {
  test('adds to what is there, and replaces the same key', async () => {
    const { ec2, makeVpc } = await serveNetworking();
    const VpcId = await makeVpc();
    const Resources = [VpcId];
    await ec2.createTags({ Resources, Tags });
    await ec2.createTags({ Resources, Tags: [{ Key: 'Name', Value: 'db' }, { Key: 'empty' }] });
    const { Vpcs } = await ec2.describeVpcs({ Filters: [filter('tag:Name', 'db')] });
    expect(Vpcs).toMatchObject([
      {
        VpcId,
        Tags: [
          { Key: 'Name', Value: 'db' },
          { Key: 'empty', Value: '' },
        ],
      },
    ]);
  });

  test.each([
    ['vpc-0123456789abcdef0', 'InvalidVpcID.NotFound'],
    ['sg-0123456789abcdef0', 'InvalidGroup.NotFound'],
    ['sgr-0123456789abcdef0', 'InvalidSecurityGroupRuleId.NotFound'],
    ['i-0123456789abcdef0', 'InvalidInstanceID.NotFound'],
    ['ami-0123456789abcdef0', 'InvalidAMIID.NotFound'],
    ['something', 'InvalidID'],
  ])('refuses %s with %s, and tags nothing', async (id, name) => {
    const { ec2, makeVpc } = await serveNetworking();
    const VpcId = await makeVpc();
    await expect(ec2.createTags({ Resources: [VpcId, id], Tags })).rejects.toMatchObject({ name });
    expect(await ec2.describeTags({})).toMatchObject({ Tags: [] });
  });

  test('refuses keys of AWS’s own', async () => {
    const { ec2, makeVpc } = await serveNetworking();
    const request = { Resources: [await makeVpc()], Tags: [{ Key: 'aws:own', Value: '' }] };
    await expect(ec2.createTags(request)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(ec2.deleteTags(request)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('DeleteTags', () => {
  test.each([
    ['a key with any value', [{ Key: 'a' }], ['b', 'aws:own']],
    ['a key with its value', [{ Key: 'a', Value: '1' }], ['b', 'aws:own']],
    ['no key with another value', [{ Key: 'a', Value: '2' }], ['a', 'b', 'aws:own']],
    ['no key with an empty value', [{ Key: 'a', Value: '' }], ['a', 'b', 'aws:own']],
    ['all but AWS’s own', undefined, ['aws:own']],
  ])('takes %s', async (_, wanted, left) => {
    const { ec2, makeVpc, store } = await serveNetworking();
    const VpcId = await makeVpc();
    ec2Tables(store).tags.put(VpcId, [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
      { Key: 'aws:own', Value: '3' },
    ]);
    await ec2.deleteTags({ Resources: [VpcId], Tags: wanted });
    const { Tags: described } = await ec2.describeTags({
      Filters: [filter('resource-id', VpcId)],
    });
    expect(described?.map(({ Key }) => Key)).toEqual(left);
  });
});

test('Tags come in pages', async () => {
  const { ec2, makeVpc } = await serveNetworking();
  const many = Array.from({ length: 12 }, (_, index) => ({ Key: `key ${index}`, Value: '' }));
  await ec2.createTags({ Resources: [await makeVpc()], Tags: many });
  const keys: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.describeTags({ MaxResults: 5, NextToken });
    keys.push(...(page.Tags ?? []).map(({ Key }) => Key));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(keys).toEqual(many.map(({ Key }) => Key));
});
