// A function of a provider out of a table of its inputs and one call.

import type { Properties, ProviderFunction } from '../../provider.ts';
import type { Aws, AwsOf } from '../aws.ts';
import { withDefaults } from '../differences.ts';
import { checkProperties, type Table, type Values } from '../properties.ts';

/**
 * @param file where it stands, below `local/engine/providers/`
 * @throws Error with all that is wrong with the inputs
 */
export function providerFunction<const T extends Table>(
  awsOf: AwsOf,
  file: string,
  properties: T,
  call: (inputs: Values<T>, aws: Aws) => Promise<Properties>,
): ProviderFunction {
  const known: Table = { ...properties, region: { is: 'string' } };
  return async (inputs, context) => {
    const problems = checkProperties(known, inputs, `local/engine/providers/${file}`);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    const { regionName } = context;
    // They were checked by their table just now.
    const checked = withDefaults(known, inputs) as Values<T>;
    const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
    return {
      ...Object.fromEntries(given),
      ...(await call(checked, awsOf(context))),
      region: regionName,
    };
  };
}
