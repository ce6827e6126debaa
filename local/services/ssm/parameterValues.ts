// What a parameter's value may be: its size by tier, its pattern, its data type.

import { runInNewContext } from 'node:vm';
import type { ParameterTier, ParameterType } from '@aws-sdk/client-ssm';
import type { ParameterVersionRow } from '../../store/ssm.ts';
import { AwsError } from '../../wire/awsError.ts';
import { validationException } from './errors.ts';

type Tier = ParameterVersionRow['Tier'];

/** In bytes. */
const maxSize: Readonly<Record<Tier, number>> = { Standard: 4096, Advanced: 8192 };

/**
 * The tier that a value gets; a parameter that is advanced stays so.
 *
 * @throws AwsError `ValidationException` for a value that is too large for it, or a way back from it
 */
export function tierFor(
  wanted: ParameterTier | undefined,
  existing: Tier | undefined,
  Value: string,
): Tier {
  if (wanted === 'Standard' && existing === 'Advanced') {
    throw validationException(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the " +
        'advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the ' +
        'advanced parameter and recreate it as a standard parameter.',
    );
  }
  const size = Buffer.byteLength(Value);
  const isLarge = size > maxSize.Standard;
  const isAdvanced =
    wanted === 'Advanced' ||
    existing === 'Advanced' ||
    (wanted === 'Intelligent-Tiering' && isLarge);
  const tier = isAdvanced ? 'Advanced' : 'Standard';
  if (size <= maxSize[tier]) return tier;
  const remedy = 'To create a larger parameter value, upgrade the parameter to use the ';
  throw validationException(
    `${tier} tier parameters support a maximum parameter value of ${maxSize[tier]} characters.` +
      (isAdvanced ? '' : ` ${remedy}advanced-parameter tier.`),
  );
}

/** The longest that a caller's pattern may take; some would never end. */
const patternTimeoutMilliseconds = 250;

/**
 * The pattern is for the whole value, of a list for each of its items.
 *
 * @throws AwsError `InvalidAllowedPatternException`, `ParameterPatternMismatchException`
 */
export function checkPattern(pattern: string, Type: ParameterType, Value: string): void {
  const items = Type === 'StringList' ? Value.split(',') : [Value];
  if (matchesWholly(pattern, items)) return;
  throw new AwsError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
}

function matchesWholly(pattern: string, items: readonly string[]): boolean {
  try {
    const whole = new RegExp(`^(?:${pattern})$`);
    return runInNewContext(
      'items.every((item) => whole.test(item))',
      { whole, items },
      { timeout: patternTimeoutMilliseconds },
    );
  } catch (error) {
    throw new AwsError(
      'InvalidAllowedPatternException',
      `The request doesn't meet the regular expression requirement: ${String(error)}`,
    );
  }
}

/** @throws AwsError `ValidationException` for a data type that is none, or that the value is not of */
export function checkDataType(DataType: string, Type: ParameterType, Value: string): void {
  if (DataType === 'text') return;
  if (DataType !== 'aws:ec2:image') {
    throw validationException(
      `The following data type is not supported: ${DataType} (Data type names are all lowercase.)`,
    );
  }
  if (Type !== 'String') {
    throw validationException(`The data type ${DataType} is supported for the type String only.`);
  }
  if (!/^ami-[0-9a-zA-Z]{8,17}$/.test(Value)) {
    throw validationException(
      `Parameter value, ${Value}, is not a valid image ID for the data type ${DataType}.`,
    );
  }
}
