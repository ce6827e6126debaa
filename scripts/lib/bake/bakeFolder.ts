// Where a bake keeps its files: build/bake/<process>/, with the private key among them. What is worth
// keeping is moved to build/ in the end; a killed bake's folder goes with the next bake.

import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../lockedPackage.mjs';
import { type ProcessIdentity, startOf } from '../processIdentity.ts';

const folders = join(root, 'build/bake');

export async function makeBakeFolder({ id, start }: ProcessIdentity): Promise<string> {
  const folder = join(folders, `${id}.${start}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Removes the folders of processes that have ended. */
export async function removeDeadBakeFolders(): Promise<void> {
  const names = await readdir(folders).catch(() => []); // nothing was baked yet
  for (const name of names) {
    const [, id, start] = name.match(/^(\d+)\.(\d+)$/) ?? [];
    if (id === undefined || (await startOf(Number(id))) === start) continue;
    await rm(join(folders, name), { recursive: true, force: true });
  }
}

/** Keeps `names`, if they are there, in build/. */
export async function closeBakeFolder(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await rename(join(folder, name), join(root, 'build', name)).catch(() => {}); // not written yet
  }
  await rm(folder, { recursive: true, force: true });
}
