import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paginate } from './pagination.ts';

const limits = { min: 1, max: 20, name: 'MaxResults' };
const page = (all: readonly string[], token?: string, size?: number) =>
  paginate(all, (id) => id, { token, size }, limits, 'InvalidNextToken');

/** What happens to the items between two pages: each number names one to delete; some are added. */
const changes = fc.array(
  fc.record({
    deleted: fc.array(fc.nat(), { maxLength: 8 }),
    added: fc.nat(3),
    size: fc.integer({ min: 1, max: 20 }),
  }),
  { minLength: 40, maxLength: 40 },
);

/** Walks all pages while items go and new ones are added at the end. */
function walk(count: number, steps: readonly { deleted: number[]; added: number; size: number }[]) {
  let items = Array.from({ length: count }, (_, index) => `i-${index}`);
  const lasting = new Set(items);
  const seen: string[] = [];
  let token: string | undefined;
  for (const { deleted, added, size } of steps) {
    const { items: given, nextToken } = page(items, token, size);
    seen.push(...given);
    if (nextToken === undefined) return { seen, lasting, isDone: true };
    token = nextToken;
    const gone = new Set(deleted.map((index) => items[index % items.length]));
    items = items.filter((item) => !gone.has(item));
    for (const item of gone) if (item !== undefined) lasting.delete(item);
    items = [
      ...items,
      ...Array.from({ length: added }, (_, index) => `new-${seen.length}-${index}`),
    ];
  }
  return { seen, lasting, isDone: false };
}

describe('Walking the pages', () => {
  test('gives each lasting item once, whatever is made and deleted in between', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15 }), changes, (count, steps) => {
        const { seen, lasting, isDone } = walk(count, steps);
        expect(new Set(seen).size).toBe(seen.length);
        if (isDone) for (const item of lasting) expect(seen).toContain(item);
      }),
      { numRuns: 500 },
    );
  });

  test('gives each item once when every page is deleted before the next', () => {
    let items = Array.from({ length: 50 }, (_, index) => `i-${index}`);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const { items: given, nextToken } = page(items, token, 7);
      seen.push(...given);
      items = items.filter((item) => !given.includes(item));
      token = nextToken;
    } while (token !== undefined);
    expect(seen).toHaveLength(50);
    expect(new Set(seen).size).toBe(50);
  });

  test('cannot go on where nothing is left of what a token tells', () => {
    const items = Array.from({ length: 60 }, (_, index) => `i-${index}`);
    const first = page(items, undefined, 20);
    const second = page(items, first.nextToken, 20);
    expect(() => page(items.slice(41), second.nextToken, 20)).toThrow(
      /^The token '.*' is invalid$/,
    );
  });
});

test('The last page has no token, even when it is full', () => {
  const items = ['a', 'b', 'c', 'd'];
  const { nextToken } = page(items, undefined, 2);
  expect(page(items, nextToken, 2)).toEqual({ items: ['c', 'd'], nextToken: undefined });
  expect(page([], undefined, 2)).toEqual({ items: [], nextToken: undefined });
});

test.each(['', 'a', 'abcdefgh', 'abcdefghijklmnop', '__proto__', 'WzEsImEiXQ', '🚀'])(
  'The token "%s" is none',
  (token) => {
    expect(() => page(['a', 'b'], token, 1)).toThrow(
      expect.objectContaining({ code: 'InvalidNextToken' }),
    );
  },
);

test.each([0, -1, 21])('A page cannot have %d items', (size) => {
  expect(() => page(['a', 'b'], undefined, size)).toThrow(
    `Value ( ${size} ) for parameter MaxResults is invalid. Expecting a value between 1 and 20.`,
  );
});
