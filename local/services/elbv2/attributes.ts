// Attributes: texts by key, of which each kind of resource has its own. A record has them all from the start,
// so that whoever reads it needs no defaults.

import type { Attributes } from '../../store/elbv2.ts';
import { validationError } from './errors.ts';

export type Attribute = {
  readonly default: string;
  /** Whether a value may be; any where there is none. */
  readonly allows?: (value: string) => boolean;
  /** What it must be, to end the sentence `'<key>' must be …`. */
  readonly must?: string;
};

export type AttributeTable = Readonly<Record<string, Attribute>>;

type KeyAndValue = { readonly Key?: string | undefined; readonly Value?: string | undefined };

/** One that is `true` or `false`. */
export function flag(value: boolean): Attribute {
  return oneOf([String(value), String(!value)]);
}

/** @param values the default first */
export function oneOf(values: readonly [string, ...string[]]): Attribute {
  return {
    default: values[0],
    allows: (value) => values.includes(value),
    must: `one of: '${values.join("', '")}'`,
  };
}

/** A whole number, or else one of the texts in `also`. */
export function between(
  min: number,
  max: number,
  defaultValue: string,
  ...also: readonly string[]
): Attribute {
  return {
    default: defaultValue,
    allows: (value) =>
      also.includes(value) || (/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max),
    must: `between '${min}' and '${max}' inclusively${also.map((text) => `, or '${text}'`).join('')}`,
  };
}

export function text(allows?: (value: string) => boolean, must?: string): Attribute {
  return { default: '', ...(allows && { allows }), ...(must !== undefined && { must }) };
}

/** What a new resource has. */
export function defaultAttributes(table: AttributeTable): Attributes {
  return Object.fromEntries(Object.entries(table).map(([key, each]) => [key, each.default]));
}

/** All of them, as Describe shows them: also those that came to the table after the record. */
export function shownAttributes(
  table: AttributeTable,
  kept: Attributes,
): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(table).map(([Key, attribute]) => ({
    Key,
    Value: kept[Key] ?? attribute.default,
  }));
}

/** Its value: the one kept, or the default. */
export function attributeValue(table: AttributeTable, kept: Attributes, key: string): string {
  return kept[key] ?? table[key]?.default ?? '';
}

/**
 * @param subject such as `Load balancer`
 * @throws AwsError `ValidationError` for keys that are not known, and values that may not be
 */
export function withAttributes(
  subject: string,
  table: AttributeTable,
  kept: Attributes,
  changes: readonly KeyAndValue[] = [],
): Attributes {
  const merged = { ...kept };
  for (const { Key = '', Value = '' } of changes) {
    const attribute = Object.hasOwn(table, Key) ? table[Key] : undefined;
    if (!attribute) throw validationError(`${subject} attribute key '${Key}' is not recognized`);
    if (attribute.allows && !attribute.allows(Value)) {
      throw validationError(`'${Key}' must be ${attribute.must}, but was '${Value}'`);
    }
    merged[Key] = Value;
  }
  return merged;
}
