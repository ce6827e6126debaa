// Makes a layer of what a machine has written. Of a stopped one by renaming, in a few steps of which
// each can be found done or undone: after a crash the next use of the machine goes on with them.
//
//   instances/<id>/upper ────────▶ layers/<layer>     without the machine's identity
//   instances/<id>/upper.next ───▶ instances/<id>/upper     with nothing else

import { lstat, rename, rm } from 'node:fs/promises';
import { ifThere, readIfThere, writeWhole } from '../files.ts';
import { CommandError, run } from '../run.ts';
import { copyIdentity, stripIdentity } from './identity.ts';
import { layerPath, type MachinePaths } from './paths.ts';

/** The stack of a machine's layers, lowest first; undefined if it has no disk. */
export async function readLayers({ layers }: MachinePaths): Promise<string[] | undefined> {
  const text = await readIfThere(layers);
  return text === undefined ? undefined : (JSON.parse(text) as string[]); // we wrote it
}

export async function writeLayers(paths: MachinePaths, layers: readonly string[]): Promise<void> {
  await writeWhole(paths.layers, JSON.stringify(layers));
}

/** Freezes the disk of a machine that does not run. */
export async function freezeStopped(
  directory: string,
  paths: MachinePaths,
  layer: string,
): Promise<void> {
  await refuseTaken(directory, layer);
  await copyIdentity(paths.upper, paths.nextUpper);
  await writeWhole(paths.freezing, layer);
  await finishFreeze(directory, paths);
}

/** Ends a freeze that was interrupted; does nothing if there is none. */
export async function finishFreeze(directory: string, paths: MachinePaths): Promise<void> {
  const layer = await readIfThere(paths.freezing);
  if (layer === undefined) return;
  const path = layerPath(directory, layer);
  const partial = `${path}.partial`;
  if (!(await isThere(path))) {
    if (!(await isThere(partial))) await rename(paths.upper, partial);
    await stripIdentity(partial);
    await rename(partial, path);
  }
  if (await isThere(paths.nextUpper)) await rename(paths.nextUpper, paths.upper);
  const layers = (await readLayers(paths)) ?? [];
  if (!layers.includes(layer)) await writeLayers(paths, [...layers, layer]);
  await rm(paths.freezing, { force: true });
}

/** Copies the disk of a machine that runs; its own stack stays as it is. */
export async function freezeRunning(
  directory: string,
  paths: MachinePaths,
  layer: string,
): Promise<void> {
  await refuseTaken(directory, layer);
  const partial = `${layerPath(directory, layer)}.partial`;
  await rm(partial, { recursive: true, force: true });
  await copyLive(paths.upper, partial);
  await stripIdentity(partial);
  await rename(partial, layerPath(directory, layer));
}

/** Copies a folder in use: what vanishes meanwhile is left out. */
async function copyLive(from: string, to: string): Promise<void> {
  const options = ['--archive', '--reflink=auto', '--one-file-system', '-T'];
  try {
    await run('env', ['LC_ALL=C', 'cp', ...options, from, to], { timeoutSeconds: 600 });
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== 1) throw error;
    const others = error.stderr.split('\n').filter((line) => line && !/No such file/.test(line));
    if (others.length > 0) throw error;
  }
}

async function refuseTaken(directory: string, layer: string): Promise<void> {
  if (!(await isThere(layerPath(directory, layer)))) return;
  throw new Error(`The layer ${layer} cannot be made: there is one of that name`);
}

async function isThere(path: string): Promise<boolean> {
  return (await ifThere(lstat(path))) !== undefined;
}
