// Reads the query protocols' requests, which no SDK does:
//
//   Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1   →   { Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] }
//
// The keys become a tree at their dots, and the input's schema is walked along it.

import { FromStringShapeDeserializer } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';
import { AwsError } from '../awsError.ts';

/** How the two query protocols spell members and lists. */
export type QueryStyle = {
  /** The code for what cannot be read. */
  readonly malformed: string;
  keyOf(memberName: string, member: NormalizedSchema): string;
  /** The key between a list's and its index, or undefined where there is none. */
  listKey(list: NormalizedSchema): string | undefined;
};

type Tree = { value?: string; readonly children: Map<string, Tree> };

/** The trait `xmlName`, else the member's own name. */
export function nameOnWire(name: string, schema: NormalizedSchema): string {
  return (schema.getMergedTraits().xmlName as string | undefined) ?? name;
}

const leaves = new FromStringShapeDeserializer({
  timestampFormat: { useTrait: true, default: 5 },
});
/** More than any real request has; they bound what a hostile one costs. */
const [maxParameters, maxDepth] = [10_000, 64];
const numberText = /^([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|-?Infinity|NaN)$/i;

export function readQuery(
  schema: SchemaRef,
  form: URLSearchParams,
  style: QueryStyle,
): Record<string, unknown> {
  return readStructure(NormalizedSchema.of(schema), growTree(form, style), '', style);
}

function growTree(form: URLSearchParams, { malformed }: QueryStyle): Tree {
  if (form.size > maxParameters) {
    throw new AwsError(malformed, `Expected at most ${maxParameters} parameters, got ${form.size}`);
  }
  const tree: Tree = { children: new Map() };
  for (const [key, value] of form) {
    const parts = key.split('.', maxDepth + 1);
    if (parts.length > maxDepth) {
      throw new AwsError(
        malformed,
        `Expected names of at most ${maxDepth} parts, got a longer one`,
      );
    }
    let node = tree;
    for (const part of parts) {
      const child = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return tree;
}

function readStructure(
  schema: NormalizedSchema,
  tree: Tree,
  path: string,
  style: QueryStyle,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const key = style.keyOf(name, member);
    const node = tree.children.get(key);
    const value = node && readValue(member, node, path ? `${path}.${key}` : key, style);
    if (value !== undefined) read[name] = value;
  }
  return read;
}

function readValue(schema: NormalizedSchema, tree: Tree, path: string, style: QueryStyle): unknown {
  if (schema.isListSchema()) return readList(schema, tree, path, style);
  if (schema.isMapSchema()) return readMap(schema, tree, path, style);
  if (schema.isStructSchema()) return readStructure(schema, tree, path, style);
  return tree.value === undefined ? undefined : readLeaf(schema, tree.value, path, style);
}

function readList(
  schema: NormalizedSchema,
  tree: Tree,
  path: string,
  style: QueryStyle,
): unknown[] {
  const key = style.listKey(schema);
  const items = key === undefined ? tree : tree.children.get(key);
  return byIndex(items).map(([index, item]) =>
    readValue(schema.getValueSchema(), item, `${path}.${index}`, style),
  );
}

function readMap(
  schema: NormalizedSchema,
  tree: Tree,
  path: string,
  style: QueryStyle,
): Record<string, unknown> {
  const entries = schema.getMergedTraits().xmlFlattened ? tree : tree.children.get('entry');
  const keyName = nameOnWire('key', schema.getKeySchema());
  const valueName = nameOnWire('value', schema.getValueSchema());
  return Object.fromEntries(
    byIndex(entries).map(([index, entry]) => {
      const value = entry.children.get(valueName) ?? { value: '', children: new Map() };
      return [
        entry.children.get(keyName)?.value ?? '',
        readValue(schema.getValueSchema(), value, `${path}.${index}`, style),
      ];
    }),
  );
}

/** A list's items in the order of their numbers; a list that is sent empty has none. */
function byIndex(tree: Tree | undefined): [number, Tree][] {
  return [...(tree?.children ?? [])]
    .filter(([index]) => /^\d{1,15}$/.test(index))
    .map(([index, item]): [number, Tree] => [Number(index), item])
    .sort(([a], [b]) => a - b);
}

function readLeaf(
  schema: NormalizedSchema,
  text: string,
  path: string,
  style: QueryStyle,
): unknown {
  const expected = unreadable(schema, text);
  if (expected === undefined) {
    try {
      return leaves.read(schema, text);
    } catch {}
  }
  throw new AwsError(
    style.malformed,
    `Invalid value '${text.slice(0, 100)}' for ${path}. Expected ${expected ?? 'another format'}.`,
  );
}

/** What was expected, where the SDK would read something else for it. */
function unreadable(schema: NormalizedSchema, text: string): string | undefined {
  if (schema.isBooleanSchema()) return /^(true|false)$/i.test(text) ? undefined : 'a boolean';
  if (schema.isNumericSchema()) return numberText.test(text) ? undefined : 'a number';
  return undefined;
}
