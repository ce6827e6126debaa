import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromText, toText } from './json.ts';

const keys = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('$date', '$$date', '$$$date', '__proto__', 'constructor', 'toJSON'),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('value')),
    fc.dictionary(keys, tie('value'), { noNullPrototype: true }),
  ),
})).value;

test('Whatever a record holds comes back as it was', () => {
  fc.assert(
    fc.property(values, (value) => {
      // Not `toStrictEqual`, which takes a record's own `constructor` for its type.
      expect(fromText(toText(value))).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

test('A member that is undefined is none', () => {
  expect(fromText(toText({ a: undefined, b: [{ c: undefined }] }))).toStrictEqual({ b: [{}] });
});

test.each([
  { value: Number.NaN },
  { value: Number.POSITIVE_INFINITY },
  { value: 1n },
  { value: new Date(Number.NaN) },
  { value: new Uint8Array(2) },
  { value: new Map() },
  { value: () => {} },
])('What would not come back is refused: $value', (record) => {
  expect(() => toText(record)).toThrow(TypeError);
});
