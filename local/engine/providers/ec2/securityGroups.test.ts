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
