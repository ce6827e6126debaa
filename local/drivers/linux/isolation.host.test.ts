// Who reaches whom, and as whom, apart from what security groups say. Needs root.

import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { apiAddress } from '../network.ts';
import { type Agent, command } from './testing/inNamespace.ts';
import {
  applyGuests,
  createTestRegion,
  http,
  metadataAddress,
  type TestRegion,
  tcpTo,
  unreachable,
} from './testing/testRegion.ts';
import { everything, group, tcp, vpc } from './testing/vpcs.ts';

const anywhere = { CidrIp: '0.0.0.0/0' } as const;
const open = [group('sg-web', [everything])];
let region: TestRegion;

beforeEach(async () => {
  region = await createTestRegion();
});
afterEach(async () => {
  expect(await region.close()).toEqual([]);
});

test('The host does not reach a guest without a public address', async () => {
  const guest = region.guest(10, { isPublic: false });
  await region.apply(vpc([guest], open));
  const one = await region.agentOf(guest);
  await one.ask({ kind: 'listen', port: 80 });
  expect(await region.host.ask(tcpTo(guest.hostAddress, 80))).toMatch(/UNREACH/);
  await region.apply(vpc([{ ...guest, isPublic: true }], open));
  expect(await region.host.ask(tcpTo(guest.hostAddress, 80))).toBe(region.driver.hostAddress);
});

test('Two VPCs, and two regions, have equal addresses and no path between them', async () => {
  const { host, driver } = region;
  const other = await createTestRegion();
  onTestFinished(async () => expect(await other.close()).toEqual([]));
  const [first, second] = [region.guest(10), region.guest(11)];
  const twin = region.guest(20, { PrivateIpAddress: '10.0.1.10' });
  const stranger = other.guest(10);
  await region.apply(vpc([first, second], open), vpc([twin], open, { VpcId: 'vpc-0b' }));
  await other.apply(vpc([stranger], open));
  await (await region.agentOf(first)).ask({ kind: 'listen', port: 80 });
  await (await region.agentOf(twin)).ask({ kind: 'listen', port: 81 });
  await (await other.agentOf(stranger)).ask({ kind: 'listen', port: 82 });
  const two = await region.agentOf(second);

  expect(await host.ask(tcpTo(first.hostAddress, 80))).toBe(driver.hostAddress);
  expect(await host.ask(tcpTo(twin.hostAddress, 81))).toBe(driver.hostAddress);
  expect(await host.ask(tcpTo(stranger.hostAddress, 82))).toBe(other.driver.hostAddress);
  expect(await two.ask(tcpTo('10.0.1.10', 80))).toBe('10.0.1.11');
  expect(await two.ask(tcpTo('10.0.1.10', 81))).toBe('ECONNREFUSED');
  // In its own VPC too, a guest has its private address alone.
  for (const { hostAddress } of [first, twin, stranger]) {
    for (const port of [80, 81, 82]) {
      expect(await two.ask(tcpTo(hostAddress, port))).toBe(unreachable);
    }
  }
});

test('What is nowhere is said to be unreachable, each time', async () => {
  const [one] = await applyGuests(region, open, 'sg-web', 'sg-web');
  for (let count = 0; count < 20; count += 1) {
    expect(await one.ask(tcpTo('192.0.2.1', 443))).toBe(unreachable);
  }
  expect(await one.ask(tcpTo('10.0.1.99', 80))).toMatch(/UNREACH/);
  for (const host of ['10.0.0.2', '169.254.169.253']) {
    expect(await one.ask({ kind: 'udp', host, port: 53 })).toMatch(/UNREACH|REFUSED/);
  }
});

