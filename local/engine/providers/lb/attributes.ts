// Attributes of load balancers and target groups: texts under keys, which Pulumi has as properties. A table's
// `as` is the key.

import type { Properties } from '../../provider.ts';
import { isSame } from '../differences.ts';
import type { Property, Table } from '../properties.ts';

export type Attribute = { readonly Key: string; readonly Value: string };
type ListedAttribute = { readonly Key?: string | undefined; readonly Value?: string | undefined };

/** Those that differ from what is there. */
export function changedAttributes(table: Table, news: Properties, olds: Properties): Attribute[] {
  return Object.entries(table).flatMap(([name, property]) => {
    const value = news[name];
    if (value === undefined || isSame(property, olds[name], value)) return [];
    return [{ Key: property.as ?? name, Value: String(value) }];
  });
}

/** As Pulumi has them; attributes that the table does not know are left out. */
export function fromAttributes(
  table: Table,
  attributes: readonly ListedAttribute[] | undefined,
): Properties {
  const values = new Map(attributes?.map(({ Key, Value }) => [Key, Value]));
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, property]) => {
      const value = values.get(property.as);
      return value === undefined ? [] : [[name, typed(property, value)]];
    }),
  );
}

function typed({ is }: Property, value: string): unknown {
  switch (is) {
    case 'number':
      return Number(value);
    case 'boolean':
      return value === 'true';
    default:
      return value;
  }
}
