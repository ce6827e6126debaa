// What security groups let pass, with real sockets in real namespaces. Needs root.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { ruleset } from './ruleset.ts';
import { command } from './testing/inNamespace.ts';
import {
  applyGuests,
  createTestRegion,
  type TestRegion,
  tcpTo,
  unreachable,
} from './testing/testRegion.ts';
import { everything, group, tcp, vpc } from './testing/vpcs.ts';

const anywhere = { CidrIp: '0.0.0.0/0' } as const;
let region: TestRegion;

beforeEach(async () => {
  region = await createTestRegion();
});
afterEach(async () => {
  expect(await region.close()).toEqual([]);
});

test('What a rule allows comes in, and the rest is dropped silently', async () => {
  const { host, driver } = region;
  const [one] = await applyGuests(region, [group('sg-web', [tcp(80, anywhere)])], 'sg-web', '');
  for (const port of [80, 81]) await one.ask({ kind: 'listen', port });
  const { hostAddress } = region.guest(10);
  expect(await host.ask(tcpTo(hostAddress, 80))).toBe(driver.hostAddress);
  expect(await host.ask(tcpTo(hostAddress, 81))).toBe('timeout');
});

test('A rule may name a group: its members come in', async () => {
  const groups = [
    group('sg-web', [tcp(80, { GroupId: 'sg-front' })]),
    group('sg-front', []),
    group('sg-other', []),
  ];
  const [one, two, three] = await applyGuests(region, groups, 'sg-web', 'sg-front', 'sg-other');
  await one.ask({ kind: 'listen', port: 80 });
  expect(await two.ask(tcpTo('10.0.1.10', 80))).toBe('10.0.1.11');
  expect(await three.ask(tcpTo('10.0.1.10', 80))).toBe('timeout');
});

test('Between two guests both sides must allow', async () => {
  const groups = [
    group('sg-web', [everything]),
    group('sg-to-80', [], [tcp(80, { CidrIp: '10.0.0.0/16' })]),
  ];
  const [one, two] = await applyGuests(region, groups, 'sg-web', 'sg-to-80');
  for (const port of [80, 81]) await one.ask({ kind: 'listen', port });
  expect(await two.ask(tcpTo('10.0.1.10', 80))).toBe('10.0.1.11');
  expect(await two.ask(tcpTo('10.0.1.10', 81))).toBe('timeout');
  expect(await one.ask(tcpTo('10.0.1.11', 80))).toBe('timeout');
});

test('A range of UDP ports is not one of TCP', async () => {
  const dns = { IpProtocol: 'udp', FromPort: 50, ToPort: 60, ...anywhere };
  const [one, two] = await applyGuests(region, [group('sg-web', [dns])], 'sg-web', 'sg-web');
  for (const port of [53, 61]) await one.ask({ kind: 'listenUdp', port });
  await one.ask({ kind: 'listen', port: 53 });
  expect(await two.ask({ kind: 'udp', host: '10.0.1.10', port: 53 })).toBe('10.0.1.11');
  expect(await two.ask({ kind: 'udp', host: '10.0.1.10', port: 61 })).toBe('timeout');
  expect(await two.ask(tcpTo('10.0.1.10', 53))).toBe('timeout');
});

test('A change holds at once, and established connections go on', async () => {
  const { host } = region;
  const open = [group('sg-web', [tcp(80, anywhere)])];
  const guests = [10, 11].map((number) => region.guest(number));
  const [one, two] = await applyGuests(region, open, 'sg-web', 'sg-web');
  await one.ask({ kind: 'listen', port: 80 });
  await two.ask({ ...tcpTo('10.0.1.10', 80), keepAs: 'from a guest' });
  await host.ask({ ...tcpTo(region.guest(10).hostAddress, 80), keepAs: 'from the host' });

  await region.apply(vpc(guests, [group('sg-web', [])]));
  expect(await two.ask(tcpTo('10.0.1.10', 80))).toBe('timeout');
  expect(await two.ask({ kind: 'echo', name: 'from a guest' })).toBe('again');
  expect(await host.ask({ kind: 'echo', name: 'from the host' })).toBe('again');

  await region.apply(vpc(guests, open));
  expect(await two.ask(tcpTo('10.0.1.10', 80))).toBe('10.0.1.11');
});

