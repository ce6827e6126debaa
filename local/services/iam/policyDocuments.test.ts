import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeDocument } from './policyDocuments.ts';

test('Any document comes back from its encoded form, which holds nothing that RFC 3986 reserves', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (document) => {
      const encoded = encodeDocument(document);
      expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
      expect(decodeURIComponent(encoded)).toBe(document);
    }),
  );
});
