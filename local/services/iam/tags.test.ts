import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeTags, withoutTags } from './tags.ts';

const key = fc.constantFrom('app', 'App', 'APP', 'env', 'Env', 'key');
const tags = fc.uniqueArray(fc.record({ Key: key, Value: fc.string() }), {
  selector: ({ Key }) => Key.toLowerCase(),
});

test('One tag per key without regard to case: the last, and none once it is taken away', () => {
  fc.assert(
    fc.property(tags, tags, fc.array(key), (first, second, removed) => {
      const merged = mergeTags(mergeTags([], first), second);
      const keys = merged.map(({ Key }) => Key?.toLowerCase());
      expect(new Set(keys).size).toBe(keys.length);
      expect(merged).toEqual(expect.arrayContaining(second));
      const left = withoutTags(merged, removed).map(({ Key }) => Key?.toLowerCase());
      const gone = removed.map((each) => each.toLowerCase());
      expect(left).toEqual(keys.filter((each) => each !== undefined && !gone.includes(each)));
    }),
  );
});
