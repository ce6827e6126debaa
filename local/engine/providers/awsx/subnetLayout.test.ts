import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin, overlap, parseBlock, sizeOf } from './addressBlocks.ts';
import { type LayoutRequest, layOutSubnets, type SubnetSpec } from './subnetLayout.ts';

const twoZones = ['us-east-1a', 'us-east-1b'];

function layOut(
  cidrBlock: string,
  specs?: readonly SubnetSpec[],
  more: Partial<LayoutRequest> = {},
) {
  return layOutSubnets({
    vpcName: 'vpc',
    cidrBlock,
    zones: ['us-east-1a'],
    specs,
    availabilityZoneCidrMask: undefined,
    isExact: false,
    ...more,
  });
}

const blocks = (...args: Parameters<typeof layOut>) =>
  layOut(...args).map(({ name, cidrBlock }) => `${name} ${cidrBlock}`);

// The numbers are those that awsx's documentation and tests have.
describe('Without specs', () => {
  test.each([16, 17, 18, 19, 20, 21, 22, 23, 24])(
    'a zone of /%i is half private, a quarter public',
    (mask) => {
      const found = layOut(`10.0.0.0/${mask}`).map(({ type, cidrBlock }) => [
        type,
        parseBlock(cidrBlock).prefixLength,
      ]);
      expect(found).toEqual([
        ['Private', mask + 1],
        ['Public', mask + 2],
      ]);
    },
  );

  test('two zones halve the VPC', () => {
    expect(blocks('10.0.0.0/16', undefined, { zones: twoZones })).toEqual([
      'vpc-private-1 10.0.0.0/18',
      'vpc-public-1 10.0.64.0/19',
      'vpc-private-2 10.0.128.0/18',
      'vpc-public-2 10.0.192.0/19',
    ]);
  });

  test('three zones have a quarter each', () => {
    const zones = [...twoZones, 'us-east-1c'];
    expect(blocks('10.0.0.0/16', undefined, { zones })).toEqual([
      'vpc-private-1 10.0.0.0/19',
      'vpc-public-1 10.0.32.0/20',
      'vpc-private-2 10.0.64.0/19',
      'vpc-public-2 10.0.96.0/20',
      'vpc-private-3 10.0.128.0/19',
      'vpc-public-3 10.0.160.0/20',
    ]);
  });

  test('a mask for zones leaves room for more of them', () => {
    const more = { zones: twoZones, availabilityZoneCidrMask: 18 };
    expect(blocks('10.0.0.0/16', undefined, more)).toEqual([
      'vpc-private-1 10.0.0.0/19',
      'vpc-public-1 10.0.32.0/20',
      'vpc-private-2 10.0.64.0/19',
      'vpc-public-2 10.0.96.0/20',
    ]);
  });

  test('only the first /16 of a larger zone is used', () => {
    expect(blocks('10.0.0.0/12')).toEqual([
      'vpc-private-1 10.0.0.0/17',
      'vpc-public-1 10.0.128.0/18',
    ]);
  });

  test('a zone of less than /26 is too small', () => {
    expect(() => layOut('10.0.0.0/27')).toThrow('expected at least /26 for each zone, got /27');
  });
});

