import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { http, internet, serveGroup } from './testing/serveGroup.ts';

test('Terraform takes the rule away that lets everything out', async () => {
  const { ec2, GroupId, groupOf } = await serveGroup();
  const everything = { IpProtocol: '-1', FromPort: 0, ToPort: 0 };
  await ec2.revokeSecurityGroupEgress({
    GroupId,
    IpPermissions: [{ ...everything, IpRanges: internet }],
  });
  await expect(
    ec2.revokeSecurityGroupEgress({
      GroupId,
      IpPermissions: [{ ...everything, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
    }),
  ).rejects.toMatchObject({
    name: 'InvalidPermission.NotFound',
    message: 'The specified rule does not exist in this security group.',
  });
  expect((await groupOf())?.IpPermissionsEgress).toEqual([]);
  await ec2.authorizeSecurityGroupEgress({
    GroupId,
    IpPermissions: [{ ...everything, IpRanges: internet }],
  });
  expect((await groupOf())?.IpPermissionsEgress).toEqual([
    {
      IpProtocol: '-1',
      IpRanges: internet,
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    },
  ]);
});

describe('Authorize', () => {
  test('answers with a rule per source, with ids and tags', async () => {
    const { ec2, GroupId } = await serveGroup();
    const Tags = [{ Key: 'Name', Value: 'http' }];
    const { Return, SecurityGroupRules } = await ec2.authorizeSecurityGroupIngress({
      GroupId,
      IpPermissions: [
        {
          ...http,
          IpRanges: [{ CidrIp: '192.0.2.0/24', Description: 'Office' }],
          UserIdGroupPairs: [{ GroupId }],
        },
      ],
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags }],
    });
    expect(Return).toBe(true);
    const common = {
      ...http,
      GroupId,
      GroupOwnerId: '000000000000',
      IsEgress: false,
      SecurityGroupRuleId: expect.stringMatching(/^sgr-/),
      SecurityGroupRuleArn: expect.stringContaining(':security-group-rule/sgr-'),
      Tags,
    };
    expect(SecurityGroupRules).toEqual([
      { ...common, CidrIpv4: '192.0.2.0/24', Description: 'Office' },
      { ...common, ReferencedGroupInfo: { GroupId, UserId: '000000000000' } },
    ]);
    const { SecurityGroupRules: described } = await ec2.describeSecurityGroupRules({
      SecurityGroupRuleIds: SecurityGroupRules?.map((rule) => rule.SecurityGroupRuleId ?? ''),
    });
    expect(described).toEqual(SecurityGroupRules);
  });

  test('groups what differs in the source alone', async () => {
    const { ec2, authorize, groupOf, GroupId } = await serveGroup();
    const { PrefixLists } = await ec2.describePrefixLists({});
    const PrefixListId = PrefixLists?.[0]?.PrefixListId ?? '';
    await authorize({ ...http, IpRanges: [{ CidrIp: '192.0.2.0/24' }] });
    await authorize({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: internet });
    await authorize({
      ...http,
      IpRanges: [{ CidrIp: '198.51.100.0/24', Description: 'Other' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
      PrefixListIds: [{ PrefixListId }],
      UserIdGroupPairs: [{ GroupId, Description: 'Own' }],
    });
    expect((await groupOf())?.IpPermissions).toEqual([
      {
        ...http,
        IpRanges: [{ CidrIp: '192.0.2.0/24' }, { CidrIp: '198.51.100.0/24', Description: 'Other' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
        PrefixListIds: [{ PrefixListId }],
        UserIdGroupPairs: [{ GroupId, UserId: '000000000000', Description: 'Own' }],
      },
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: internet,
        Ipv6Ranges: [],
        PrefixListIds: [],
        UserIdGroupPairs: [],
      },
    ]);
  });

  test('takes one rule in the members of the request, as the CLI sends it', async () => {
    const { ec2, GroupId, rules } = await serveGroup();
    await ec2.authorizeSecurityGroupIngress({ GroupId, ...http, CidrIp: '0.0.0.0/0' });
    expect(await rules()).toMatchObject([{ ...http, CidrIpv4: '0.0.0.0/0' }]);
  });

  test.each<[string, IpPermission, Partial<SecurityGroupRule>]>([
    ['a protocol by number', { ...http, IpProtocol: '6' }, http],
    ['all protocols', { IpProtocol: '-1' }, { IpProtocol: '-1', FromPort: -1, ToPort: -1 }],
    [
      'ICMP of all types',
      { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 },
      { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 },
    ],
    [
      'another protocol, whose ports mean nothing',
      { IpProtocol: '50', FromPort: 1, ToPort: 2 },
      { IpProtocol: '50', FromPort: -1, ToPort: -1 },
    ],
  ])('keeps %s as AWS does', async (_, permission, expected) => {
    const { authorize, rules } = await serveGroup();
    await authorize({ ...permission, IpRanges: [{ CidrIp: '100.68.0.18/18' }] });
    expect(await rules()).toMatchObject([{ ...expected, CidrIpv4: '100.68.0.0/18' }]);
  });

  test.each<[string, IpPermission, string, string]>([
    [
      'a malformed block',
      { ...http, IpRanges: [{ CidrIp: '::/0' }] },
      'InvalidParameterValue',
      'CIDR block ::/0 is malformed',
    ],
    [
      'no ports',
      { IpProtocol: 'tcp', IpRanges: internet },
      'InvalidParameterValue',
      'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
    ],
    [
      'ports in the wrong order',
      { IpProtocol: 'udp', FromPort: 2, ToPort: 1, IpRanges: internet },
      'InvalidParameterValue',
      'Invalid TCP/UDP port range (2:1)',
    ],
    [
      'an unknown protocol',
      { IpProtocol: 'tcpp', IpRanges: internet },
      'InvalidParameterValue',
      "Invalid value 'tcpp' for IP protocol. Unknown protocol.",
    ],
    [
      'a code of any ICMP type',
      { IpProtocol: 'icmp', FromPort: -1, ToPort: 3, IpRanges: internet },
      'InvalidPermission.Malformed',
      'Expected an ICMP type and code from -1 to 255, and the code -1 with the type -1: got -1, 3',
    ],
    [
      'no source',
      http,
      'MissingParameter',
      'Missing source specification: include source security group or CIDR information',
    ],
    [
      'a group that does not exist',
      { ...http, UserIdGroupPairs: [{ GroupId: 'sg-0123456789abcdef0' }] },
      'InvalidGroup.NotFound',
      "The security group 'sg-0123456789abcdef0' does not exist",
    ],
    [
      'the same twice',
      { ...http, IpRanges: [...internet, ...internet] },
      'InvalidParameterValue',
      'The same permission must not appear multiple times',
    ],
  ])('refuses %s, and adds nothing', async (_, permission, name, message) => {
    const { authorize, rules } = await serveGroup();
    const good = { ...http, IpRanges: [{ CidrIp: '192.0.2.0/24' }] };
    await expect(authorize(good, permission)).rejects.toMatchObject({ name, message });
    expect(await rules()).toEqual([]);
  });

  test('refuses a rule that is there, whatever its description and spelling', async () => {
    const { authorize } = await serveGroup();
    await authorize({ ...http, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'One' }] });
    await expect(
      authorize({ ...http, IpProtocol: '6', IpRanges: [{ CidrIp: '10.9.9.9/8' }] }),
    ).rejects.toMatchObject({
      name: 'InvalidPermission.Duplicate',
      message:
        'the specified rule "peer: 10.0.0.0/8, TCP, from port: 80, to port: 80, ALLOW" already exists',
    });
  });

  test('refuses a group of another VPC, and names outside the default VPC', async () => {
    const { authorize, makeVpc, makeGroup } = await serveGroup();
    const GroupId = await makeGroup(await makeVpc());
    await expect(authorize({ ...http, UserIdGroupPairs: [{ GroupId }] })).rejects.toMatchObject({
      name: 'InvalidGroup.NotFound',
      message: 'You have specified two resources that belong to different networks.',
    });
    await expect(
      authorize({ ...http, UserIdGroupPairs: [{ GroupName: 'web' }] }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('ends at sixty rules of either family of addresses', async () => {
    const { authorize } = await serveGroup();
    const blocks = Array.from({ length: 60 }, (_, index) => ({ CidrIp: `10.0.${index}.0/24` }));
    await authorize({ ...http, IpRanges: blocks });
    await authorize({ ...http, Ipv6Ranges: [{ CidrIpv6: '::/0' }] });
    await expect(authorize({ ...http, IpRanges: internet })).rejects.toMatchObject({
      name: 'RulesPerSecurityGroupLimitExceeded',
    });
  });
});
