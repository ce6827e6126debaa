// Smithy's conformance suite for the query protocols, turned round: its requests must read into the
// given parameters, its parameters must be written as the given answers. The cases are data of
// https://github.com/smithy-lang/smithy (smithy-aws-protocol-tests, Apache-2.0), in the JSON files here.
//
// Left out, since a server has no part in it: what is marked `appliesTo: client` (tokens that clients
// fill in, empty elements and fractions that they read), endpoint and host prefixes, the size from which
// clients compress; dates with an offset in answers; errors with members besides their message, which
// `AwsError` does not carry; and two answers that differ from ours in namespaces alone (of the root
// without an output, of flattened maps: the SDK's serializer has none there, nor has a service of AWS's).

import { readFileSync } from 'node:fs';
import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';

export type RequestVector = {
  readonly id: string;
  readonly operation: string;
  readonly body: string;
  readonly params: object;
};

export type ResponseVector = {
  readonly id: string;
  /** The operation's name, or the error's. */
  readonly shape: string;
  readonly code: number;
  /** XML; undefined where the client must do without. */
  readonly body?: string;
  readonly params: object;
};

export type Vectors = {
  readonly requests: readonly RequestVector[];
  readonly responses: readonly ResponseVector[];
};

export function readVectors(protocol: 'awsQuery' | 'ec2Query'): Vectors {
  return JSON.parse(readFileSync(new URL(`${protocol}.json`, import.meta.url), 'utf8'));
}

/** Parameters as the SDK has them: the suite writes dates as seconds, bytes as text, NaN as a string. */
export function toValue(ref: SchemaRef, param: unknown): unknown {
  const schema = NormalizedSchema.of(ref);
  if (schema.isTimestampSchema()) return new Date(Number(param) * 1000);
  if (schema.isBlobSchema()) return new TextEncoder().encode(String(param));
  if (schema.isNumericSchema()) return Number(param);
  if (schema.isListSchema() && Array.isArray(param)) {
    return param.map((item) => toValue(schema.getValueSchema(), item));
  }
  if (typeof param !== 'object' || param === null) return param;
  const memberOf = schema.isStructSchema()
    ? (name: string) => schema.getMemberSchema(name)
    : () => schema.getValueSchema();
  return Object.fromEntries(
    Object.entries(param).map(([name, value]) => [name, toValue(memberOf(name), value)]),
  );
}
