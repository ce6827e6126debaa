// Where load balancers listen on this machine: an address of 127.0.0.0/16 for each, so that all of them
// can have port 80. A region's pool is one of 64; of the loopback network it has the part of the same place:
//
//   198.18.0.0/21 → 127.0.1.n … 127.0.3.n        198.18.8.0/21 → 127.0.4.n … 127.0.7.n
//
// and so no two regions share one. 127.0.0.n stays the machine's.

import { elbv2Tables } from '../../store/elbv2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { contains, freeAddress, nthAddress, positionIn } from '../ec2/addressing.ts';
import type { Context } from '../shared/context.ts';

const pools = '198.18.0.0/15';
const poolSize = 2 ** 11;
const blocksPerPool = 4;
/** Of the 256 addresses of a block, its first and its last are not given. */
const reserved = { first: 1, last: 1 } as const;

/** @throws AwsError where the region has no more */
export function freeLoadBalancerAddress({ store, addressPool }: Context): string {
  const used = new Set(
    elbv2Tables(store)
      .loadBalancers.list()
      .map(({ address }) => address),
  );
  const address = free(addressPool, used);
  if (address !== undefined) return address;
  throw new AwsError(
    'TooManyLoadBalancers',
    'The region has no more addresses for load balancers on this machine',
  );
}

/**
 * Gives addresses of the present pool to load balancers that have one of another, which the region had
 * before a reboot. Called at the start of a region, before anything listens.
 */
export function moveLoadBalancers({ store, addressPool }: Context): void {
  const { loadBalancers } = elbv2Tables(store);
  const blocks = blocksOf(addressPool);
  const isOwn = (address: string) => blocks.some((block) => contains(block, address));
  const rows = loadBalancers.list();
  const used = new Set(rows.map(({ address }) => address).filter(isOwn));
  for (const row of rows.filter(({ address }) => !isOwn(address))) {
    const same = samePlace(addressPool, row.address);
    const address = !isOwn(same) || used.has(same) ? free(addressPool, used) : same;
    if (address === undefined) throw new Error(`No address is left for ${row.LoadBalancerArn}`);
    used.add(address);
    loadBalancers.put(row.LoadBalancerArn, { ...row, address });
  }
}

function free(addressPool: string, used: ReadonlySet<string>): string | undefined {
  for (const block of blocksOf(addressPool)) {
    const address = freeAddress(block, reserved, (each) => used.has(each), 0);
    if (address !== undefined) return address;
  }
  return undefined;
}

/** The loopback network's blocks that belong to a pool. */
function blocksOf(addressPool: string): readonly string[] {
  const first = blocksPerPool * indexOf(addressPool);
  return Array.from({ length: blocksPerPool }, (_, block) => first + block)
    .filter((block) => block > 0)
    .map((block) => `127.0.${block}.0/24`);
}

function samePlace(addressPool: string, address: string): string {
  const part = blocksPerPool * 256;
  const place = positionIn('127.0.0.0/16', address) % part;
  return nthAddress('127.0.0.0/16', part * indexOf(addressPool) + place);
}

/** Which of the pools it is, from 0. */
function indexOf(addressPool: string): number {
  const [first = ''] = addressPool.split('/');
  return Math.floor(positionIn(pools, first) / poolSize);
}
