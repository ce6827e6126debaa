// What load balancers and target groups may be called.

import { type Properties, unknownValue } from '../../provider.ts';

const longest = 32;
/** So that AWS's longest name has room for what makes it unique, as the AWS provider has it. */
const longestPrefix = 6;

export const naming = { of: 'name', prefix: 'namePrefix', longest } as const;

/** What is wrong with a name, as the AWS provider says it before AWS would. */
export function checkName({ name, namePrefix }: Properties): readonly string[] {
  return [
    ...problemsOf('name', name, longest),
    ...problemsOf('namePrefix', namePrefix, longestPrefix),
  ];
}

function problemsOf(path: string, value: unknown, most: number): string[] {
  if (typeof value !== 'string' || value === unknownValue) return [];
  const isRight =
    value.length <= most &&
    /^[0-9A-Za-z-]+$/.test(value) &&
    !value.startsWith('-') &&
    !value.startsWith('internal-') &&
    (path === 'namePrefix' || !value.endsWith('-'));
  if (isRight) return [];
  return [
    `${path}: expected at most ${most} letters, digits and hyphens, none at its ends, not beginning with ` +
      `internal-, got ${JSON.stringify(value)}`,
  ];
}
