// Which subnets a VPC of awsx gets, and where: the strategies Auto and Exact and explicit blocks, as awsx
// documents them.
//
// The VPC's addresses are divided evenly between the zones, rounded up to a power of two; within a zone, each subnet
// begins where the one before it ends, or at the next address that its size allows.

import {
  type Block,
  blockAfter,
  formatBlock,
  isWithin,
  overlap,
  parseBlock,
  sizeOf,
} from './addressBlocks.ts';

export type SubnetType = 'Public' | 'Private' | 'Isolated' | 'Unused';

export type SubnetSpec = {
  readonly type: SubnetType;
  readonly name?: string | undefined;
  readonly cidrMask?: number | undefined;
  /** Addresses, in place of `cidrMask`. */
  readonly size?: number | undefined;
  /** One per zone. */
  readonly cidrBlocks?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
};

export type LaidOutSubnet = {
  /** Such as `rollover-public-1`. */
  readonly name: string;
  readonly type: SubnetType;
  readonly zone: string;
  /** From 0. */
  readonly zoneIndex: number;
  readonly cidrBlock: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
};

export type LayoutRequest = {
  readonly vpcName: string;
  readonly cidrBlock: string;
  readonly zones: readonly string[];
  readonly specs: readonly SubnetSpec[] | undefined;
  readonly availabilityZoneCidrMask: number | undefined;
  /** Whether the specs must account for every address. */
  readonly isExact: boolean;
};

/** Zone by zone, in the order of the specs. Unused ones are among them. */
export function layOutSubnets(request: LayoutRequest): readonly LaidOutSubnet[] {
  const specs = resolveSubnetSpecs(request);
  const blocks = specs.some(({ cidrBlocks }) => cidrBlocks)
    ? specs.map(({ cidrBlocks = [] }) => cidrBlocks.map(parseBlock))
    : allocate(request, specs);
  const subnets = request.zones.flatMap((zone, zoneIndex) =>
    specs.map(({ type, name = type.toLowerCase(), tags }, index) => {
      const block = blocks[index]?.[zoneIndex] ?? { first: 0, prefixLength: 0 };
      const resourceName = `${request.vpcName}-${name}-${zoneIndex + 1}`;
      return { block, subnet: { name: resourceName, type, zone, zoneIndex, tags } };
    }),
  );
  const laidOut = subnets.map(({ block, subnet }) => ({
    ...subnet,
    cidrBlock: formatBlock(block),
  }));
  const twice = laidOut.filter((_, index) =>
    subnets.some(({ block }, other) => {
      const own = subnets[index]?.block;
      return other !== index && own && overlap(own, block);
    }),
  );
  if (twice.length > 0) {
    throw new Error(`These subnets overlap: ${twice.map(named).join(', ')}`);
  }
  const whole = parseBlock(request.cidrBlock);
  const outside = laidOut.filter(({ cidrBlock }) => !isWithin(parseBlock(cidrBlock), whole));
  if (outside.length > 0) {
    throw new Error(
      `These subnets are outside of ${request.cidrBlock}: ${outside.map(named).join(', ')}`,
    );
  }
  if (request.isExact) checkNoGaps(request, laidOut);
  return laidOut;
}

