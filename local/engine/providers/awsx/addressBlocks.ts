// IPv4 blocks, as numbers: such as `10.0.0.0/16`.

export type Block = { readonly first: number; readonly prefixLength: number };

/** @throws Error for text that is no block */
export function parseBlock(text: string): Block {
  const [, address = '', length = ''] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(text) ?? [];
  const bytes = address.split('.').map(Number);
  const prefixLength = Number(length);
  if (address === '' || bytes.some((byte) => byte > 255) || prefixLength > 32) {
    throw new Error(`Expected an IPv4 block such as 10.0.0.0/16, got '${text}'`);
  }
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return { first: alignedDown(number, prefixLength), prefixLength };
}

export function formatBlock({ first, prefixLength }: Block): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join('.')}/${prefixLength}`;
}

/** Addresses in a block. */
export function sizeOf(prefixLength: number): number {
  return 2 ** (32 - prefixLength);
}

/** The first block of a size that begins behind another. */
export function blockAfter({ first, prefixLength }: Block, nextPrefixLength: number): Block {
  const last = first + sizeOf(prefixLength) - 1;
  const next = alignedDown(last, nextPrefixLength) + sizeOf(nextPrefixLength);
  return { first: next, prefixLength: nextPrefixLength };
}

export function overlap(one: Block, other: Block): boolean {
  return (
    one.first < other.first + sizeOf(other.prefixLength) &&
    other.first < one.first + sizeOf(one.prefixLength)
  );
}

export function isWithin(inner: Block, outer: Block): boolean {
  return (
    inner.first >= outer.first &&
    inner.first + sizeOf(inner.prefixLength) <= outer.first + sizeOf(outer.prefixLength)
  );
}

function alignedDown(address: number, prefixLength: number): number {
  return address - (address % sizeOf(prefixLength));
}
