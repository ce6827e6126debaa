// A stack's state on the disk, in a folder of its own:
//
//   state.json    as it is now; written whole, beside, and moved into place
//   history/      what each run left, the newest of them
//   key           opens the secrets in both, readable by its owner alone
//   lock          whose run is at work

import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newKey, seal, unseal } from './sealing.ts';
import { emptySnapshot, type ResourceState, type Snapshot } from './state.ts';

/** How many runs are remembered. */
const historyLength = 20;
const formatVersion = 1;

/** What is written of a run when it has ended. */
export type RunRecord = {
  readonly command: string;
  readonly beganAt: string;
  readonly endedAt: string;
  readonly outcome: string;
  readonly counts: Readonly<Record<string, number>>;
};

export type Store = {
  readonly load: () => Promise<Snapshot>;
  /** Resolves when the disk has it. */
  readonly save: (snapshot: Snapshot) => Promise<void>;
  /** Keeps the state as a run has left it. */
  readonly remember: (record: RunRecord) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** @throws if another run is at work on this stack */
export async function openStore(directory: string): Promise<Store> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = join(directory, 'lock');
  await takeLock(lock);
  const key = await readKey(join(directory, 'key'));
  const file = join(directory, 'state.json');
  const history = join(directory, 'history');

  async function load(): Promise<Snapshot> {
    const text = await readIfThere(file);
    return text === undefined ? emptySnapshot : parse(text, key, file);
  }

  return {
    load,
    save: (snapshot) => writeWhole(file, print(snapshot, key)),
    async remember(record) {
      const text = await readIfThere(file);
      if (text === undefined) return;
      await mkdir(history, { recursive: true, mode: 0o700 });
      const names = (await readdir(history)).filter((name) => /^\d+\.json$/.test(name)).sort();
      const number = Number.parseInt(names.at(-1) ?? '0', 10) + 1;
      const entry = { ...record, state: JSON.parse(text) };
      const name = `${String(number).padStart(6, '0')}.json`;
      await writeWhole(join(history, name), `${JSON.stringify(entry, undefined, 1)}\n`);
      const old = names.slice(0, Math.max(0, names.length + 1 - historyLength));
      await Promise.all(old.map((each) => rm(join(history, each))));
    },
    close: () => rm(lock, { force: true }),
  };
}

function print(snapshot: Snapshot, key: Buffer): string {
  const sealed = mapResources(snapshot, (resource) => ({
    ...resource,
    // Sealing keeps the form.
    inputs: seal(resource.inputs, key, resource.urn) as ResourceState['inputs'],
    outputs: seal(resource.outputs, key, resource.urn) as ResourceState['outputs'],
  }));
  return `${JSON.stringify({ version: formatVersion, ...sealed }, undefined, 1)}\n`;
}

function parse(text: string, key: Buffer, file: string): Snapshot {
  // Written by `print`.
  const { version, ...sealed }: Snapshot & { version: number } = JSON.parse(text);
  if (version !== formatVersion) {
    throw new Error(`${file}: expected version ${formatVersion}, got ${version}`);
  }
  try {
    return mapResources(sealed, (resource) => ({
      ...resource,
      parent: resource.parent,
      inputs: unseal(resource.inputs, key, resource.urn) as ResourceState['inputs'],
      outputs: unseal(resource.outputs, key, resource.urn) as ResourceState['outputs'],
    }));
  } catch (error) {
    throw new Error(`${file}: its secrets cannot be opened: the key beside it is another one`, {
      cause: error,
    });
  }
}

function mapResources(
  { resources, leftovers, pending }: Snapshot,
  change: (resource: ResourceState) => ResourceState,
): Snapshot {
  return {
    resources: resources.map(change),
    leftovers: leftovers.map(change),
    pending: pending.map((each) => ({ ...each, resource: change(each.resource) })),
  };
}

async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readKey(file: string): Promise<Buffer> {
  const text = await readIfThere(file);
  if (text !== undefined) return Buffer.from(text.trim(), 'base64');
  const key = newKey();
  await writeWhole(file, `${key.toString('base64')}\n`);
  return key;
}

async function takeLock(file: string): Promise<void> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(await readIfThere(file));
    if (holder > 0 && isAlive(holder)) {
      throw new Error(
        `Process ${holder} is at work on this stack. Wait for it; or, if it is something else, delete ${file}`,
      );
    }
    await rm(file, { force: true });
    await takeLock(file);
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