/** The specs with masks, or with one block per zone. */
export function resolveSubnetSpecs(request: LayoutRequest): readonly SubnetSpec[] {
  const { specs, zones } = request;
  if (!specs) return defaultSpecs(zoneMask(request));
  if (specs.length === 0) throw new Error('subnetSpecs: expected at least one, got none');
  const isExplicit = specs.some(({ cidrBlocks }) => cidrBlocks);
  const problems = specs.flatMap((spec, index) => {
    const problem = isExplicit ? problemOfBlocks(spec, zones.length) : problemOfSize(spec);
    return problem === undefined ? [] : [`subnetSpecs[${index}]: ${problem}`];
  });
  const names = specs.map(({ type, name }) => `${type.toLowerCase()} ${name ?? ''}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    problems.push(`subnetSpecs: expected another name for each of a type, got two of ${twice}`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return specs.map(({ size, ...spec }) =>
    size === undefined ? spec : { ...spec, cidrMask: 32 - Math.log2(size) },
  );
}

function problemOfSize({ size, cidrMask }: SubnetSpec): string | undefined {
  if (size === undefined) return undefined;
  const mask = 32 - Math.log2(size);
  if (!Number.isInteger(mask) || mask < 0) return `size: expected a power of two, got ${size}`;
  if (cidrMask === undefined || cidrMask === mask) return undefined;
  return `size: expected ${sizeOf(cidrMask)}, as cidrMask says, got ${size}`;
}

function problemOfBlocks(
  { cidrBlocks, cidrMask, size }: SubnetSpec,
  zones: number,
): string | undefined {
  if (cidrBlocks?.length !== zones) {
    return `cidrBlocks: expected ${zones}, one per zone, got ${cidrBlocks?.length ?? 'none'}`;
  }
  const masks = cidrBlocks.map((block) => parseBlock(block).prefixLength);
  if (cidrMask !== undefined && masks.some((mask) => mask !== cidrMask)) {
    return `cidrMask: expected that of each of cidrBlocks, got ${cidrMask}`;
  }
  return size !== undefined && masks.some((mask) => sizeOf(mask) !== size)
    ? `size: expected that of each of cidrBlocks, got ${size}`
    : undefined;
}

/** Half of a zone for private addresses, a quarter for public ones, and the rest for later. */
function defaultSpecs(zoneMask: number): readonly SubnetSpec[] {
  if (zoneMask > 26) {
    throw new Error(`cidrBlock: expected at least /26 for each zone, got /${zoneMask}`);
  }
  const mask = Math.max(zoneMask, 16);
  return [
    { type: 'Private', cidrMask: mask + 1 },
    { type: 'Public', cidrMask: mask + 2 },
  ];
}

function zoneMask({ cidrBlock, zones, availabilityZoneCidrMask }: LayoutRequest): number {
  return availabilityZoneCidrMask ?? parseBlock(cidrBlock).prefixLength + bitsFor(zones.length);
}

function bitsFor(count: number): number {
  return Math.ceil(Math.log2(count));
}

/** For each spec, its block in each zone. */
function allocate(request: LayoutRequest, specs: readonly SubnetSpec[]): readonly Block[][] {
  const mask = zoneMask(request);
  const evenMask = mask + bitsFor(specs.length);
  const masks = specs.map(({ cidrMask = evenMask }) => cidrMask);
  const needed = masks.reduce((sum, each) => sum + sizeOf(each), 0);
  if (needed > sizeOf(mask)) {
    throw new Error(
      `subnetSpecs: expected at most ${sizeOf(mask)} addresses in each zone, got ${needed}`,
    );
  }
  const { first } = parseBlock(request.cidrBlock);
  const blocks: Block[][] = specs.map(() => []);
  request.zones.forEach((_, zone) => {
    let previous: Block | undefined;
    masks.forEach((prefixLength, index) => {
      const start = first + zone * sizeOf(mask);
      previous = previous ? blockAfter(previous, prefixLength) : { first: start, prefixLength };
      blocks[index]?.push(previous);
    });
  });
  return blocks;
}

function checkNoGaps({ cidrBlock }: LayoutRequest, subnets: readonly LaidOutSubnet[]): void {
  const whole = parseBlock(cidrBlock);
  let next = whole.first;
  for (const subnet of subnets) {
    const { first, prefixLength } = parseBlock(subnet.cidrBlock);
    if (first !== next) throw new Error(`There is a gap before ${named(subnet)}: name it Unused`);
    next = first + sizeOf(prefixLength);
  }
  if (next !== whole.first + sizeOf(whole.prefixLength)) {
    throw new Error(`There is a gap at the end of ${cidrBlock}: name it Unused`);
  }
}

function named({ name, cidrBlock }: LaidOutSubnet): string {
  return `${name} (${cidrBlock})`;
}
