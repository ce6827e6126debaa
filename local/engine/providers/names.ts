// Names of resources for which the program says none.

import type { CreateContext, Properties } from '../provider.ts';

/** The property that names a resource, and gets a name of its own where the program says none. */
export type Naming<Name extends string> = {
  readonly of: Name;
  readonly prefix?: Name;
  /** In characters. */
  readonly longest?: number;
};

/**
 * Inputs with a name: as Pulumi's, that of the program and seven digits.
 *
 * @throws Error where that is longer than a name may be
 */
export function named(
  naming: Naming<string> | undefined,
  inputs: Properties,
  { name, token }: Pick<CreateContext, 'name' | 'token'>,
): Properties {
  if (!naming || inputs[naming.of] !== undefined) return inputs;
  const { of, prefix, longest = Number.POSITIVE_INFINITY } = naming;
  const given = prefix === undefined ? undefined : inputs[prefix];
  const made = `${given ?? `${name}-`}${token.slice(0, 7)}`;
  if (made.length > longest) {
    throw new Error(
      `${of}: expected at most ${longest} characters, got ${made}; say a shorter one`,
    );
  }
  return { ...inputs, [of]: made };
}
