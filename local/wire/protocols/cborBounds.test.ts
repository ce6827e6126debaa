import { cbor } from '@smithy/core/cbor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCborBounds } from './cborBounds.ts';

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
  ),
})).value;

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test('Whatever the SDK writes is within bounds', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(() => checkCborBounds(cbor.serialize(value))).not.toThrow();
    }),
  );
});

test('Whatever the SDK writes is out of bounds when it is cut, or goes on', () => {
  fc.assert(
    fc.property(values, fc.nat(), (value, at) => {
      const bytes = cbor.serialize(value);
      const cut = bytes.subarray(0, at % bytes.length);
      expect(() => checkCborBounds(cut)).toThrow();
      expect(() => checkCborBounds(Uint8Array.from([...bytes, 0]))).toThrow();
    }),
  );
});

test('Any bytes are judged, in time and without end of memory', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        checkCborBounds(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['an item', '01'],
  ['a float', 'fb 3ff8 0000 0000 0000'],
  ['a timestamp', 'c1 1a 6553 f100'],
  ['a list without a count', '9f 01 9f ff 02 ff'],
  ['a map without a count', 'bf 61 61 01 ff'],
  ['a text in pieces', '7f 61 61 60 ff'],
])('%s is within bounds', (_, bytes) => {
  expect(() => checkCborBounds(hex(bytes))).not.toThrow();
});

test.each([
  ['nothing', ''],
  ['a break alone', 'ff'],
  ['a break instead of an item', '81 ff'],
  ['a list without a break', '9f 01'],
  ['a number without an end', '1f'],
  ['a length of the future', '5c'],
  ['a text longer than the body', '7b ffff ffff ffff ffff'],
  ['a list longer than the body', '9b ffff ffff ffff ffff'],
  ['lists that are longer together', '82 82 82 00'],
  ['a map of half its items', 'a1 61 61'],
  ['a big decimal, which can be large', 'c4 82 3a 0fff ffff 01'],
  ['a big integer', 'c2 41 01'],
])('%s is not', (_, bytes) => {
  expect(() => checkCborBounds(hex(bytes))).toThrow();
});
