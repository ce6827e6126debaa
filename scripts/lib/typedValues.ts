// What was typed, with every mistake in it: Node's own strict parsing stops at the first one.

import { parseArgs } from 'node:util';

export type TypedValues = Readonly<Partial<Record<string, string | boolean>>>;

export type Names = {
  /** Options that take a value. */
  readonly texts: readonly string[];
  readonly flags: readonly string[];
};

/** @param problems get what is wrong, in words */
export function readTypedValues(
  args: readonly string[],
  { texts, flags }: Names,
  problems: string[],
): TypedValues {
  const { values, tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries([
      ...texts.map((name) => [name, { type: 'string' }] as const),
      ...flags.map((name) => [name, { type: 'boolean' }] as const),
    ]),
  });
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`${token.value}: expected an option`);
    if (token.kind !== 'option') continue;
    const isFlag = flags.includes(token.name);
    if (!isFlag && !texts.includes(token.name))
      problems.push(`${token.rawName}: there is no such option`);
    if (isFlag && token.value !== undefined)
      problems.push(`${token.rawName}: expected without a value, got ${token.value}`);
  }
  // Nothing is declared as `multiple`.
  return values as TypedValues;
}
