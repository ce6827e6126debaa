import { Tenancy } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { oneOf, required } from './required.ts';

test('A value of the enumeration is itself, and none is none', () => {
  expect(oneOf('Tenancy', 'dedicated', Tenancy)).toBe('dedicated');
  expect(oneOf('Tenancy', undefined, Tenancy)).toBeUndefined();
});

test.each(['', 'Dedicated', 'constructor', '__proto__'])('"%s" is no Tenancy', (value) => {
  expect(() => oneOf('Tenancy', value, Tenancy)).toThrow(
    expect.objectContaining({
      code: 'InvalidParameterValue',
      message: `Value (${value}) for parameter Tenancy is invalid. Expected one of: dedicated, default, host`,
    }),
  );
});

test('What is required is there, though it may be false or zero', () => {
  expect(required('Count', 0)).toBe(0);
  expect(required('Flag', false)).toBe(false);
  for (const absent of [undefined, '']) {
    expect(() => required('Name', absent)).toThrow(
      expect.objectContaining({
        code: 'MissingParameter',
        message: 'The request must contain the parameter Name',
      }),
    );
  }
});
