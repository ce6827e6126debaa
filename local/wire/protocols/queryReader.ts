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
/** More than any real request has; bounds what a hostile one costs. */
const maxParameters = 10_000;

export function readQuery(
  schema: SchemaRef,
  body: URLSearchParams,
  style: QueryStyle,
): Record<string, unknown> {
  return readStructure(NormalizedSchema.of(schema), growTree(body), '', style);
}

function growTree(body: URLSearchParams): Tree {
  if (body.size > maxParameters) {
    throw new AwsError('MalformedQueryString', `More than ${maxParameters} parameters`);
  }
  const tree: Tree = { children: new Map() };
  for (const [key, value] of body) {
    let node = tree;
    for (const part of key.split('.')) {
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
    if (node) read[name] = readValue(member, node, path ? `${path}.${key}` : key, style);
  }
  return read;
}

function readValue(schema: NormalizedSchema, tree: Tree, path: string, style: QueryStyle): unknown {
  if (schema.isListSchema()) return readList(schema, tree, path, style);
  if (schema.isMapSchema()) return readMap(schema, tree, path, style);
  if (schema.isStructSchema()) return readStructure(schema, tree, path, style);
  return readLeaf(schema, tree.value ?? '', path);
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
      const value = entry.children.get(valueName) ?? { children: new Map() };
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
    .map(([index, item]): [number, Tree] => [Number(index), item])
    .filter(([index]) => Number.isInteger(index))
    .sort(([a], [b]) => a - b);
}

function readLeaf(schema: NormalizedSchema, text: string, path: string): unknown {
  if (schema.isBooleanSchema()) {
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    throw malformed(path, text, 'a boolean');
  }
  if (schema.isNumericSchema()) {
    const number = Number(text);
    if (text.trim() !== '' && !Number.isNaN(number)) return number;
    throw malformed(path, text, 'a number');
  }
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  try {
    return leaves.read(schema, text);
  } catch {
    throw malformed(path, text, schema.isTimestampSchema() ? 'a timestamp' : 'a value');
  }
}

function malformed(path: string, text: string, expected: string): AwsError {
  return new AwsError(
    'InvalidParameterValue',
    `Invalid value '${text.slice(0, 100)}' for ${path}. Expected ${expected}.`,
  );
}