test('A guest that uses an address which is not its own is not heard', async () => {
  const [one, two] = await applyGuests(region, open, 'sg-web', 'sg-web');
  await one.ask({ kind: 'listen', port: 80 });
  const namespace = region.namespace(region.guest(11).NetworkInterfaceId);
  for (const localAddress of ['10.0.1.12', '10.0.1.10', region.driver.hostAddress]) {
    command(`ip -n ${namespace} address add ${localAddress}/32 dev host0`);
    expect(await two.ask({ ...tcpTo(metadataAddress, 80), localAddress })).toBe('timeout');
    expect(await two.ask({ ...tcpTo(apiAddress, 443), localAddress })).toBe('timeout');
    if (localAddress !== '10.0.1.10') {
      expect(await two.ask({ ...tcpTo('10.0.1.10', 80), localAddress })).toBe('timeout');
      expect(await two.ask(tcpTo('10.0.1.10', 80))).toBe('10.0.1.11');
    }
    command(`ip -n ${namespace} address del ${localAddress}/32 dev host0`);
  }
});

test('A guest does not reach the host, but for the region’s two services', async () => {
  const [one] = await applyGuests(region, open, 'sg-web', 'sg-web');
  const { driver, ports } = region;
  const port = Number(await region.host.ask({ kind: 'listen', port: 0 }));
  const ownAddresses = command('ip -o -4 address show scope global')
    .split('\n')
    .flatMap((line) => /inet ([\d.]+)/.exec(line)?.[1] ?? []);
  expect(ownAddresses).toContain(driver.hostAddress);
  for (const host of [...ownAddresses, metadataAddress, apiAddress]) {
    expect(await one.ask(tcpTo(host, port))).toBe(unreachable);
  }
  expect(await one.ask(http('GET', driver.hostAddress, ports.metadata))).toBe(unreachable);
  expect(await one.ask(http('GET', driver.hostAddress, ports.api))).toBe(unreachable);
  // The router has an address, and answers nothing there.
  expect(await one.ask(tcpTo('10.0.1.1', port))).toBe('timeout');
});

test('The metadata service knows its callers, and no group forbids it', async () => {
  const [one, two] = await applyGuests(region, [group('sg-web', [], [])], 'sg-web', 'sg-web');
  expect(await one.ask(http('GET', metadataAddress, 80))).toBe(region.guest(10).hostAddress);
  expect(await two.ask(http('PUT', metadataAddress, 80))).toBe(region.guest(11).hostAddress);
});

test('The API is reached as far as egress allows', async () => {
  const guests = [region.guest(10), region.guest(11)];
  const only = (port: number) => [group('sg-web', [], [tcp(port, anywhere)])];
  const [one] = await applyGuests(region, only(443), 'sg-web', 'sg-web');
  expect(await one.ask(http('GET', apiAddress, 443))).toBe(region.guest(10).hostAddress);
  await region.apply(vpc(guests, only(80)));
  expect(await one.ask(http('GET', apiAddress, 443))).toBe('timeout');
});

test('The answer to a PUT goes no further than the hop limit', async () => {
  const guest = region.guest(10);
  await region.apply(vpc([guest], open));
  const one = await region.agentOf(guest);
  const container = await containerBehind(region.namespace(guest.NetworkInterfaceId));
  const [get, put] = [http('GET', metadataAddress, 80), http('PUT', metadataAddress, 80)];
  expect(await one.ask(put)).toBe(guest.hostAddress);
  expect(await container.ask(get)).toBe(guest.hostAddress);
  expect(await container.ask(put)).toBe('timeout');
  await region.apply(vpc([{ ...guest, metadataHopLimit: 2 }], open));
  expect(await container.ask(put)).toBe(guest.hostAddress);
});

/** An agent one hop behind a guest, as in a container with a network of its own. */
async function containerBehind(guest: string): Promise<Agent> {
  const container = `${guest}-container`;
  command(`ip netns add ${container}`);
  command(`ip -n ${guest} link add inner type veth peer name eth0 netns ${container}`);
  command(`ip netns exec ${guest} sysctl -qw net.ipv4.ip_forward=1`);
  command(`ip -n ${guest} -batch -`, 'link set inner up\naddress add 172.17.0.1/24 dev inner\n');
  command(
    `ip -n ${container} -batch -`,
    'link set eth0 up\naddress add 172.17.0.2/24 dev eth0\nroute add default via 172.17.0.1\n',
  );
  command(
    `ip netns exec ${guest} nft -f -`,
    'table ip docker {\nchain nat {\ntype nat hook postrouting priority srcnat;\noifname "host0" masquerade\n}\n}\n',
  );
  return region.agentIn(container);
}
