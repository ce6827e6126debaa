// The life of the driver and of what it makes on the host. Needs root.

import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createLinuxNetwork } from './linuxNetwork.ts';
import { command } from './testing/inNamespace.ts';
import {
  applyGuests,
  createTestRegion,
  type TestRegion,
  tcpTo,
  tracesOf,
} from './testing/testRegion.ts';
import { group, tcp, vpc } from './testing/vpcs.ts';

const groups = [group('sg-web', [tcp(80, { CidrIp: '0.0.0.0/0' })])];
let region: TestRegion;

beforeEach(async () => {
  region = await createTestRegion();
});
afterEach(async () => {
  expect(await region.close()).toEqual([]);
});

test('After the region was killed, a new driver keeps what is there and goes on from it', async () => {
  const { host, regionId, ports } = region;
  const [first, second, third] = [region.guest(10), region.guest(11), region.guest(12)];
  const [one, two] = await applyGuests(region, groups, 'sg-web', 'sg-web');
  await one.ask({ kind: 'listen', port: 80 });
  await host.ask({ ...tcpTo(first.hostAddress, 80), keepAs: 'from the host' });
  await two.ask({ ...tcpTo('10.0.1.10', 80), keepAs: 'from a guest' });

  const again = await createLinuxNetwork({ regionId });
  expect(again.pool).toBe(region.driver.pool);
  await again.apply([vpc([first, second, third], groups)], ports);
  expect(await host.ask({ kind: 'echo', name: 'from the host' })).toBe('again');
  expect(await two.ask({ kind: 'echo', name: 'from a guest' })).toBe('again');
  const three = await region.agentOf(third);
  expect(await three.ask(tcpTo('10.0.1.10', 80))).toBe('10.0.1.12');

  await again.apply([vpc([first], groups)], ports);
  expect(existsSync(again.namespaceOf(second.NetworkInterfaceId))).toBe(false);
  expect(await host.ask({ kind: 'echo', name: 'from the host' })).toBe('again');
  expect(await two.ask({ kind: 'echo', name: 'from a guest' })).toBe('timeout');
});

test('What is half made is made anew, and what is not wanted is removed', async () => {
  const guest = region.guest(10);
  for (const id of ['vpc-0a', 'vpc-0b', guest.NetworkInterfaceId]) {
    command(`ip netns add ${region.namespace(id)}`);
  }
  await region.apply(vpc([guest], groups));
  expect(existsSync(`/run/netns/${region.namespace('vpc-0b')}`)).toBe(false);
  const one = await region.agentOf(guest);
  await one.ask({ kind: 'listen', port: 80 });
  expect(await region.host.ask(tcpTo(guest.hostAddress, 80))).toBe(region.driver.hostAddress);
});

test('Another interface may have the addresses of one that goes, in the same step', async () => {
  await region.apply(vpc([region.guest(10)], groups));
  const replacement = region.guest(10, { NetworkInterfaceId: 'eni-0000000000000ffff' });
  await region.apply(vpc([replacement], groups));
  const one = await region.agentOf(replacement);
  await one.ask({ kind: 'listen', port: 80 });
  expect(await region.host.ask(tcpTo(replacement.hostAddress, 80))).toBe(region.driver.hostAddress);
});

test('An interface may get another host address while its guest runs', async () => {
  const guest = region.guest(10);
  await region.apply(vpc([guest], groups));
  const one = await region.agentOf(guest);
  await one.ask({ kind: 'listen', port: 80 });
  const { hostAddress } = region.guest(99);
  await region.apply(vpc([{ ...guest, hostAddress }], groups));
  expect(await region.host.ask(tcpTo(hostAddress, 80))).toBe(region.driver.hostAddress);
  expect(await region.host.ask(tcpTo(guest.hostAddress, 80))).not.toBe(region.driver.hostAddress);
});

test('Regions that start at the same time get pools of their own', async () => {
  const others = await Promise.all(Array.from({ length: 4 }, createTestRegion));
  onTestFinished(async () => {
    for (const other of others) expect(await other.close()).toEqual([]);
  });
  const pools = [region, ...others].map(({ driver }) => driver.pool);
  expect(new Set(pools).size).toBe(5);
});

test('A failure says what was attempted and where; then everything is read and mended', async () => {
  const guest = region.guest(10);
  await expect(region.apply(vpc([{ ...guest, MacAddress: 'none' }], groups))).rejects.toThrow(
    /^Making the links of vpc-0a failed at "link add eni-.*address none/,
  );
  await region.apply(vpc([guest], groups));
  const one = await region.agentOf(guest);
  await one.ask({ kind: 'listen', port: 80 });
  expect(await region.host.ask(tcpTo(guest.hostAddress, 80))).toBe(region.driver.hostAddress);
});

test('Nothing is left after destroy, whatever state it finds, once and again', async () => {
  const { driver, regionId } = region;
  await applyGuests(region, groups, 'sg-web', 'sg-web');
  expect(tracesOf(regionId, driver.pool)).not.toEqual([]);
  command(`ip netns del ${region.namespace('vpc-0a')}`);
  await driver.destroy();
  expect(tracesOf(regionId, driver.pool)).toEqual([]);
  await driver.destroy();
});
