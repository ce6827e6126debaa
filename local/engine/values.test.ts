import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unknownValue } from './provider.ts';
import {
  asSecret,
  hasSecret,
  hasUnknown,
  masked,
  plain,
  secretTexts,
  signature,
  signatures,
  withoutOutputValues,
  withSecretsOf,
} from './values.ts';
import { fromStruct, toStruct } from './wire.ts';

const output = (parts: object) => ({ [signature]: signatures.output, ...parts });
const reference = (parts: object) => ({ [signature]: signatures.resource, ...parts });

test('Whatever JSON a program has comes over the wire as it is', () => {
  // Neither survives JavaScript itself.
  const isLost = (text: string) => /-0|__proto__/.test(text);
  const bags = fc
    .dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }))
    .filter((bag) => !isLost(JSON.stringify(bag)));
  fc.assert(
    fc.property(bags, (bag) => {
      expect(fromStruct(toStruct(bag))).toEqual({ ...bag });
    }),
  );
});

test('What JSON has no place for is left out', () => {
  const bag = { a: undefined, b: [undefined, 1], c: { d: undefined } };
  expect(fromStruct(toStruct(bag))).toEqual({ b: [null, 1], c: {} });
});

test('Output values become values, secrets, or unknown', () => {
  const bag = {
    known: output({ value: 'a', dependencies: ['urn'] }),
    secret: output({ value: [output({ value: 1 })], secret: true }),
    unknown: output({}),
    both: output({ secret: true }),
  };
  expect(withoutOutputValues({ in: [bag] })).toEqual({
    in: [
      {
        known: 'a',
        secret: asSecret([1]),
        unknown: unknownValue,
        both: asSecret(unknownValue),
      },
    ],
  });
});

describe('A provider gets', () => {
  test.each([
    ['secrets bare', asSecret({ a: asSecret(1) }), { a: 1 }],
    ['an id for a resource', reference({ urn: 'urn', id: 'id' }), 'id'],
    ['unknown for one that is yet to come', reference({ urn: 'urn', id: '' }), unknownValue],
    ['the URN of a component', reference({ urn: 'urn' }), 'urn'],
  ])('%s', (_, value, expected) => {
    expect(plain({ list: [value] })).toEqual({ list: [expected] });
  });
});

test('Secrets and unknown values are found at any depth, and masked', () => {
  const value = { a: [{ b: asSecret('hush') }], c: unknownValue };
  expect([hasSecret(value), hasUnknown(value)]).toEqual([true, true]);
  expect([hasSecret({ a: 1 }), hasUnknown([{}])]).toEqual([false, false]);
  expect(secretTexts(value)).toEqual(['hush']);
  expect(masked(value)).toEqual({ a: [{ b: '[secret]' }], c: 'output<string>' });
});

test('An output is secret where its input is, or where the program says so', () => {
  const outputs = withSecretsOf({ a: 'x', b: 'y', c: 'z' }, { a: [asSecret('x')] }, ['b']);
  expect(outputs).toEqual({ a: asSecret('x'), b: asSecret('y'), c: 'z' });
});
