import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ensureDefaultVpc } from './defaultVpc.ts';
import { http, internet, serveGroup } from './testing/serveGroup.ts';

describe('Revoke', () => {
  test('takes rules by id, which are told', async () => {
    const { ec2, GroupId, authorize, rules } = await serveGroup();
    const { SecurityGroupRules } = await authorize({
      ...http,
      IpRanges: internet,
      UserIdGroupPairs: [{ GroupId }],
    });
    const ids = SecurityGroupRules?.map((rule) => rule.SecurityGroupRuleId ?? '') ?? [];
    const { RevokedSecurityGroupRules } = await ec2.revokeSecurityGroupIngress({
      GroupId,
      SecurityGroupRuleIds: ids,
    });
    expect(RevokedSecurityGroupRules).toEqual([
      { SecurityGroupRuleId: ids[0], GroupId, IsEgress: false, ...http, CidrIpv4: '0.0.0.0/0' },
      {
        SecurityGroupRuleId: ids[1],
        GroupId,
        IsEgress: false,
        ...http,
        ReferencedGroupId: GroupId,
      },
    ]);
    expect(await rules()).toEqual([]);
    await expect(
      ec2.revokeSecurityGroupIngress({ GroupId, SecurityGroupRuleIds: ids }),
    ).rejects.toMatchObject({ name: 'InvalidSecurityGroupRuleId.NotFound' });
  });

  test('does not take a rule of the other direction or of another group', async () => {
    const { ec2, GroupId, VpcId, makeGroup, authorize } = await serveGroup();
    const { SecurityGroupRules } = await authorize({ ...http, IpRanges: internet });
    const ids = SecurityGroupRules?.map((rule) => rule.SecurityGroupRuleId ?? '') ?? [];
    const other = await makeGroup(VpcId, 'other');
    for (const request of [
      ec2.revokeSecurityGroupEgress({ GroupId, SecurityGroupRuleIds: ids }),
      ec2.revokeSecurityGroupIngress({ GroupId: other, SecurityGroupRuleIds: ids }),
    ]) {
      await expect(request).rejects.toMatchObject({ name: 'InvalidSecurityGroupRuleId.NotFound' });
    }
  });

  test('takes all or nothing, but in the default VPC what there is', async () => {
    const { ec2, context, GroupId, authorize, rules } = await serveGroup();
    const known = { ...http, IpRanges: internet };
    const unknown = { ...http, IpRanges: [{ CidrIp: '192.0.2.0/24' }] };
    await authorize(known);
    await expect(
      ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions: [known, unknown] }),
    ).rejects.toMatchObject({ name: 'InvalidPermission.NotFound' });
    expect(await rules()).toHaveLength(1);

    ensureDefaultVpc(context);
    const { GroupId: inDefaultVpc } = await ec2.createSecurityGroup({
      GroupName: 'web',
      Description: 'Of a test',
    });
    await ec2.authorizeSecurityGroupIngress({ GroupName: 'web', IpPermissions: [known] });
    const revoked = await ec2.revokeSecurityGroupIngress({
      GroupName: 'web',
      IpPermissions: [known, unknown],
    });
    expect(revoked).toMatchObject({
      RevokedSecurityGroupRules: [{ GroupId: inDefaultVpc, CidrIpv4: '0.0.0.0/0' }],
      UnknownIpPermissions: [unknown],
    });
  });
});

test('What is authorized is there until it is revoked, whatever the order', async () => {
  const { ec2, GroupId, rules, defects } = await serveGroup();
  const ports = fc.constantFrom(1, 2, 3);
  const blocks = fc.constantFrom('10.0.0.0/8', '10.0.0.0/9', '192.0.2.1/32');
  const step = fc.record({ isAdded: fc.boolean(), port: ports, CidrIp: blocks });
  const key = (port: number | undefined, cidr: string | undefined) => `${port} ${cidr}`;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const expected = new Set((await rules()).map((rule) => key(rule.FromPort, rule.CidrIpv4)));
      for (const { isAdded, port, CidrIp } of steps) {
        const ranges = { FromPort: port, ToPort: port, IpRanges: [{ CidrIp }] };
        const request = { GroupId, IpPermissions: [{ IpProtocol: 'tcp', ...ranges }] };
        const isThere = expected.has(key(port, CidrIp));
        const call = isAdded
          ? ec2.authorizeSecurityGroupIngress(request)
          : ec2.revokeSecurityGroupIngress(request);
        const outcome = await call.then(
          () => 'done',
          ({ name }) => name,
        );
        const refusal = isAdded ? 'InvalidPermission.Duplicate' : 'InvalidPermission.NotFound';
        expect(outcome).toBe(isAdded === isThere ? refusal : 'done');
        if (isAdded) expected.add(key(port, CidrIp));
        else expected.delete(key(port, CidrIp));
      }
      const found = (await rules()).map((rule) => key(rule.FromPort, rule.CidrIpv4));
      expect(found.sort()).toEqual([...expected].sort());
    }),
    { numRuns: 20 },
  );
  expect(defects).toEqual([]);
});
