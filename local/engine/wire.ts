// Property bags to and from Protocol Buffers' Struct, in which Pulumi's protocol carries them.

import structs from 'google-protobuf/google/protobuf/struct_pb.js';
import type { Properties } from './provider.ts';
import { isRecord, withoutOutputValues } from './values.ts';

export type Struct = structs.Struct;

export function fromStruct(struct: Struct | undefined): Properties {
  return withoutOutputValues(struct?.toJavaScript() ?? {});
}

export function toStruct(properties: Properties): Struct {
  return structs.Struct.fromJavaScript(
    toJson(properties) as Parameters<typeof structs.Struct.fromJavaScript>[0],
  );
}

/** What JSON has no place for is left out, or null in a list; Struct would fail. */
function toJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => toJson(each) ?? null);
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(entries.map(([name, each]) => [name, toJson(each)]));
  }
  return typeof value === 'bigint' ? Number(value) : value;
}
