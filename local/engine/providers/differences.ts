// How inputs differ from what is there: by what they mean, as the AWS provider compares them.

import type { Difference, Properties } from '../provider.ts';
import { isObject, type Property, parsed, type Table } from './properties.ts';

/** Inputs with the table's defaults; nulls are nothing. */
export function withDefaults(table: Table, inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, property]) => {
      const value = inputs[name] ?? ('default' in property ? property.default : undefined);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * How new inputs differ from old inputs, or from old outputs.
 *
 * @param identity inputs that no two resources can share: while they stay, the old one goes first
 */
export function difference(
  table: Table,
  olds: Properties,
  news: Properties,
  identity: readonly string[] = [],
): Difference {
  const before = withDefaults(table, olds);
  const after = withDefaults(table, news);
  const changed = Object.entries(table)
    .filter(([name, property]) => !isSame(property, before[name], after[name]))
    .map(([name]) => name);
  const comesOrGoes = (name: string) => isEmpty(before[name]) !== isEmpty(after[name]);
  const replacing = changed.filter((name) => {
    const replaces = table[name]?.replaces;
    if (replaces === undefined || replaces === true) return replaces;
    return comesOrGoes(name) === (replaces === 'when it comes or goes');
  });
  const isIdentityKept =
    identity.length > 0 && identity.every((name) => name in after && !changed.includes(name));
  return { changed, replacing, deleteBeforeReplace: replacing.length > 0 && isIdentityKept };
}

/** Whether a value that is or was and a value that is wanted mean the same. */
export function isSame(property: Property, old: unknown, wanted: unknown): boolean {
  if (wanted === undefined && property.computed) return true;
  if (isEmpty(wanted) || isEmpty(old)) return isEmpty(wanted) && isEmpty(old);
  switch (property.is) {
    case 'json':
      return isEqual(policyMeaning(old), policyMeaning(wanted));
    case 'document':
      return isEqual(documentOf(old), documentOf(wanted));
    case 'set':
      return isEqual(sorted(old), sorted(wanted));
    case 'object':
      return isSameObject(property.of, old, wanted);
    case 'objects':
      return isSameList(property, old, wanted);
    default:
      return isEqual(old, wanted);
  }
}

function isSameList(
  { of: table, unordered }: Extract<Property, { is: 'objects' }>,
  old: unknown,
  wanted: unknown,
): boolean {
  if (!Array.isArray(old) || !Array.isArray(wanted)) return isEqual(old, wanted);
  return (
    old.length === wanted.length &&
    wanted.every((each, index) =>
      unordered
        ? old.some((other) => isSameObject(table, other, each))
        : isSameObject(table, old[index], each),
    )
  );
}

function isSameObject(table: Table, old: unknown, wanted: unknown): boolean {
  return isObject(old) && isObject(wanted)
    ? difference(table, old, wanted).changed.length === 0
    : isEqual(old, wanted);
}

/** Nothing, as the AWS provider sees it. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isEmpty);
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? [...value].sort() : value;
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, ordered(each)]),
  );
}

function documentOf(text: unknown): unknown {
  return (typeof text === 'string' ? parsed(text) : undefined) ?? text;
}

/** A policy in which one is as a list of one, and lists have no order. */
function policyMeaning(text: unknown): unknown {
  const document = typeof text === 'string' ? parsed(text) : undefined;
  return document === undefined ? text : meaning(document);
}

function meaning(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(meaning);
    if (all.length === 1) return all[0];
    return all.sort((a, b) => (JSON.stringify(ordered(a)) < JSON.stringify(ordered(b)) ? -1 : 1));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, meaning(each)]));
}
