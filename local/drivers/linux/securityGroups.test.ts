import { describe, expect, test } from 'vitest';
import type { NetworkRule } from '../network.ts';
import { condition, groupChains } from './securityGroups.ts';
import { group, networkInterface, tcp, vpc } from './testing/vpcs.ts';

const anywhere = { CidrIp: '0.0.0.0/0' } as const;

describe('The condition of a rule', () => {
  test.each<[NetworkRule, string]>([
    [{ IpProtocol: '-1', ...anywhere }, ''],
    [{ IpProtocol: '-1', CidrIp: '10.0.0.0/16' }, 'ip saddr 10.0.0.0/16'],
    [{ IpProtocol: '-1', GroupId: 'sg-0a' }, 'ip saddr @sg-0a'],
    [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, ...anywhere }, 'tcp dport 80'],
    [{ IpProtocol: '6', FromPort: 80, ToPort: 90, ...anywhere }, 'tcp dport 80-90'],
    [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, ...anywhere }, 'meta l4proto tcp'],
    [{ IpProtocol: 'udp', ...anywhere }, 'meta l4proto udp'],
    [{ IpProtocol: 'udp', FromPort: -1, ToPort: -1, ...anywhere }, 'meta l4proto udp'],
    [{ IpProtocol: '17', FromPort: 0, ToPort: 0, GroupId: 'sg-0a' }, 'ip saddr @sg-0a udp dport 0'],
    [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, ...anywhere }, 'meta l4proto icmp'],
    [{ IpProtocol: 'icmp', FromPort: 8, ToPort: -1, ...anywhere }, 'icmp type 8'],
    [{ IpProtocol: '1', FromPort: 3, ToPort: 4, ...anywhere }, 'icmp type 3 icmp code 4'],
    [{ IpProtocol: '50', ...anywhere }, 'meta l4proto 50'],
  ])('%j is "%s"', (rule, text) => {
    expect(condition(rule, 'ingress')).toBe(text);
    expect(condition(rule, 'egress')).toBe(text.replace('saddr', 'daddr'));
  });
});

describe('Chains', () => {
  const pool = '198.18.8.0/21';
  const groups = [
    group('sg-web', [tcp(80, { GroupId: 'sg-front' })]),
    group('sg-front', [tcp(22, { GroupId: 'sg-gone' })]),
    group('sg-unused', [tcp(1, { GroupId: 'sg-web' })]),
  ];
  const interfaces = [
    networkInterface(pool, 10, { GroupIds: ['sg-web', 'sg-front'] }),
    networkInterface(pool, 11, { GroupIds: ['sg-front', 'sg-web'] }),
    networkInterface(pool, 12, { GroupIds: ['sg-front'], isServiceManaged: true }),
    networkInterface(pool, 13, { GroupIds: [] }),
  ];
  const { sets, chains, ingress, egress } = groupChains(vpc(interfaces, groups));

  test('are shared by interfaces that have the same groups', () => {
    expect(Object.fromEntries(egress)).toEqual({
      '10.0.1.10': 'egress-1',
      '10.0.1.11': 'egress-1',
      '10.0.1.12': 'egress-2',
      '10.0.1.13': 'egress-3',
    });
    expect(chains.get('ingress-1')).toEqual([
      'ip saddr @sg-front tcp dport 80 accept',
      'ip saddr @sg-gone tcp dport 22 accept',
      'drop',
    ]);
    expect(chains.get('egress-1')).toEqual(['return', 'drop']);
  });

  test('allow nothing without groups, and lead to no service-managed interface', () => {
    expect(chains.get('ingress-3')).toEqual(['drop']);
    expect(chains.get('egress-3')).toEqual(['drop']);
    expect([...ingress.keys()]).toEqual(['10.0.1.10', '10.0.1.11', '10.0.1.13']);
  });

  test('have the sets that they refer to, with service-managed members, even without any', () => {
    expect(Object.fromEntries(sets)).toEqual({
      'sg-front': ['10.0.1.10', '10.0.1.11', '10.0.1.12'],
      'sg-gone': [],
    });
  });
});