test('While rules are replaced, nothing allowed is lost and nothing else passes', async () => {
  const guest = region.guest(10);
  const dns = { IpProtocol: 'udp', FromPort: 53, ToPort: 53, ...anywhere };
  const change = (port: number) =>
    region.apply(vpc([guest], [group('sg-web', [dns, tcp(port, anywhere)])]));
  await change(1);
  const one = await region.agentOf(guest);
  for (const port of [53, 54]) await one.ask({ kind: 'listenUdp', port });
  const changes = { areDone: false };
  async function askUntilDone(port: number): Promise<Set<string>> {
    const answers = new Set<string>();
    while (!changes.areDone) {
      answers.add(await region.host.ask({ kind: 'udp', host: guest.hostAddress, port }));
    }
    return answers;
  }
  const asked = [askUntilDone(53), ...Array.from({ length: 20 }, () => askUntilDone(54))];
  for (let port = 2; port < 30; port += 1) await change(port);
  changes.areDone = true;
  const [allowed, ...forbidden] = await Promise.all(asked);
  expect([...(allowed ?? [])]).toEqual([region.driver.hostAddress]);
  for (const answers of forbidden) expect([...answers]).toEqual(['timeout']);
});

test('A load balancer reaches what its group and the target’s allow, public or not', async () => {
  const { host } = region;
  const balancer = region.guest(250, { isServiceManaged: true, GroupIds: ['sg-balancer'] });
  const guest = region.guest(10, { isPublic: false });
  const inside = { CidrIp: '10.0.0.0/8' };
  const groups = [
    group('sg-web', [
      tcp(80, { GroupId: 'sg-balancer' }),
      tcp(81, { CidrIp: '10.0.1.250/32' }),
      tcp(83, anywhere),
    ]),
    group(
      'sg-balancer',
      [everything],
      [tcp(80, { GroupId: 'sg-web' }), tcp(81, inside), tcp(82, inside)],
    ),
  ];
  await region.apply(vpc([balancer, guest], groups));
  const one = await region.agentOf(guest);
  for (const port of [80, 81, 82, 83]) await one.ask({ kind: 'listen', port });
  const through = (port: number) =>
    host.ask({ ...tcpTo(guest.hostAddress, port), localAddress: balancer.hostAddress });
  expect(await through(80)).toBe('10.0.1.250');
  expect(await through(81)).toBe('10.0.1.250');
  expect(await through(82)).toBe('timeout');
  expect(await through(83)).toBe('timeout');
  expect(await host.ask(tcpTo(guest.hostAddress, 83))).not.toBe(region.driver.hostAddress);
  expect(await one.ask(tcpTo('10.0.1.250', 80))).toBe(unreachable);
});

test('Every kind of rule is text that nft takes', async () => {
  const kinds = ['-1', 'tcp', 'udp', 'icmp', '6', '17', '1', '50', 'icmpv6'];
  const rules = kinds.flatMap((IpProtocol) => [
    { IpProtocol, ...anywhere },
    { IpProtocol, FromPort: 8, ToPort: 8, CidrIp: '10.1.2.3/8' },
    { IpProtocol, FromPort: 3, ToPort: 4, GroupId: 'sg-unknown' },
  ]);
  const guests = [region.guest(10), region.guest(11, { metadataHopLimit: 64 })];
  const { hostAddress } = region.driver;
  const text = ruleset(vpc(guests, [group('sg-web', rules, rules)]), hostAddress, region.ports);
  await region.apply(vpc([], []));
  expect(command(`ip netns exec ${region.namespace('vpc-0a')} nft -c -f -`, text)).toBe('');
});
