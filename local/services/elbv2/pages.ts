// Pages: `Marker` and `PageSize` in, `NextMarker` out.

import { paginate } from '../shared/pagination.ts';

export type PageRequest = {
  readonly Marker?: string | undefined;
  /** 400 unless told. */
  readonly PageSize?: number | undefined;
};

export type MarkedPage<Item> = {
  readonly items: Item[];
  readonly marks: { readonly NextMarker?: string };
};

/** @throws AwsError `ValidationError` for a marker that is none of ours */
export function page<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  { Marker, PageSize }: PageRequest,
): MarkedPage<Item> {
  const { items, nextToken } = paginate(
    all,
    idOf,
    { token: Marker, size: PageSize },
    { min: 1, max: 400, name: 'PageSize', code: 'ValidationError' },
    'ValidationError',
  );
  return { items, marks: nextToken === undefined ? {} : { NextMarker: nextToken } };
}
