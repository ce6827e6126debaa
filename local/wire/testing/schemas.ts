// Builds schemas in the SDK's static form, for shapes that no client has. @smithy/types, static-schemas

import type {
  SchemaTraits,
  StaticListSchema,
  StaticMapSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';

/** What a member can be: a schema or its number, with the member's own traits if it has any. */
export type Ref = StaticStructureSchema[5][number];
export type Members = Readonly<Record<string, Ref>>;

const namespace = 'rollover.wire.testing';
export const [string, number, boolean, timestamp, dateTime, httpDate, epochSeconds, blob] = [
  0, 1, 2, 4, 5, 6, 7, 21,
] as const;

export function structure(
  name: string,
  members: Members,
  traits: SchemaTraits = 0,
): StaticStructureSchema {
  return [3, namespace, name, traits, Object.keys(members), Object.values(members)];
}

export function list(member: Ref, traits: SchemaTraits = 0): StaticListSchema {
  return [1, namespace, 'List', traits, member];
}

export function map(key: Ref, value: Ref): StaticMapSchema {
  return [2, namespace, 'Map', 0, key, value];
}

export function operation(name: string, input: Ref, output: Ref): StaticOperationSchema {
  return [9, namespace, name, 0, input, output];
}
