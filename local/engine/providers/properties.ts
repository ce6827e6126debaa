// What a type of resource takes: a table of its inputs, from which checking, comparing and TypeScript's
// types follow. Names are those of Pulumi's programs.

import { type Properties, unknownValue } from '../provider.ts';

type Shared = {
  readonly required?: true;
  /** No update can change it. */
  readonly replaces?: true | 'when it comes or goes' | 'from one to another';
  /** AWS chooses where the program says nothing, and what it chose is not a difference. */
  readonly computed?: true;
  /** The name of AWS's member, where it is not the property's own with a capital. */
  readonly as?: string;
};

export type Property = Shared &
  (
    | { readonly is: 'string'; readonly default?: string }
    /** JSON text, compared by what it means as a policy. */
    | { readonly is: 'json' }
    /** JSON text, compared by what it says. */
    | { readonly is: 'document' }
    | { readonly is: 'number'; readonly default?: number }
    | { readonly is: 'boolean'; readonly default?: boolean }
    /** `"true"` or `"false"`, where the AWS provider tells them from nothing. */
    | { readonly is: 'booleanText' }
    /** Texts without an order. */
    | { readonly is: 'set' }
    | { readonly is: 'list' }
    /** Texts under names. */
    | { readonly is: 'map' }
    | { readonly is: 'anything' }
    | { readonly is: 'object'; readonly of: Table }
    | { readonly is: 'objects'; readonly of: Table; readonly unordered?: true }
  );

export type Table = { readonly [name: string]: Property };

type Value<P extends Property> = P extends {
  is: 'string' | 'json' | 'document' | 'booleanText';
}
  ? string
  : P extends { is: 'number' }
    ? number
    : P extends { is: 'boolean' }
      ? boolean
      : P extends { is: 'set' | 'list' }
        ? readonly string[]
        : P extends { is: 'map' }
          ? Readonly<Record<string, string>>
          : P extends { is: 'object'; of: infer T extends Table }
            ? Values<T>
            : P extends { is: 'objects'; of: infer T extends Table }
              ? readonly Values<T>[]
              : unknown;

type Certain<P> = P extends { required: true } | { default: unknown } ? true : false;

/** Inputs that were checked by their table, with its defaults. */
export type Values<T extends Table> = {
  readonly [Name in keyof T as Certain<T[Name]> extends true ? Name : never]: Value<T[Name]>;
} & {
  readonly [Name in keyof T as Certain<T[Name]> extends true ? never : Name]?:
    | Value<T[Name]>
    | undefined;
};

/** @param file where an unknown property would have to be added */
export function checkProperties(
  table: Table,
  inputs: Properties,
  file: string,
  path = '',
): readonly string[] {
  const missing = Object.entries(table)
    .filter(([name, { required }]) => required && inputs[name] === undefined)
    .map(([name, property]) => `${path}${name}: expected ${nounOf(property)}, got nothing`);
  const wrong = Object.entries(inputs).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === unknownValue) return [];
    const property = table[name];
    const where = `${path}${name}`;
    if (!property) {
      const known = Object.keys(table).sort().join(', ');
      return `${where}: expected one of ${known}, got ${shown(value)}; to support it, add it in ${file}`;
    }
    return checkValue(property, value, file, where);
  });
  return [...missing, ...wrong];
}

function checkValue(property: Property, value: unknown, file: string, path: string): string[] {
  if (property.is === 'object' && isObject(value)) {
    return [...checkProperties(property.of, value, file, `${path}.`)];
  }
  if (property.is === 'objects' && Array.isArray(value)) {
    return value.flatMap((each, index) =>
      each === unknownValue
        ? []
        : checkValue({ is: 'object', of: property.of }, each, file, `${path}[${index}]`),
    );
  }
  return fits(property, value)
    ? []
    : [`${path}: expected ${nounOf(property)}, got ${shown(value)}`];
}

function fits(property: Property, value: unknown): boolean {
  const isText = (each: unknown) => typeof each === 'string';
  switch (property.is) {
    case 'string':
      return isText(value);
    case 'json':
    case 'document':
      return typeof value === 'string' && parsed(value) !== undefined;
    case 'number':
    case 'boolean':
      return typeof value === property.is;
    case 'booleanText':
      return value === 'true' || value === 'false';
    case 'set':
    case 'list':
      return Array.isArray(value) && value.every(isText);
    case 'map':
      return isObject(value) && Object.values(value).every(isText);
    case 'anything':
      return true;
    case 'object':
    case 'objects':
      return false;
  }
}

const nouns: Readonly<Record<Property['is'], string>> = {
  string: 'a string',
  json: 'a string of JSON',
  document: 'a string of JSON',
  number: 'a number',
  boolean: 'true or false',
  booleanText: '"true" or "false"',
  set: 'a list of strings',
  list: 'a list of strings',
  map: 'strings under names',
  anything: 'a value',
  object: 'an object',
  objects: 'a list of objects',
};

function nounOf({ is }: Property): string {
  return nouns[is];
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}

export function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What JSON text says; undefined for text that is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
