// What every Describe of EC2 does: the rows asked for by id, with their tags, filtered, a page of them.

import type { Filter, Tag } from '@aws-sdk/client-ec2';
import type { Ec2Tables } from '../../store/ec2.ts';
import type { Table } from '../../store/store.ts';
import { applyFilters, type Filterable } from '../shared/filters.ts';
import { type Page, paginate } from '../shared/pagination.ts';
import { notFound, type ResourceKind } from './errors.ts';

export type DescribeRequest = {
  readonly ids?: readonly string[] | undefined;
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
};

export type Tagged<Row> = Row & { readonly Tags: Tag[] };

/**
 * @param filters what its filters can be, tags apart
 * @throws AwsError of `kind` for ids that name nothing; for unknown filters, and tokens that are none
 */
export function describe<Row>(
  { tags }: Pick<Ec2Tables, 'tags'>,
  table: Table<Row>,
  kind: ResourceKind,
  idOf: (row: Row) => string,
  request: DescribeRequest,
  filters: Filterable<Tagged<Row>>,
): Page<Tagged<Row>> {
  const rows = request.ids?.length ? byIds(table, kind, request.ids) : table.list();
  const tagged = rows.map((row) => ({ ...row, Tags: [...(tags.get(idOf(row)) ?? [])] }));
  return paginate(
    applyFilters(tagged, request.Filters, filters),
    idOf,
    { token: request.NextToken, size: request.MaxResults },
    { min: 5, max: 1000, name: 'MaxResults' },
    'InvalidNextToken',
  );
}

/** @throws AwsError naming every id that there is no row of */
export function byIds<Row>(table: Table<Row>, kind: ResourceKind, ids: readonly string[]): Row[] {
  const missing = ids.filter((id) => table.get(id) === undefined);
  if (missing.length > 0) throw notFound(kind, ...missing);
  return ids.flatMap((id) => table.get(id) ?? []);
}

/** @throws AwsError where there is none */
export function byId<Row>(table: Table<Row>, kind: ResourceKind, id: string): Row {
  const row = table.get(id);
  if (row === undefined) throw notFound(kind, id);
  return row;
}
