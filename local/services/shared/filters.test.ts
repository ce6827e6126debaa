import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyFilters, wildcard } from './filters.ts';

type Item = {
  readonly id: string;
  readonly isDefault: boolean;
  readonly count?: number;
  readonly at?: Date;
  readonly groups: readonly string[];
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
};

const items: readonly Item[] = [
  {
    id: 'web-1',
    isDefault: true,
    count: 1,
    groups: ['a', 'b'],
    Tags: [{ Key: 'Name', Value: 'web' }],
  },
  { id: 'web-2', isDefault: false, count: 10, groups: ['b'], Tags: [{ Key: 'Name', Value: '' }] },
  { id: 'db', isDefault: false, at: new Date(0), groups: [] },
];

const known = {
  id: ({ id }: Item) => id,
  'is-default': ({ isDefault }: Item) => isDefault,
  count: ({ count }: Item) => count,
  'launch-time': ({ at }: Item) => at,
  'group-name': ({ groups }: Item) => groups,
};

const idsOf = (...filters: { Name?: string; Values?: string[] }[]) =>
  applyFilters(items, filters, known).map(({ id }) => id);

describe('Filters', () => {
  test('are all to match, by any of their values', () => {
    expect(applyFilters(items, undefined, known)).toEqual(items);
    expect(idsOf({ Name: 'id', Values: ['db', 'web-1', 'absent'] })).toEqual(['web-1', 'db']);
    const both = { Name: 'group-name', Values: ['b'] };
    expect(idsOf(both, { Name: 'is-default', Values: ['false'] })).toEqual(['web-2']);
    expect(idsOf({ Name: 'id', Values: [] })).toEqual([]);
  });

  test('compare numbers, booleans and dates as texts; what is not there matches nothing', () => {
    expect(idsOf({ Name: 'count', Values: ['1'] })).toEqual(['web-1']);
    expect(idsOf({ Name: 'count', Values: ['*'] })).toEqual(['web-1', 'web-2']);
    expect(idsOf({ Name: 'launch-time', Values: ['1970-01-01T*'] })).toEqual(['db']);
    expect(idsOf({ Name: 'count', Values: ['undefined'] })).toEqual([]);
  });

  test('know tags by key, value, or both', () => {
    expect(idsOf({ Name: 'tag:Name', Values: ['w*'] })).toEqual(['web-1']);
    expect(idsOf({ Name: 'tag:Name', Values: [''] })).toEqual(['web-2']);
    expect(idsOf({ Name: 'tag-key', Values: ['Name'] })).toEqual(['web-1', 'web-2']);
    expect(idsOf({ Name: 'tag-value', Values: ['web'] })).toEqual(['web-1']);
    expect(idsOf({ Name: 'tag:name', Values: ['*'] })).toEqual([]);
  });

  test.each(['colour', 'constructor', '__proto__', 'Tag:Name', ''])('do not know "%s"', (Name) => {
    expect(() => idsOf({ Name, Values: ['a'] })).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterValue',
        message: `The filter '${Name}' is invalid`,
      }),
    );
  });
});

describe('A wildcard', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '🚀', '\n'), maxLength: 8 });
  const patterns = fc.string({
    unit: fc.constantFrom('a', 'b', '🚀', '\n', '*', '?', '\\*', '\\?', '\\a', '\\\\'),
    maxLength: 8,
  });

  test('matches what the same regular expression does', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(wildcard(pattern)(text)).toBe(expression(pattern).test(text));
      }),
      { numRuns: 5000 },
    );
  });

  test('takes any text for itself, once it is escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, other) => {
        const escaped = text.replaceAll(/[*?\\]/g, '\\$&');
        expect(wildcard(escaped)(text)).toBe(true);
        expect(wildcard(escaped)(other)).toBe(text === other);
      }),
    );
  });

  test('does not take long for any pattern', () => {
    const isMatch = wildcard(`${'*a'.repeat(1000)}b`);
    const before = process.cpuUsage();
    expect(isMatch('a'.repeat(10_000))).toBe(false);
    // Some ten million steps; one that goes back further takes for ever.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});

function expression(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\(.)|([\s\S])/gu, (_, escaped, plain) => {
    if (plain === '*') return '[^]*';
    if (plain === '?') return '[^]';
    return `\\u{${(escaped ?? plain).codePointAt(0).toString(16)}}`;
  });
  return new RegExp(`^${source}$`, 'u');
}
