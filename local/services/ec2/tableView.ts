// Tables as callers see them: rows with what is computed from other records.

import type { Table } from '../../store/store.ts';

/** A table whose rows are read through `view`; what is put is put as it is. */
export function tableView<Row, View extends Row>(
  table: Table<Row>,
  view: (row: Row) => View,
): Table<View> {
  return {
    ...table,
    get: (id) => {
      const row = table.get(id);
      return row && view(row);
    },
    list: () => table.list().map(view),
  };
}
