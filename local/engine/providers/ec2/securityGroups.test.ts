import { describe, expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const tags = { Name: 'rollover' };

async function serveVpc() {
  const served = await serveProviders();
  const vpcId = await served.make('aws:ec2/vpc:Vpc', { cidrBlock: '10.0.0.0/16' });
  return { served, vpcId };
}

describe('SecurityGroup', () => {
  test('lives, under a name of its own, and lets nothing out', async () => {
    const { served, vpcId } = await serveVpc();
    const { outputs } = await live(served, {
      token: 'aws:ec2/securityGroup:SecurityGroup',
      inputs: { vpcId, description: 'Instances', tags },
      updates: [{ tags: { Name: 'other' } }],
      replacements: [{ description: 'Other' }, { name: 'web' }],
    });
    expect(outputs).toMatchObject({
      arn: expect.stringMatching(/:security-group\/sg-/),
      name: expect.stringMatching(/^instances-[0-9a-f]{7}$/),
    });
  });
});

test('A group lets nothing out but by rules of its own, which updates of it leave alone', async () => {
  const { served, vpcId } = await serveVpc();
  const { typeOf, creating, context, aws, make } = served;
  const { create, update } = typeOf('aws:ec2/securityGroup:SecurityGroup');
  const { id, outputs } = await create({ vpcId }, creating());
  const rules = async () => {
    const Filters = [{ Name: 'group-id', Values: [id] }];
    const { SecurityGroupRules = [] } = await aws.ec2.describeSecurityGroupRules({ Filters });
    return SecurityGroupRules.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId);
  };
  expect(await rules()).toEqual([]);
  const everywhere = { securityGroupId: id, ipProtocol: '-1', cidrIpv4: '0.0.0.0/0' };
  const rule = await make('aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule', everywhere);
  await update(id, outputs, { vpcId, tags }, context);
  expect(await rules()).toEqual([rule]);
});

test('A group goes with rules that others made, if it is to', async () => {
  const { served, vpcId } = await serveVpc();
  const { typeOf, creating, context, aws } = served;
  const { create, delete: remove, read } = typeOf('aws:ec2/securityGroup:SecurityGroup');
  const { id, outputs } = await create({ vpcId, revokeRulesOnDelete: true }, creating());
  const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: id }] }];
  await aws.ec2.authorizeSecurityGroupIngress({ GroupId: id, IpPermissions });
  await aws.ec2.authorizeSecurityGroupEgress({ GroupId: id, IpPermissions });
  await remove(id, outputs, context);
  expect(await read(id, outputs, context)).toBeUndefined();
});

describe('Rules', () => {
  test.each([
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
  ])('%s lives', async (token) => {
    const { served, vpcId } = await serveVpc();
    const securityGroupId = await served.make('aws:ec2/securityGroup:SecurityGroup', { vpcId });
    const { id, outputs } = await live(served, {
      token,
      inputs: {
        securityGroupId,
        description: 'The world',
        ipProtocol: 'tcp',
        fromPort: 80,
        toPort: 80,
        cidrIpv4: '0.0.0.0/0',
        tags,
      },
      updates: [
        { fromPort: 443, toPort: 443 },
        { cidrIpv4: '10.0.0.0/16' },
        { ipProtocol: '-1', fromPort: undefined, toPort: undefined },
        { description: undefined, tags: undefined },
      ],
      replacements: [
        { securityGroupId: 'sg-1' },
        { cidrIpv4: undefined, referencedSecurityGroupId: 'sg-1' },
      ],
    });
    expect(outputs).toMatchObject({
      arn: expect.stringContaining(`:security-group-rule/${id}`),
      securityGroupRuleId: id,
    });
  });
});
