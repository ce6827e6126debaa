// Auto Scaling's filters: each must match, one of its values is enough, and values are whole texts.

import type { Filter } from '@aws-sdk/client-auto-scaling';
import { validationError } from './errors.ts';

/** Filters by name, each with what an item has under it. */
export type FilterTable<Item> = Readonly<Record<string, (item: Item) => readonly string[]>>;

/**
 * @param prefixed filters whose names go on with what they look for, such as `tag:`
 * @throws AwsError `ValidationError` for a name that is none
 */
export function applyFilters<Item>(
  items: readonly Item[],
  filters: readonly Filter[] = [],
  table: FilterTable<Item>,
  prefixed: Readonly<Record<string, (item: Item, rest: string) => readonly string[]>> = {},
): Item[] {
  const tests = filters.map(({ Name = '', Values = [] }) => {
    const valuesOf = Object.hasOwn(table, Name) ? table[Name] : prefixedFilter(prefixed, Name);
    if (!valuesOf) {
      const allowed = [...Object.keys(table), ...Object.keys(prefixed)].join(' ');
      throw validationError(
        `Filter type ${Name} is not correct. Allowed Filter types are: ${allowed}`,
      );
    }
    return (item: Item) => valuesOf(item).some((value) => Values.includes(value));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

function prefixedFilter<Item>(
  prefixed: Readonly<Record<string, (item: Item, rest: string) => readonly string[]>>,
  name: string,
): ((item: Item) => readonly string[]) | undefined {
  const found = Object.entries(prefixed).find(([prefix]) => name.startsWith(prefix));
  if (!found) return undefined;
  const [prefix, valuesOf] = found;
  return (item) => valuesOf(item, name.slice(prefix.length));
}
