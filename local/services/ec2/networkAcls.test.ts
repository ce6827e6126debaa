import { expect, test } from 'vitest';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

test('The default ACL lets everything pass, and covers each subnet', async () => {
  const { ec2, makeVpc, makeSubnet } = await serveNetworking();
  const VpcId = await makeVpc();
  const subnets = [await makeSubnet(VpcId, '10.0.1.0/24'), await makeSubnet(VpcId, '10.0.2.0/24')];
  const { NetworkAcls = [] } = await ec2.describeNetworkAcls({
    Filters: [filter('vpc-id', VpcId), filter('entry.rule-action', 'allow')],
  });
  expect(NetworkAcls).toHaveLength(1);
  const { Entries = [], Associations = [], NetworkAclId } = NetworkAcls[0] ?? {};
  const rules = Entries.map((entry) => [entry.Egress, entry.RuleNumber, entry.RuleAction]);
  expect(rules).toEqual([
    [true, 100, 'allow'],
    [true, 32_767, 'deny'],
    [false, 100, 'allow'],
    [false, 32_767, 'deny'],
  ]);
  expect(Associations.map(({ SubnetId }) => SubnetId)).toEqual(subnets);
  expect(Associations.every((each) => each.NetworkAclId === NetworkAclId)).toBe(true);
});

test('Others are not built, since nothing would obey them', async () => {
  const { ec2, makeVpc, notBuilt } = await serveNetworking();
  await expect(ec2.createNetworkAcl({ VpcId: await makeVpc() })).rejects.toMatchObject({
    name: 'NotImplemented',
  });
  expect(notBuilt).toEqual(['ec2.CreateNetworkAcl']);
});
