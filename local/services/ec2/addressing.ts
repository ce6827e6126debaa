// Arithmetic on addresses and CIDR blocks. What callers send goes through `canonicalCidr` or `isIPv4`
// once; the other functions trust their text.

import { isIPv4, isIPv6 } from 'node:net';

/** The IPv4 block with its host bits zeroed, as AWS keeps it; undefined for what is no block. */
export function canonicalCidr(text: string): string | undefined {
  const [, address = '', prefix = ''] = /^([\d.]+)\/(\d|[12]\d|3[0-2])$/.exec(text) ?? [];
  if (!isIPv4(address)) return undefined;
  const { first } = rangeOf(text);
  return `${addressText(first)}/${prefix}`;
}

/** The IPv6 block with its host bits zeroed, in its shortest form; undefined for what is no block. */
export function canonicalIpv6Cidr(text: string): string | undefined {
  const [, address = '', prefix = ''] = /^([\da-f:.]+)\/(\d{1,3})$/i.exec(text) ?? [];
  if (!isIPv6(address) || Number(prefix) > 128) return undefined;
  const hostBits = 128n - BigInt(prefix);
  const masked = ((ipv6Number(address) >> hostBits) << hostBits).toString(16).padStart(32, '0');
  return `${shortestIpv6(masked.replace(/.{4}(?!$)/g, '$&:'))}/${Number(prefix)}`;
}

/** Such as 24, of a block. */
export function prefixLength(cidr: string): number {
  return Number(cidr.split('/')[1] ?? 32);
}

/** How many addresses a block has. */
export function sizeOf(cidr: string): number {
  return 2 ** (32 - prefixLength(cidr));
}

/** Whether all of `inner`, a block or an address, is in the block `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [around, within] = [rangeOf(outer), rangeOf(inner)];
  return around.first <= within.first && within.last <= around.last;
}

export function overlaps(one: string, other: string): boolean {
  const [left, right] = [rangeOf(one), rangeOf(other)];
  return left.first <= right.last && right.first <= left.last;
}

/**
 * An address of a block.
 *
 * @param index from 0; a negative one counts from the end
 * @throws RangeError outside the block
 */
export function nthAddress(cidr: string, index: number): string {
  const { first, last } = rangeOf(cidr);
  const address = (index < 0 ? last + 1 : first) + index;
  if (address < first || address > last) throw new RangeError(`${cidr} has no address ${index}`);
  return addressText(address);
}

/** The index of an address in its block: what `nthAddress` takes. */
export function positionIn(cidr: string, address: string): number {
  return rangeOf(address).first - rangeOf(cidr).first;
}

/** How many addresses at a block's ends are not given out. */
export type Reserved = { readonly first: number; readonly last: number };

/**
 * An address of the block that nobody uses, or undefined where there is none.
 *
 * @param start where to begin looking, any number from 0: with another one each time, an address that
 *   was just given back is not at once another's
 */
export function freeAddress(
  cidr: string,
  reserved: Reserved,
  isUsed: (address: string) => boolean,
  start: number,
): string | undefined {
  const count = sizeOf(cidr) - reserved.first - reserved.last;
  for (let tried = 0; tried < count; tried++) {
    const address = nthAddress(cidr, reserved.first + ((start + tried) % count));
    if (!isUsed(address)) return address;
  }
  return undefined;
}

/** The hardware address of an interface: locally administered, and made of its id's last digits. */
export function macAddressOf(NetworkInterfaceId: string): string {
  const digits = NetworkInterfaceId.slice(-10).padStart(10, '0');
  return `02:${digits.replace(/..(?!$)/g, '$&:')}`;
}

/** The first and last address of a block, or of an address alone, as numbers. */
function rangeOf(text: string): { readonly first: number; readonly last: number } {
  const [address = ''] = text.split('/');
  const size = sizeOf(text);
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const first = number - (number % size);
  return { first, last: first + size - 1 };
}

function addressText(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
}

function ipv6Number(address: string): bigint {
  const [left = [], right] = shortestIpv6(address)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array(8 - left.length - (right?.length ?? 0)).fill('0');
  return [...left, ...(right ? [...zeros, ...right] : [])].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  );
}

/** A URL's host is written in the shortest form (RFC 5952), without an IPv4 part. */
function shortestIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
