import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Elbv2Tables, elbv2Tables } from '../../store/elbv2.ts';
import { openStore } from '../../store/store.ts';
import type { Context } from '../shared/context.ts';
import { freeLoadBalancerAddress, moveLoadBalancers } from './loadBalancerAddresses.ts';
import { serveElbv2 } from './testing/serveElbv2.ts';

const poolAt = (index: number) => `198.${18 + Math.floor(index / 32)}.${(index % 32) * 8}.0/21`;

test('Each load balancer has its own, and a free one is given again', async () => {
  const { elbv2, makeLoadBalancer, tables } = await serveElbv2();
  const addresses = () => tables.elbv2.loadBalancers.list().map(({ address }) => address);
  const { LoadBalancerArn } = await makeLoadBalancer({ Name: 'one' });
  await makeLoadBalancer({ Name: 'two' });
  expect(addresses()).toEqual(['127.0.1.1', '127.0.1.2']);
  await elbv2.deleteLoadBalancer({ LoadBalancerArn });
  await makeLoadBalancer({ Name: 'three' });
  expect(addresses()).toEqual(['127.0.1.2', '127.0.1.1']);
});

test('In another pool they have the same places, where that pool has them', async () => {
  const { context, makeLoadBalancer, tables } = await serveElbv2();
  for (const Name of ['one', 'two']) await makeLoadBalancer({ Name });
  const moved = (addressPool: string) => {
    moveLoadBalancers({ ...context, addressPool });
    return tables.elbv2.loadBalancers.list().map(({ address }) => address);
  };
  expect(moved('198.18.0.0/21')).toEqual(['127.0.1.1', '127.0.1.2']);
  expect(moved('198.19.248.0/21')).toEqual(['127.0.253.1', '127.0.253.2']);
  expect(moved('198.18.8.0/21')).toEqual(['127.0.5.1', '127.0.5.2']);
  const put = (change: string) => {
    const [row] = tables.elbv2.loadBalancers.list();
    if (row) tables.elbv2.loadBalancers.put(row.LoadBalancerArn, { ...row, address: change });
  };
  put('127.0.4.1');
  expect(moved('198.18.0.0/21')).toEqual(['127.0.1.1', '127.0.1.2']);
});

test('No two regions share one, and none has the machine’s own', () => {
  const store = openStore(':memory:');
  const tables = elbv2Tables(store);
  const place = fc.record({ pool: fc.nat(63), count: fc.integer({ min: 1, max: 6 }) });
  fc.assert(
    fc.property(place, place, (one, other) => {
      fc.pre(one.pool !== other.pool);
      const [first, second] = [one, other].map(({ pool, count }) => given(tables, pool, count));
      const all = [...(first ?? []), ...(second ?? [])];
      expect(new Set(all).size).toBe(all.length);
      expect(all.filter((address) => address.startsWith('127.0.0.'))).toEqual([]);
    }),
    { numRuns: 50 },
  );
  store.close();

  function given({ loadBalancers }: Elbv2Tables, pool: number, count: number): string[] {
    for (const { LoadBalancerArn } of loadBalancers.list()) loadBalancers.delete(LoadBalancerArn);
    return Array.from({ length: count }, (_, index) => {
      const address = freeLoadBalancerAddress(contextOf(poolAt(pool)));
      put(String(index), address);
      return address;
    });
  }

  // The functions read these members of a context and of a row alone.
  function contextOf(addressPool: string): Context {
    return { store, addressPool } as Context;
  }
  function put(LoadBalancerArn: string, address: string): void {
    const row = { LoadBalancerArn, address };
    tables.loadBalancers.put(LoadBalancerArn, row as never);
  }
});
