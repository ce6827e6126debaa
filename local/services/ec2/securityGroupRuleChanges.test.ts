import { describe, expect, test } from 'vitest';
import { http, internet, serveGroup } from './testing/serveGroup.ts';

async function serveRule() {
  const served = await serveGroup();
  const { SecurityGroupRules } = await served.authorize({ ...http, IpRanges: internet });
  const SecurityGroupRuleId = SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? '';
  const modify = (SecurityGroupRule: object) =>
    served.ec2.modifySecurityGroupRules({
      GroupId: served.GroupId,
      SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
    });
  return { ...served, SecurityGroupRuleId, modify };
}

describe('ModifySecurityGroupRules', () => {
  test('changes a rule, which keeps its id and tags', async () => {
    const { ec2, SecurityGroupRuleId, modify, rules } = await serveRule();
    const Tags = [{ Key: 'a', Value: 'b' }];
    await ec2.createTags({ Resources: [SecurityGroupRuleId], Tags });
    const changed = { ...http, ToPort: 90, CidrIpv4: '192.0.2.0/24', Description: 'Office' };
    expect(await modify(changed)).toMatchObject({ Return: true });
    expect(await rules()).toMatchObject([{ SecurityGroupRuleId, ...changed, Tags }]);
    await modify({ ...http, CidrIpv4: '192.0.2.0/24' });
    expect((await rules())[0]).not.toHaveProperty('Description');
  });

  test('refuses another kind of source, a rule that is there, and two sources', async () => {
    const { authorize, modify, rules } = await serveRule();
    await authorize({ ...http, IpRanges: [{ CidrIp: '192.0.2.0/24' }] });
    for (const [change, name] of [
      [{ ...http, CidrIpv6: '::/0' }, 'InvalidParameterValue'],
      [{ ...http, CidrIpv4: '192.0.2.9/24' }, 'InvalidPermission.Duplicate'],
      [{ ...http, CidrIpv4: '10.0.0.0/8', CidrIpv6: '::/0' }, 'InvalidPermission.Malformed'],
    ] as const) {
      await expect(modify(change)).rejects.toMatchObject({ name });
    }
    expect(await rules()).toMatchObject([{ CidrIpv4: '0.0.0.0/0' }, { CidrIpv4: '192.0.2.0/24' }]);
  });

  test('lets two rules change places', async () => {
    const { ec2, GroupId, authorize, SecurityGroupRuleId, rules } = await serveRule();
    const { SecurityGroupRules } = await authorize({
      ...http,
      IpRanges: [{ CidrIp: '192.0.2.0/24' }],
    });
    const other = SecurityGroupRules?.[0]?.SecurityGroupRuleId;
    await ec2.modifySecurityGroupRules({
      GroupId,
      SecurityGroupRules: [
        { SecurityGroupRuleId, SecurityGroupRule: { ...http, CidrIpv4: '192.0.2.0/24' } },
        { SecurityGroupRuleId: other, SecurityGroupRule: { ...http, CidrIpv4: '0.0.0.0/0' } },
      ],
    });
    expect(await rules()).toMatchObject([
      { SecurityGroupRuleId, CidrIpv4: '192.0.2.0/24' },
      { SecurityGroupRuleId: other, CidrIpv4: '0.0.0.0/0' },
    ]);
  });

  test('knows the rules of its own group alone', async () => {
    const { ec2, VpcId, makeGroup, SecurityGroupRuleId } = await serveRule();
    await expect(
      ec2.modifySecurityGroupRules({
        GroupId: await makeGroup(VpcId, 'other'),
        SecurityGroupRules: [
          { SecurityGroupRuleId, SecurityGroupRule: { ...http, CidrIpv4: '10.0.0.0/8' } },
        ],
      }),
    ).rejects.toMatchObject({ name: 'InvalidSecurityGroupRuleId.NotFound' });
  });
});

describe('UpdateSecurityGroupRuleDescriptions', () => {
  test('by permission or by id, and away', async () => {
    const { ec2, GroupId, SecurityGroupRuleId, rules } = await serveRule();
    const descriptions = async () => (await rules()).map(({ Description }) => Description);
    await ec2.updateSecurityGroupRuleDescriptionsIngress({
      GroupId,
      IpPermissions: [{ ...http, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'One' }] }],
    });
    expect(await descriptions()).toEqual(['One']);
    await ec2.updateSecurityGroupRuleDescriptionsIngress({
      GroupId,
      SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId, Description: 'Two' }],
    });
    expect(await descriptions()).toEqual(['Two']);
    await ec2.updateSecurityGroupRuleDescriptionsIngress({
      GroupId,
      IpPermissions: [{ ...http, IpRanges: internet }],
    });
    expect(await descriptions()).toEqual([undefined]);
  });

  test('of a rule that is not there, or in other words than AWS allows, is refused', async () => {
    const { ec2, GroupId } = await serveRule();
    const update = (CidrIp: string, Description: string) =>
      ec2.updateSecurityGroupRuleDescriptionsIngress({
        GroupId,
        IpPermissions: [{ ...http, IpRanges: [{ CidrIp, Description }] }],
      });
    await expect(update('10.0.0.0/8', 'One')).rejects.toMatchObject({
      name: 'InvalidPermission.NotFound',
    });
    await expect(update('0.0.0.0/0', 'Grüße')).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringMatching(/^Invalid rule description/),
    });
  });
});
