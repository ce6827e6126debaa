import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { makeGoal, reached } from './goal.ts';
import type { Properties } from './provider.ts';
import { newKey, seal, unseal } from './sealing.ts';
import type { Snapshot } from './state.ts';
import { openStore } from './store.ts';
import { asSecret } from './values.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function snapshotOf(inputs: Properties): Snapshot {
  const goal = makeGoal({ stack: 's', project: 'p' }, { type: 't:m:T', name: 'n', inputs });
  const resource = reached(goal, { id: 'id', inputs, outputs: { out: inputs } });
  return {
    resources: [resource],
    leftovers: [resource],
    pending: [{ kind: 'creating', resource, token: 'token' }],
  };
}

const record = { command: 'up', beganAt: '', endedAt: '', outcome: 'succeeded', counts: {} };

test('Sealed with a key, only that key opens it, in its place', () => {
  const key = newKey();
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, place) => {
      const bag = { list: [asSecret(value)], open: 'yes' };
      const sealed = seal(bag, key, place);
      // JSON has no -0.
      const expected = JSON.parse(JSON.stringify(bag));
      expect(unseal(sealed, key, place)).toEqual(expected);
      expect(() => unseal(sealed, newKey(), place)).toThrow();
      expect(() => unseal(sealed, key, `${place}.`)).toThrow();
    }),
  );
});

test('A state is read as it was saved, and has no secret on the disk', async () => {
  const folder = await newFolder();
  const snapshot = snapshotOf({ open: 'door', closed: [asSecret('sesame')] });
  const store = await openStore(folder);
  expect(await store.load()).toEqual({ resources: [], leftovers: [], pending: [] });
  await store.save(snapshot);
  await store.remember(record);
  await store.close();

  const again = await openStore(folder);
  expect(await again.load()).toEqual(snapshot);
  await again.close();
  for (const name of ['state.json', 'history/000001.json']) {
    const text = await readFile(join(folder, name), 'utf8');
    expect(text).toContain('door');
    expect(text).not.toContain('sesame');
  }
});

test('The last twenty runs are remembered', async () => {
  const folder = await newFolder();
  const store = await openStore(folder);
  await store.save(snapshotOf({}));
  for (let run = 0; run < 23; run += 1) await store.remember(record);
  const names = await readdir(join(folder, 'history'));
  expect(names.toSorted()).toHaveLength(20);
  expect(names.toSorted().at(-1)).toBe('000023.json');
});

test('One run at a time; the lock of a dead one does not count', async () => {
  const folder = await newFolder();
  const store = await openStore(folder);
  await expect(openStore(folder)).rejects.toThrow(/^Process \d+ is at work on this stack/);
  await store.close();
  await writeFile(join(folder, 'lock'), '999999999');
  await (await openStore(folder)).close();
});

test('A state that another key sealed, or of another version, is refused by name', async () => {
  const folder = await newFolder();
  const store = await openStore(folder);
  await store.save(snapshotOf({ closed: asSecret('sesame') }));
  await store.close();
  await chmod(join(folder, 'key'), 0o600);
  await writeFile(join(folder, 'key'), newKey().toString('base64'));
  const other = await openStore(folder);
  await expect(other.load()).rejects.toThrow(/state.json: its secrets cannot be opened/);
  await writeFile(join(folder, 'state.json'), '{"version":2}');
  await expect(other.load()).rejects.toThrow(/state.json: expected version 1, got 2/);
  await other.close();
});
