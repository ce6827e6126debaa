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
  /**
   * Runs `work` and keeps what it put; when it throws, nothing of it is kept. May be nested: one inside
   * another takes back its own part alone.
   */
  transaction<T>(work: () => T): T;
  /** Calls back once after each transaction that changed something, with the kinds of table changed. */
  onChange(listener: (kinds: ReadonlySet<string>) => void): void;
  close(): void;
}

/**
 * Opens the store for this process alone.
 *
 * @param path of the database file, or `:memory:`
 * @throws Error for a file that is no database, is damaged, or is open in another process
 */
export function openStore(path: string): Store {
  const database = openDatabase(path);
  const upsert = database.prepare(
    'INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET row = excluded.row',
  );
  const remove = database.prepare('DELETE FROM records WHERE kind = ? AND id = ?');
  const select = database.prepare('SELECT id, row FROM records WHERE kind = ? ORDER BY rowid');
  const tables = new Map<string, Map<string, unknown>>();
  const listeners: ((kinds: ReadonlySet<string>) => void)[] = [];
  /** The kinds of table changed so far, for each transaction that is under way. */
  const underWay: Set<string>[] = [];

  function rowsOf(kind: string): Map<string, unknown> {
    const existing = tables.get(kind);
    if (existing) return existing;
    const rows = new Map(
      select.all(kind).map(({ id, row }) => [String(id), fromText(String(row))]),
    );
    tables.set(kind, rows);
    return rows;
  }

  function transaction<T>(work: () => T): T {
    const changed = new Set<string>();
    let result: T;
    // The outermost savepoint is a transaction.
    database.exec('SAVEPOINT work');
    underWay.push(changed);
    try {
      result = work();
      database.exec('RELEASE work');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK TO work; RELEASE work');
      // Read again when they are next asked for.
      for (const kind of changed) tables.delete(kind);
      throw error;
    } finally {
      underWay.pop();
    }
    const outer = underWay.at(-1);
    for (const kind of changed) outer?.add(kind);
    if (!outer && changed.size > 0) for (const listener of listeners) listener(changed);
    return result;
  }

  function change(kind: string, work: (rows: Map<string, unknown>) => void): void {
    const changed = underWay.at(-1);
    if (changed) {
      changed.add(kind);
      work(rowsOf(kind));
    } else {
      transaction(() => change(kind, work));
    }
  }

  return {
    // The rows were put by callers of the same type.
    table: <Row>(kind: string): Table<Row> => ({
      get: (id) => rowsOf(kind).get(id) as Row | undefined,
      put: (id, row) =>
        change(kind, (rows) => {
          upsert.run(kind, id, toText(row));
          rows.set(id, row);
        }),
      delete: (id) =>
        change(kind, (rows) => {
          remove.run(kind, id);
          rows.delete(id);
        }),
      list: () => [...rowsOf(kind).values()] as Row[],
    }),
    transaction,
    onChange: (listener) => void listeners.push(listener),
    close: () => database.close(),
  };
}

function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path);
    // Exclusive, since what another process wrote would not be seen here.
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS records (
        kind TEXT NOT NULL, id TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (kind, id)
      ) STRICT`);
    const { quick_check } = database.prepare('PRAGMA quick_check(1)').get() ?? {};
    if (quick_check !== 'ok') throw new Error(String(quick_check));
    return database;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const why = /locked/.test(message)
      ? 'another process has it open, which is a region that runs'
      : message;
    throw new Error(`Cannot open the store ${path}: ${why}`, { cause });
  }
}
