// The disk of a machine before it starts: the one that it has, or a new one over its image's layers.

import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { ifThere } from '../files.ts';
import type { MachineSpec } from '../machines.ts';
import { finishFreeze, readLayers, writeLayers } from './freeze.ts';
import { layerPath, machinePaths } from './paths.ts';

/** Makes what is missing, and gives the layers, lowest first. */
export async function prepareDisk(directory: string, spec: MachineSpec): Promise<string[]> {
  const paths = machinePaths(directory, spec.InstanceId);
  await finishFreeze(directory, paths);
  const layers = await readLayers(paths);
  if (layers === undefined) await rm(paths.folder, { recursive: true, force: true });
  const stack = layers ?? [...spec.layers];
  await checkLayers(directory, spec.InstanceId, stack);
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  // Of an overlay that was cut off, overlayfs may find things there that it refuses.
  await rm(paths.work, { recursive: true, force: true });
  await mkdir(paths.work);
  await mkdir(paths.root, { recursive: true });
  if (layers === undefined) {
    // Its mode is that of the guest's root folder.
    await mkdir(paths.upper);
    await chmod(paths.upper, 0o755);
    await writeLayers(paths, stack);
  }
  return stack;
}

async function checkLayers(
  directory: string,
  InstanceId: string,
  layers: readonly string[],
): Promise<void> {
  const there = await Promise.all(
    layers.map((layer) => ifThere(lstat(layerPath(directory, layer)))),
  );
  const missing = layers.filter((_, index) => there[index] === undefined);
  if (layers.length > 0 && missing.length === 0) return;
  const got = layers.length === 0 ? 'no layer' : `${missing.join(', ')} missing`;
  throw new Error(`${InstanceId} cannot start: expected all layers of its disk, got ${got}`);
}
