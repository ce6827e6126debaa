// A region's pool of addresses: one /21 of 198.18.0.0/15, which RFC 2544 sets aside for tests, so that
// no network uses it. The route to the pool is the claim to it: the kernel takes one such route and
// refuses a second, whoever comes first, and it is gone with the region's link.

import { createHash } from 'node:crypto';
import { CommandError, run } from '../run.ts';
import { hostLink } from './names.ts';
import { readRoutes, regionLinks } from './observe.ts';
import type { Route } from './routing.ts';

export type Pool = {
  /** In CIDR notation. */
  readonly pool: string;
  /** Its first address, `.1`. */
  readonly hostAddress: string;
};

/** Set from the start, as udev would replace one that the kernel made up. */
const linkMac = '02:52:4f:00:00:00';

const firstAddress = toNumber('198.18.0.0');
const poolSize = 2 ** 11;
const poolCount = 64;

/**
 * Gives the region its pool, the same as before where it has one, and the host's link that carries it.
 *
 * @throws Error when no pool is free
 */
export async function claimPool(regionId: string): Promise<Pool> {
  const link = hostLink(regionId);
  if (!(await regionLinks(regionId)).includes(link)) {
    await run('ip', ['link', 'add', link, 'address', linkMac, 'type', 'bridge']);
  }
  await run('sysctl', ['-eqw', `net.ipv6.conf.${link}.disable_ipv6=1`]);
  await run('ip', ['link', 'set', link, 'up']);
  const routes = await readRoutes();
  const own = routes.find(({ dev, dst }) => dev === link && dst.endsWith('/21'));
  const pool = own?.dst ?? (await claimFirst(link, freePools(regionId, routes)));
  const hostAddress = toText(toNumber(pool) + 1);
  await run('ip', ['address', 'replace', `${hostAddress}/32`, 'dev', link]);
  return { pool, hostAddress };
}

/** The pools that no route of the host touches, in an order of the region's own. */
export function freePools(regionId: string, routes: readonly Route[]): string[] {
  const start = createHash('sha256').update(regionId).digest().readUInt16BE() % poolCount;
  const taken = routes.filter(({ dst }) => dst !== 'default').map(({ dst }) => rangeOf(dst));
  return Array.from({ length: poolCount }, (_, index) => (start + index) % poolCount)
    .map((index) => `${toText(firstAddress + index * poolSize)}/21`)
    .filter((pool) => {
      const [first, last] = rangeOf(pool);
      return !taken.some(([from, to]) => from <= last && first <= to);
    });
}

async function claimFirst(link: string, pools: readonly string[]): Promise<string> {
  for (const pool of pools) {
    try {
      await run('ip', ['route', 'add', pool, 'dev', link]);
      return pool;
    } catch (error) {
      if (!(error instanceof CommandError && error.stderr.includes('File exists'))) throw error;
    }
  }
  throw new Error(
    'Claiming addresses for the region: expected a free /21 of 198.18.0.0/15, got routes of the host to all 64; destroy a region, or remove what else uses them (see `ip route`)',
  );
}

function rangeOf(cidr: string): readonly [first: number, last: number] {
  const [address = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(toNumber(address) / size) * size;
  return [first, first + size - 1];
}

function toNumber(address: string): number {
  const bytes = (address.split('/')[0] ?? '').split('.');
  return bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join('.');
}
