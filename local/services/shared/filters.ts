// EC2's filters: each must match, one of its values is enough, `*` and `?` stand for any text and any
// character. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html

import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { AwsError } from '../../wire/awsError.ts';

/** What an item offers to a filter: the values under a filter's name. */
export type FilterValue = string | number | boolean | Date | undefined;
export type FilterValues = FilterValue | readonly FilterValue[];
export type Filterable<Item> = Readonly<Record<string, (item: Item) => FilterValues>>;

/**
 * Keeps the items that pass all filters. `tag:<key>`, `tag-key` and `tag-value` are always known.
 *
 * @param known by filter name, such as `vpc-id`, where an item has its values
 * @throws AwsError `InvalidParameterValue` for a filter that is not known
 */
export function applyFilters<Item extends { readonly Tags?: readonly Tag[] | undefined }>(
  items: readonly Item[],
  filters: readonly Filter[] | undefined,
  known: Filterable<Item>,
): Item[] {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const valuesOf = Object.hasOwn(known, Name) ? known[Name] : tagValues(Name);
    if (!valuesOf) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
    const patterns = Values.map(wildcard);
    return (item: Item) =>
      [valuesOf(item)].flat().some((value) => {
        const text = textOf(value);
        return text !== undefined && patterns.some((pattern) => pattern(text));
      });
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

function textOf(value: FilterValue): string | undefined {
  return value instanceof Date ? value.toISOString() : value?.toString();
}

function tagValues(
  name: string,
): ((item: { readonly Tags?: readonly Tag[] | undefined }) => FilterValues) | undefined {
  if (name === 'tag-key') return ({ Tags = [] }) => Tags.map(({ Key }) => Key);
  if (name === 'tag-value') return ({ Tags = [] }) => Tags.map(({ Value }) => Value);
  if (!name.startsWith('tag:')) return undefined;
  const key = name.slice('tag:'.length);
  return ({ Tags = [] }) => Tags.filter(({ Key }) => Key === key).map(({ Value }) => Value ?? '');
}

/**
 * A test for `*` (any text) and `?` (any character), `\` taking their meaning away. It never tries
 * more than once per character and `*`, whatever the pattern: patterns come from callers.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const tokens = [...pattern.matchAll(/\\(.)|([\s\S])/gu)].map(([, escaped, plain = '']) =>
    escaped === undefined ? { any: plain === '*', one: plain === '?', plain } : { plain: escaped },
  );
  return (text) => {
    const characters = [...text];
    let [at, token, star, mark] = [0, 0, -1, 0];
    while (at < characters.length) {
      const current = tokens[token];
      if (current?.any) {
        star = token++;
        mark = at;
      } else if (current && (current.one || current.plain === characters[at])) {
        token++;
        at++;
      } else if (star >= 0) {
        token = star + 1;
        at = ++mark;
      } else {
        return false;
      }
    }
    return tokens.slice(token).every(({ any }) => any);
  };
}
