// The region's records. Read from memory, written through to SQLite, whole transactions at a time:
//
//   store.transaction(() => { vpcs.put(vpc); subnets.delete(id); })     all of it or nothing
//
// Records are values: a change is a `put` of a new one, never a change of what `get` gave.

import { DatabaseSync } from 'node:sqlite';
import { fromText, toText } from './json.ts';

export interface Table<Row> {
  get(id: string): Row | undefined;
  put(id: string, row: Row): void;
  delete(id: string): void;
  /** In the order in which the ids were first put. */
  list(): Row[];
}

export interface Store {
  /** The table of a kind; the caller says what its rows are, and every caller says the same. */
  table<Row>(kind: string): Table<Row>;
  /** Runs `work` and keeps what it put; when it throws, nothing of it is kept. May be nested. */
  transaction<T>(work: () => T): T;
  /** Calls back once after each transaction that changed something, with the kinds of table changed. */
  onChange(listener: (kinds: ReadonlySet<string>) => void): void;
  close(): void;
}

type Change = { readonly kind: string; readonly id: string; readonly before: unknown };

/** @param path of the database file, or `:memory:` */
export function openStore(path: string): Store {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS records (
      kind TEXT NOT NULL, id TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (kind, id)
    ) STRICT`);
  const upsert = database.prepare(
    'INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET row = excluded.row',
  );
  const remove = database.prepare('DELETE FROM records WHERE kind = ? AND id = ?');
  const rows = readAll(database);
  const listeners: ((kinds: ReadonlySet<string>) => void)[] = [];
  let changes: Change[] | undefined;

  function rowsOf(kind: string): Map<string, unknown> {
    const existing = rows.get(kind) ?? new Map();
    rows.set(kind, existing);
    return existing;
  }

  function transaction<T>(work: () => T): T {
    if (changes) return work();
    changes = [];
    let changed: readonly Change[];
    try {
      const result = work();
      write(changes);
      changed = changes;
      changes = undefined;
      notify(changed);
      return result;
    } catch (error) {
      for (const { kind, id, before } of changes?.reverse() ?? []) {
        if (before === undefined) rowsOf(kind).delete(id);
        else rowsOf(kind).set(id, before);
      }
      throw error;
    } finally {
      changes = undefined;
    }
  }

  function write(done: readonly Change[]): void {
    if (done.length === 0) return;
    database.exec('BEGIN');
    try {
      for (const { kind, id } of done) {
        const row = rowsOf(kind).get(id);
        if (row === undefined) remove.run(kind, id);
        else upsert.run(kind, id, toText(row));
      }
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }

  function notify(done: readonly Change[]): void {
    if (done.length === 0) return;
    const kinds = new Set(done.map(({ kind }) => kind));
    for (const listener of listeners) listener(kinds);
  }

  function set(kind: string, id: string, row: unknown): void {
    transaction(() => {
      changes?.push({ kind, id, before: rowsOf(kind).get(id) });
      if (row === undefined) rowsOf(kind).delete(id);
      else rowsOf(kind).set(id, row);
    });
  }

  return {
    // The rows were put by callers of the same type.
    table: <Row>(kind: string): Table<Row> => ({
      get: (id) => rowsOf(kind).get(id) as Row | undefined,
      put: (id, row) => set(kind, id, row),
      delete: (id) => set(kind, id, undefined),
      list: () => [...rowsOf(kind).values()] as Row[],
    }),
    transaction,
    onChange: (listener) => void listeners.push(listener),
    close: () => database.close(),
  };
}

function readAll(database: DatabaseSync): Map<string, Map<string, unknown>> {
  const rows = new Map<string, Map<string, unknown>>();
  for (const { kind, id, row } of database
    .prepare('SELECT kind, id, row FROM records ORDER BY rowid')
    .iterate()) {
    const table = rows.get(String(kind)) ?? new Map();
    rows.set(String(kind), table.set(String(id), fromText(String(row))));
  }
  return rows;
}
