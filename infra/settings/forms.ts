// The forms that a setting may have: what is expected of the text, and the value that it stands for.

export type Form<T> = {
  /** As in "expected …, got …". */
  readonly expected: string;
  /** Undefined for a text that is not of this form. */
  readonly parse: (text: string) => T | undefined;
};

export function integer(least: number, most: number): Form<number> {
  return {
    expected: `an integer from ${least} to ${most}`,
    parse: (text) => inRange(/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN, least, most),
  };
}

export function decimal(least: number, most: number): Form<number> {
  return {
    expected: `a number from ${least} to ${most}`,
    parse: (text) =>
      inRange(/^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN, least, most),
  };
}

function inRange(value: number, least: number, most: number): number | undefined {
  return value >= least && value <= most ? value : undefined;
}

export const boolean: Form<boolean> = {
  expected: 'true or false',
  parse: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
};

export function oneOf<const T extends string | number>(choices: readonly T[]): Form<T> {
  return {
    expected: `one of ${choices.join(', ')}`,
    parse: (text) => choices.find((choice) => String(choice) === text),
  };
}

/** Some of the choices, separated by commas; or `none`. */
export function someOf<const T extends string>(choices: readonly T[]): Form<readonly T[]> {
  return {
    expected: `none, or some of ${choices.join(', ')}, separated by commas`,
    parse: (text) => {
      const names = text === 'none' ? [] : text.split(',').map((name) => name.trim());
      const found = names.flatMap((name) => choices.find((choice) => choice === name) ?? []);
      return found.length === names.length && new Set(found).size === found.length
        ? found
        : undefined;
    },
  };
}

export function text(expected: string, pattern: RegExp): Form<string> {
  return { expected, parse: (value) => (pattern.test(value) ? value : undefined) };
}

/** A block of private IPv4 addresses, from /16 to /22, of which no bit behind the prefix is set. */
export const privateNetwork: Form<string> = {
  expected: 'a block of private IPv4 addresses from /16 to /22, such as 10.0.0.0/16',
  parse: (value) => {
    const [, ...parts] = value.match(/^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d\d)$/) ?? [];
    const [a = -1, b = -1, c = -1, d = -1, prefix = -1] = parts.map(Number);
    const isPrivate = a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168);
    // Behind the second byte stand 16 bits, of which a prefix of /16 fixes none.
    const isAligned = (c * 256 + d) % 2 ** (32 - prefix) === 0;
    const isValid = isPrivate && b <= 255 && c <= 255 && d <= 255 && prefix >= 16 && prefix <= 22;
    return isValid && isAligned ? value : undefined;
  },
};
