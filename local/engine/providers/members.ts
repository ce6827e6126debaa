// Between Pulumi's names and AWS's: `httpTokens` is the member `HttpTokens`, and a table says what is not so.

import type { Properties } from '../provider.ts';
import { isObject, type Property, type Table } from './properties.ts';

/** Values as AWS takes them. */
export function toMembers(table: Table, values: Properties): Properties {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, property]) => {
      const value = values[name];
      return value === undefined ? [] : [[memberOf(name, property), toMember(property, value)]];
    }),
  );
}

function toMember(property: Property, value: unknown): unknown {
  switch (property.is) {
    case 'booleanText':
      return value === 'true';
    case 'map':
      return isObject(value)
        ? Object.entries(value).map(([Key, Value]) => ({ Key, Value }))
        : value;
    case 'object':
      return isObject(value) ? toMembers(property.of, value) : value;
    case 'objects':
      return Array.isArray(value) ? value.map((each) => toMembers(property.of, each)) : value;
    default:
      return value;
  }
}

/** What AWS tells, as Pulumi has it; members that the table does not know are left out. */
export function fromMembers(table: Table, members: Properties): Properties {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, property]) => {
      const value = members[memberOf(name, property)];
      return value === undefined || value === null ? [] : [[name, fromMember(property, value)]];
    }),
  );
}

function fromMember(property: Property, value: unknown): unknown {
  switch (property.is) {
    case 'booleanText':
      return String(value);
    case 'map':
      return Array.isArray(value)
        ? Object.fromEntries(value.map(({ Key, Value }) => [Key, Value]))
        : value;
    case 'object':
      return isObject(value) ? fromMembers(property.of, value) : value;
    case 'objects':
      return Array.isArray(value) ? value.map((each) => fromMembers(property.of, each)) : value;
    default:
      return value;
  }
}

function memberOf(name: string, { as }: Property): string {
  return as ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
