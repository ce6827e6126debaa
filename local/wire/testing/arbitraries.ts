// For tests of the wire: any value of a schema, as a user of the SDK could give it.

import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';
import fc, { type Arbitrary } from 'fast-check';

export type ValueOptions = {
  /** Of the strings. */
  readonly text: Arbitrary<string>;
  /** Whether lists, maps and structures can have nothing in them: the query protocols cannot say so. */
  readonly canBeEmpty: boolean;
};

/** Any text, control characters and emoji included. */
export const anyText = fc.string({ unit: 'binary', maxLength: 12 });
/** Any text that XML can say and that a client reads back: one with something besides white space. */
export const xmlText = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => (text.trim() === '' ? '' : text));

const maxDepth = 6;
const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
);
const dates = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });

export function anyValue(ref: SchemaRef, options: ValueOptions): Arbitrary<object> {
  const schema = NormalizedSchema.of(ref);
  const value = schema.isUnitSchema() ? fc.constant({}) : arbitrary(schema, options, 0);
  if (!value) throw new Error('There is no value of the schema');
  // An operation's input and output are structures.
  return value as Arbitrary<object>;
}

/** Undefined where a value would be deeper than is worth a test. */
function arbitrary(
  schema: NormalizedSchema,
  options: ValueOptions,
  depth: number,
): Arbitrary<unknown> | undefined {
  if (schema.isBlobSchema()) return fc.uint8Array({ maxLength: 20 });
  if (schema.isTimestampSchema()) return dates;
  if (schema.isStringSchema()) return options.text;
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return numbers;
  if (depth === maxDepth) return undefined;
  if (schema.isStructSchema()) return structure(schema, options, depth + 1);
  const item = arbitrary(schema.getValueSchema(), options, depth + 1);
  const minLength = options.canBeEmpty ? 0 : 1;
  if (!item) return undefined;
  return schema.isMapSchema()
    ? fc.dictionary(
        options.text.filter((key) => key !== '__proto__'),
        item,
        { minKeys: minLength, maxKeys: 3, noNullPrototype: true },
      )
    : fc.array(item, { minLength, maxLength: 2 });
}

function structure(
  schema: NormalizedSchema,
  options: ValueOptions,
  depth: number,
): Arbitrary<unknown> | undefined {
  const [, , , , , , requiredCount = 0] = schema.getSchema() as readonly unknown[];
  const members: Record<string, Arbitrary<unknown>> = {};
  const required: string[] = [];
  for (const [name, member] of schema.structIterator()) {
    const value = arbitrary(member, options, depth);
    const isRequired = required.length < Number(requiredCount);
    if (!value && isRequired) return undefined;
    if (value) members[name] = value;
    // A token that is not given is made up by the client.
    if (isRequired || member.isIdempotencyToken()) required.push(name);
  }
  const names = Object.keys(members);
  if (names.length === 0 && !options.canBeEmpty) return undefined;
  if (schema.isUnionSchema()) {
    return fc.oneof(...names.map((name) => fc.record({ [name]: members[name] ?? fc.constant(0) })));
  }
  const record = fc.record(members, { requiredKeys: required, noNullPrototype: true });
  return options.canBeEmpty ? record : record.filter((value) => Object.keys(value).length > 0);
}
