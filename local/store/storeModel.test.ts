import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openMemoryStore } from './memoryStore.ts';
import { openStore, type Store } from './store.ts';

type Work =
  | { readonly kind: string; readonly id: string; readonly row: object | undefined }
  | { readonly works: readonly Work[]; readonly fails: boolean };
type Model = ReadonlyMap<string, ReadonlyMap<string, object>>;

const kinds = ['left', 'right'];
const dates = fc.date({ noInvalidDate: true });

const { works } = fc.letrec<{ work: Work; works: readonly Work[] }>((tie) => ({
  work: fc.oneof(
    fc.record({
      kind: fc.constantFrom(...kinds),
      id: fc.constantFrom('a', 'b', 'c', '$date', '__proto__'),
      row: fc.option(fc.record({ at: dates }, { noNullPrototype: true }), { nil: undefined }),
    }),
    fc.record({ works: tie('works'), fails: fc.boolean() }),
  ),
  works: fc.array(tie('work'), { maxLength: 6, depthIdentifier: 'work' }),
}));

class Refusal extends Error {}

test.each([
  ['with SQLite', () => openStore(':memory:')],
  ['in memory alone', openMemoryStore],
])('A store %s has what a plain map would have, in its order, whatever fails', (_, open) => {
  fc.assert(
    fc.property(works, (all) => {
      const store = open();
      let model: Model = new Map();
      for (const work of all) {
        run(store, work);
        model = expected(model, work);
        for (const kind of kinds) {
          expect(store.table(kind).list()).toEqual([...(model.get(kind)?.values() ?? [])]);
        }
      }
      store.close();
    }),
    { numRuns: 300 },
  );
});

function run(store: Store, work: Work): void {
  if ('works' in work) {
    try {
      store.transaction(() => {
        for (const each of work.works) run(store, each);
        if (work.fails) throw new Refusal();
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  } else if (work.row) {
    store.table(work.kind).put(work.id, work.row);
  } else {
    store.table(work.kind).delete(work.id);
  }
}

function expected(model: Model, work: Work): Model {
  if ('works' in work) return work.fails ? model : work.works.reduce(expected, model);
  const rows = new Map(model.get(work.kind));
  if (work.row) rows.set(work.id, work.row);
  else rows.delete(work.id);
  return new Map(model).set(work.kind, rows);
}
