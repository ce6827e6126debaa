// A store that nothing outlives: the same contract as store.ts, without its file. For simulations, whose
// records change too often to be written anywhere.

import type { Store, Table } from './store.ts';

/** A row, and when its id was first put: what was taken back stands where it stood. */
type Entry = { readonly sequence: number; readonly row: unknown };
type Undo = { readonly kind: string; readonly id: string; readonly entry: Entry | undefined };

export function openMemoryStore(): Store {
  const tables = new Map<string, Map<string, Entry>>();
  const listeners: ((kinds: ReadonlySet<string>) => void)[] = [];
  /** What each transaction under way has changed, and what was there before. */
  const underWay: Undo[][] = [];
  let lastSequence = 0;

  function entriesOf(kind: string): Map<string, Entry> {
    const existing = tables.get(kind);
    if (existing) return existing;
    const entries = new Map<string, Entry>();
    tables.set(kind, entries);
    return entries;
  }

  function transaction<T>(work: () => T): T {
    const undos: Undo[] = [];
    let result: T;
    underWay.push(undos);
    try {
      result = work();
    } catch (error) {
      takeBack(undos);
      throw error;
    } finally {
      underWay.pop();
    }
    const outer = underWay.at(-1);
    if (outer) for (const undo of undos) outer.push(undo);
    else if (undos.length > 0 && listeners.length > 0) {
      const changed = new Set(undos.map(({ kind }) => kind));
      for (const listener of listeners) listener(changed);
    }
    return result;
  }

  function takeBack(undos: readonly Undo[]): void {
    for (const { kind, id, entry } of undos.toReversed()) {
      if (entry) entriesOf(kind).set(id, entry);
      else entriesOf(kind).delete(id);
    }
    for (const kind of new Set(undos.map((undo) => undo.kind))) {
      const inOrder = [...entriesOf(kind)].sort(([, a], [, b]) => a.sequence - b.sequence);
      tables.set(kind, new Map(inOrder));
    }
  }

  function change(kind: string, id: string, work: (entries: Map<string, Entry>) => void): void {
    const undos = underWay.at(-1);
    if (!undos) {
      transaction(() => change(kind, id, work));
      return;
    }
    undos.push({ kind, id, entry: entriesOf(kind).get(id) });
    work(entriesOf(kind));
  }

  return {
    // The rows were put by callers of the same type.
    table: <Row>(kind: string): Table<Row> => ({
      get: (id) => entriesOf(kind).get(id)?.row as Row | undefined,
      put: (id, row) =>
        change(kind, id, (entries) => {
          const sequence = entries.get(id)?.sequence ?? ++lastSequence;
          entries.set(id, { sequence, row });
        }),
      delete: (id) => change(kind, id, (entries) => void entries.delete(id)),
      list: () => Array.from(entriesOf(kind).values(), ({ row }) => row as Row),
    }),
    transaction,
    onChange: (listener) => void listeners.push(listener),
    close: () => tables.clear(),
  };
}
