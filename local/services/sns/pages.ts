// SNS's pages: a hundred at a time.

import { type Page, paginate } from '../shared/pagination.ts';

const size = 100;

/** @throws AwsError `InvalidParameter` for a token that is none of ours */
export function page<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  token: string | undefined,
): Page<Item> {
  return paginate(
    all,
    idOf,
    { token, size: undefined },
    { min: 1, max: size, name: 'MaxItems' },
    'InvalidParameter',
  );
}
