import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from './store.ts';

type Row = { readonly name: string; readonly at?: Date };

function pathOfStore(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollover-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'region.db');
}

function opened(path = ':memory:'): Store {
  const store = openStore(path);
  onTestFinished(() => {
    try {
      store.close();
    } catch {
      // The test has closed it.
    }
  });
  return store;
}

const named = (...names: string[]): Row[] => names.map((name) => ({ name }));

describe('A transaction', () => {
  function withThree() {
    const store = opened();
    const rows = store.table<Row>('row');
    for (const name of ['a', 'b', 'c']) rows.put(name, { name });
    return { store, rows };
  }

  test('that throws keeps nothing, and nothing moves', () => {
    const { store, rows } = withThree();
    const work = () =>
      store.transaction(() => {
        rows.delete('a');
        rows.put('d', { name: 'd' });
        rows.put('b', { name: 'other' });
        rows.put('a', { name: 'again' });
        expect(rows.list()).toEqual(named('other', 'c', 'd', 'again'));
        throw new Error('no');
      });
    expect(work).toThrow('no');
    expect(rows.list()).toEqual(named('a', 'b', 'c'));
    expect(rows.get('d')).toBeUndefined();
  });

  test('inside another takes back its own part alone', () => {
    const { store, rows } = withThree();
    store.transaction(() => {
      rows.put('d', { name: 'd' });
      const inner = () =>
        store.transaction(() => {
          rows.delete('a');
          rows.put('d', { name: 'other' });
          throw new Error('no');
        });
      expect(inner).toThrow('no');
      expect(rows.list()).toEqual(named('a', 'b', 'c', 'd'));
      store.transaction(() => rows.delete('b'));
    });
    expect(rows.list()).toEqual(named('a', 'c', 'd'));
  });

  test('takes back what those inside it kept', () => {
    const { store, rows } = withThree();
    const work = () =>
      store.transaction(() => {
        store.transaction(() => rows.delete('a'));
        throw new Error('no');
      });
    expect(work).toThrow('no');
    expect(rows.list()).toEqual(named('a', 'b', 'c'));
  });

  test('is taken back when a record of it cannot be kept', () => {
    const { store, rows } = withThree();
    const work = () =>
      store.transaction(() => {
        rows.delete('a');
        store.table('other').put('b', { bytes: new Uint8Array(1) });
      });
    expect(work).toThrow(TypeError);
    expect(rows.list()).toEqual(named('a', 'b', 'c'));
    expect(store.table('other').list()).toEqual([]);
  });

  test('is told once, with the kinds that it changed', () => {
    const { store, rows } = withThree();
    const told: string[][] = [];
    store.onChange((kinds) => told.push([...kinds].sort()));
    store.transaction(() => {
      rows.put('d', { name: 'd' });
      store.transaction(() => store.table('other').put('e', {}));
      rows.delete('a');
    });
    store.transaction(() => rows.get('a'));
    expect(() =>
      store.transaction(() => {
        rows.delete('b');
        throw new Error('no');
      }),
    ).toThrow('no');
    rows.delete('c');
    expect(told).toEqual([['other', 'row'], ['row']]);
  });

  test('may be begun by a listener, who sees what was kept', () => {
    const { store, rows } = withThree();
    store.onChange((kinds) => {
      if (kinds.has('row')) store.table('count').put('rows', { count: rows.list().length });
    });
    rows.delete('a');
    expect(store.table('count').get('rows')).toEqual({ count: 2 });
  });
});

describe('A store that is opened again', () => {
  test('has its records with their dates, in their order', () => {
    const path = pathOfStore();
    const first = opened(path);
    const before = first.table<Row>('row');
    const at = new Date('2026-01-02T03:04:05.678Z');
    first.transaction(() => {
      for (const name of ['c', 'a', 'b', 'd']) before.put(name, { name, at });
      before.delete('c');
      before.put('c', { name: 'c' });
      before.put('a', { name: 'changed' });
    });
    before.delete('d');
    before.put('d', { name: 'd' });
    first.close();
    const after = opened(path).table<Row>('row').list();
    expect(after).toEqual([{ name: 'changed' }, { name: 'b', at }, { name: 'c' }, { name: 'd' }]);
  });

  test('has whole transactions, all that were done, after its process was killed', async () => {
    const path = pathOfStore();
    const writer = `
      import { openStore } from ${JSON.stringify(new URL('store.ts', import.meta.url).href)};
      const store = openStore(${JSON.stringify(path)});
      const [left, right] = [store.table('left'), store.table('right')];
      for (let count = 1; ; count++) {
        store.transaction(() => {
          left.put(String(count), { count });
          if (count > 9) left.delete(String(count - 9));
          right.put('last', { count, padding: 'x'.repeat(5000) });
        });
        console.log(count);
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', writer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let done = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      done = Number(line);
      if (done === 500) child.kill('SIGKILL');
    }
    const store = opened(path);
    const { count } = store.table<{ count: number }>('right').get('last') ?? { count: 0 };
    expect(count).toBeGreaterThanOrEqual(done);
    const expected = Array.from({ length: 9 }, (_, index) => ({ count: count - 8 + index }));
    expect(store.table('left').list()).toEqual(expected);
  });

  test('says so when another process has it', () => {
    const path = pathOfStore();
    opened(path);
    expect(() => openStore(path)).toThrow(/another process has it open/);
  });

  test('says so when it is none, or damaged', () => {
    const path = pathOfStore();
    writeFileSync(path, 'a text that is no database, and longer than the header of one'.repeat(20));
    expect(() => openStore(path)).toThrow(/^Cannot open the store .*: file is not a database$/);

    const damaged = pathOfStore();
    const store = openStore(damaged);
    for (let id = 0; id < 200; id++) store.table('row').put(`${id}`, { text: 'x'.repeat(1000) });
    store.close();
    const bytes = readFileSync(damaged);
    writeFileSync(damaged, bytes.fill(0, bytes.length / 2, bytes.length / 2 + 4096));
    expect(() => openStore(damaged)).toThrow(/^Cannot open the store/);

    expect(() => openStore(join(path, 'absent', 'region.db'))).toThrow(/^Cannot open the store/);
  });
});
