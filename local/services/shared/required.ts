// Values that the model does not require of every caller, and closed vocabularies, which schemas lack.

import { AwsError } from '../../wire/awsError.ts';

/**
 * @param allowed the client's constant of the enumeration, such as `Tenancy`
 * @returns the value, or undefined where there is none
 * @throws AwsError `InvalidParameterValue` for a value that is not in it
 */
export function oneOf<Value extends string>(
  name: string,
  value: string | undefined,
  allowed: Readonly<Record<string, Value>>,
): Value | undefined {
  if (value === undefined) return undefined;
  const known = Object.values(allowed).find((each) => each === value);
  if (known !== undefined) return known;
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${value}) for parameter ${name} is invalid. Expected one of: ${Object.values(allowed).join(', ')}`,
  );
}

/** @throws AwsError `MissingParameter` where it is undefined or empty */
export function required<Value>(name: string, value: Value | undefined): Value {
  if (value !== undefined && value !== '') return value;
  throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
}