describe('With specs', () => {
  test.each([16, 20, 24])('those without sizes share a zone of /%i evenly', (mask) => {
    const specs = [{ type: 'Private' }, { type: 'Public' }, { type: 'Isolated' }] as const;
    for (const { cidrBlock } of layOut(`10.0.0.0/${mask}`, specs)) {
      expect(parseBlock(cidrBlock).prefixLength).toBe(mask + 2);
    }
  });

  test('one alone has it all, or what the mask for zones says', () => {
    expect(blocks('10.0.0.0/24', [{ type: 'Public' }])).toEqual(['vpc-public-1 10.0.0.0/24']);
    expect(blocks('10.0.0.0/16', [{ type: 'Public' }], { availabilityZoneCidrMask: 19 })).toEqual([
      'vpc-public-1 10.0.0.0/19',
    ]);
  });

  test('a larger one begins where its size allows', () => {
    const specs = [
      { type: 'Public', cidrMask: 20 },
      { type: 'Private', size: 16384 },
    ] as const;
    expect(blocks('10.0.0.0/16', specs)).toEqual([
      'vpc-public-1 10.0.0.0/20',
      'vpc-private-1 10.0.64.0/18',
    ]);
  });

  test('blocks may be said one by one', () => {
    const specs = [
      { type: 'Public', cidrBlocks: ['10.0.0.0/18', '10.0.64.0/19'] },
      { type: 'Private', name: 'app', cidrBlocks: ['10.0.96.0/19', '10.0.128.0/20'] },
    ] as const;
    expect(blocks('10.0.0.0/16', specs, { zones: twoZones })).toEqual([
      'vpc-public-1 10.0.0.0/18',
      'vpc-app-1 10.0.96.0/19',
      'vpc-public-2 10.0.64.0/19',
      'vpc-app-2 10.0.128.0/20',
    ]);
  });

  test.each<[string, readonly SubnetSpec[], string]>([
    ['none', [], 'expected at least one'],
    ['too much', [{ type: 'Public', cidrMask: 16 }, { type: 'Private' }], 'expected at most 65536'],
    ['an odd size', [{ type: 'Public', size: 100 }], 'expected a power of two, got 100'],
    ['two sizes', [{ type: 'Public', size: 4096, cidrMask: 21 }], 'expected 2048, as cidrMask'],
    ['equal names', [{ type: 'Isolated' }, { type: 'Isolated' }], 'got two of isolated'],
    ['blocks for other zones', [{ type: 'Public', cidrBlocks: [] }], 'expected 1, one per zone'],
    [
      'blocks for some',
      [{ type: 'Public', cidrBlocks: ['10.0.0.0/17'] }, { type: 'Private' }],
      'expected 1, one per zone, got none',
    ],
    [
      'blocks of another mask',
      [{ type: 'Public', cidrBlocks: ['10.0.0.0/17'], cidrMask: 16 }],
      'cidrMask: expected that of each',
    ],
    [
      'blocks of another size',
      [{ type: 'Public', cidrBlocks: ['10.0.0.0/17'], size: 1024 }],
      'size: expected that of each',
    ],
    [
      'what does not fit as it is ordered',
      [
        { type: 'Public', cidrMask: 18 },
        { type: 'Private', cidrMask: 17 },
        { type: 'Isolated', cidrMask: 18 },
      ],
      'outside of 10.0.0.0/16: vpc-isolated-1 (10.1.0.0/18)',
    ],
    [
      'blocks that overlap',
      [
        { type: 'Public', cidrBlocks: ['10.0.0.0/17'] },
        { type: 'Private', cidrBlocks: ['10.0.64.0/18'] },
      ],
      'overlap: vpc-public-1 (10.0.0.0/17), vpc-private-1 (10.0.64.0/18)',
    ],
  ])('refuses %s', (_, specs, message) => {
    expect(() => layOut('10.0.0.0/16', specs)).toThrow(message);
  });
});

describe('Exact', () => {
  const exact = { isExact: true };

  test('takes what accounts for every address', () => {
    const specs = [
      { type: 'Private', cidrMask: 17 },
      { type: 'Public', cidrMask: 18 },
      { type: 'Unused', cidrMask: 18 },
    ] as const;
    expect(layOut('10.0.0.0/16', specs, exact)).toHaveLength(3);
  });

  test.each<[string, readonly SubnetSpec[], string]>([
    ['behind', [{ type: 'Public', cidrMask: 18 }], 'a gap at the end of 10.0.0.0/16'],
    [
      'between',
      [
        { type: 'Public', cidrMask: 18 },
        { type: 'Private', cidrMask: 17 },
      ],
      'a gap before vpc-private-1',
    ],
    ['before', [{ type: 'Public', cidrBlocks: ['10.0.128.0/17'] }], 'a gap before vpc-public-1'],
  ])('refuses a gap %s', (_, specs, message) => {
    expect(() => layOut('10.0.0.0/16', specs, exact)).toThrow(message);
  });
});

test('Whatever is laid out lies in the VPC, aligned, and overlaps nothing', () => {
  const spec = fc.record({
    type: fc.constantFrom('Private' as const, 'Public' as const, 'Isolated' as const),
    cidrMask: fc.option(fc.integer({ min: 16, max: 28 }), { nil: undefined }),
  });
  const specs = fc
    .array(spec, { minLength: 1, maxLength: 5 })
    .map((all) => all.map((each, index) => ({ ...each, name: `n${index}` })));
  const zones = fc.integer({ min: 1, max: 4 }).map((count) => 'abcd'.slice(0, count).split(''));
  const mask = fc.integer({ min: 16, max: 24 });
  fc.assert(
    fc.property(mask, zones, specs, (vpcMask, zoneNames, all) => {
      const cidrBlock = `10.0.0.0/${vpcMask}`;
      let found: ReturnType<typeof layOut>;
      try {
        found = layOut(cidrBlock, all, { zones: zoneNames });
      } catch (error) {
        expect(String(error)).toMatch(/expected at most|overlap|outside/);
        return;
      }
      const parsed = found.map((each) => parseBlock(each.cidrBlock));
      parsed.forEach((block, index) => {
        expect(isWithin(block, parseBlock(cidrBlock))).toBe(true);
        expect(block.first % sizeOf(block.prefixLength)).toBe(0);
        expect(parsed.some((other, at) => at !== index && overlap(other, block))).toBe(false);
      });
    }),
  );
});
