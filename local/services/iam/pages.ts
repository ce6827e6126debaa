// IAM's pages: `Marker` and `MaxItems` in, `Marker` and `IsTruncated` out.

import { paginate } from '../shared/pagination.ts';

export type PageRequest = {
  readonly Marker?: string | undefined;
  /** 100 unless told. */
  readonly MaxItems?: number | undefined;
};

export type MarkedPage<Item> = {
  readonly items: Item[];
  readonly marks: { readonly IsTruncated: boolean; readonly Marker?: string };
};

/**
 * @param idOf an id that is short: a marker may have 320 characters
 * @throws AwsError `ValidationError` for a marker that is none of ours
 */
export function page<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  { Marker, MaxItems = 100 }: PageRequest,
): MarkedPage<Item> {
  const { items, nextToken } = paginate(
    all,
    idOf,
    { token: Marker, size: MaxItems },
    { min: 1, max: 1000, name: 'MaxItems', code: 'ValidationError' },
    'ValidationError',
  );
  const marks =
    nextToken === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: nextToken };
  return { items, marks };
}

/** In the order of names, without regard to case: the order in which IAM lists. */
export function byName<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const keyOf = (item: Item) => nameOf(item).toLowerCase();
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
