// Auto Scaling's pages: `NextToken` and `MaxRecords` in, `NextToken` out.

import { paginate } from '../shared/pagination.ts';

type PageRequest = {
  readonly NextToken?: string | undefined;
  readonly MaxRecords?: number | undefined;
};

/**
 * @param idOf an id that was never another's
 * @param defaultSize 50 unless told; of those that AWS lets be larger, 100
 */
export function page<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  { NextToken, MaxRecords }: PageRequest,
  defaultSize = 50,
): { readonly items: Item[]; readonly next: { readonly NextToken?: string } } {
  const { items, nextToken } = paginate(
    all,
    idOf,
    { token: NextToken, size: MaxRecords ?? defaultSize },
    { min: 1, max: 100, name: 'MaxRecords', code: 'ValidationError' },
    'InvalidNextToken',
  );
  return { items, next: nextToken === undefined ? {} : { NextToken: nextToken } };
}
