import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalCidr,
  canonicalIpv6Cidr,
  contains,
  freeAddress,
  macAddressOf,
  nthAddress,
  overlaps,
  sizeOf,
} from './addressing.ts';

const octet = fc.integer({ min: 0, max: 255 });
const address = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const cidr = fc
  .tuple(address, fc.integer({ min: 0, max: 32 }))
  .map(([text, prefix]) => canonicalCidr(`${text}/${prefix}`) ?? 'none');
const smallCidr = fc
  .tuple(address, fc.integer({ min: 24, max: 32 }))
  .map(([text, prefix]) => canonicalCidr(`${text}/${prefix}`) ?? 'none');

describe('A block', () => {
  test.each([
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['10.0.0.0/16', '10.0.0.0/16'],
    ['255.255.255.255/1', '128.0.0.0/1'],
    ['1.2.3.4/32', '1.2.3.4/32'],
    ['1.2.3.4/0', '0.0.0.0/0'],
  ])('%s is kept as %s', (text, expected) => {
    expect(canonicalCidr(text)).toBe(expected);
  });

  test.each([
    '',
    '10.0.0.0',
    '10.0.0/16',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '256.0.0.0/8',
    '10.0.0.0/08',
  ])('%j is none', (text) => {
    expect(canonicalCidr(text)).toBeUndefined();
  });

  test('is itself when it is read again', () => {
    fc.assert(fc.property(cidr, (block) => canonicalCidr(block) === block));
  });

  test('holds exactly the addresses from its first to its last', () => {
    fc.assert(
      fc.property(smallCidr, address, (block, other) => {
        const all = Array.from({ length: sizeOf(block) }, (_, index) => nthAddress(block, index));
        expect(new Set(all).size).toBe(sizeOf(block));
        expect(all.every((each) => contains(block, each))).toBe(true);
        expect(contains(block, other)).toBe(all.includes(other));
        expect(all.at(-1)).toBe(nthAddress(block, -1));
        expect(() => nthAddress(block, sizeOf(block))).toThrow(RangeError);
      }),
    );
  });

  test('overlaps another when one holds the other, and only then', () => {
    fc.assert(
      fc.property(cidr, cidr, (one, other) => {
        expect(overlaps(one, other)).toBe(contains(one, other) || contains(other, one));
        expect(overlaps(one, other)).toBe(overlaps(other, one));
      }),
    );
  });
});

describe('A free address', () => {
  const subnet = { first: 4, last: 1 };

  test('is of the block, not reserved, and nobody’s, until none is left', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 11, maxLength: 11 }), (starts) => {
        const used = new Set<string>();
        for (const start of starts) {
          const found =
            freeAddress('10.0.0.16/28', subnet, (each) => used.has(each), start) ?? 'none';
          expect(used).not.toContain(found);
          used.add(found);
        }
        const expected = Array.from({ length: 11 }, (_, index) => `10.0.0.${20 + index}`);
        expect([...used].sort()).toEqual(expected.sort());
        expect(freeAddress('10.0.0.16/28', subnet, (each) => used.has(each), 0)).toBeUndefined();
      }),
    );
  });

  test('begins where it is told, so that one given back is not the next', () => {
    expect(freeAddress('10.0.0.0/24', subnet, () => false, 0)).toBe('10.0.0.4');
    expect(freeAddress('10.0.0.0/24', subnet, (each) => each === '10.0.0.11', 7)).toBe('10.0.0.12');
  });
});

test.each([
  ['2001:DB8:0:0::1/32', '2001:db8::/32'],
  ['::/0', '::/0'],
  ['::ffff:1.2.3.4/128', '::ffff:102:304/128'],
  ['2001:db8:0:1:1:1:1:1/64', '2001:db8:0:1::/64'],
  ['::/129', undefined],
  ['10.0.0.0/8', undefined],
])('The IPv6 block %s is kept as %s', (text, expected) => {
  expect(canonicalIpv6Cidr(text)).toBe(expected);
});

test('A hardware address is local, not a group’s, and made of the id', () => {
  expect(macAddressOf('eni-0123456789abcdef0')).toBe('02:78:9a:bc:de:f0');
});
