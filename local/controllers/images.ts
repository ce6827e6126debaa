// Makes the images that CreateImage asked for, and deletes layers that nothing needs any more.

import type { LayerDriver } from '../drivers/images.ts';
import type { MachineDriver } from '../drivers/machines.ts';
import { type Ec2Tables, ec2Tables, type ImageRow } from '../store/ec2.ts';
import type { Store } from '../store/store.ts';

export type ImageControllerOptions = {
  readonly store: Store;
  readonly machines: MachineDriver;
  readonly layers: LayerDriver;
  readonly log: (line: {
    readonly ImageId: string;
    readonly state: string;
    readonly reason?: string;
  }) => void;
  /** As of the instances' controller: an image is made while nothing else is done to its instance. */
  readonly exclusively: (InstanceId: string, work: () => Promise<void>) => void;
};

const stopTimeoutSeconds = 60;

/** Begins what has to be done now. */
export async function reconcileImages(options: ImageControllerOptions): Promise<void> {
  const tables = ec2Tables(options.store);
  for (const image of tables.images.list()) {
    const { State, source } = image;
    if (State !== 'pending' || !source) continue;
    options.exclusively(source.InstanceId, () => make(image, source, tables, options));
  }
  await removeUnusedLayers(tables, options);
}

async function make(
  image: ImageRow,
  source: NonNullable<ImageRow['source']>,
  tables: Ec2Tables,
  { store, machines, layers: driver, log }: ImageControllerOptions,
): Promise<void> {
  const layer = layerOf(image);
  try {
    const layers = await freeze(source, layer, tables, machines, driver);
    store.transaction(() => {
      finish(tables, { ...image, State: 'available', layers }, 'completed');
    });
    log({ ImageId: image.ImageId, state: 'available' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const StateReason = { Code: 'Server.InternalError', Message: reason };
    store.transaction(() => {
      finish(tables, { ...image, State: 'failed', StateReason }, 'error');
    });
    log({ ImageId: image.ImageId, state: 'failed', reason });
  }
}

/** @returns the layers that the image has, lowest first */
async function freeze(
  { InstanceId, noReboot }: NonNullable<ImageRow['source']>,
  layer: string,
  { instances }: Ec2Tables,
  machines: MachineDriver,
  driver: LayerDriver,
): Promise<readonly string[]> {
  const before = await machines.layersOf(InstanceId);
  // Frozen by a region that was killed before it could say so.
  if (before.includes(layer)) return before.slice(0, before.indexOf(layer) + 1);
  // Or copied, perhaps in part.
  if ((await driver.list()).includes(layer)) await driver.remove(layer);
  const isRunning = (await machines.list()).get(InstanceId)?.state === 'running';
  const row = instances.get(InstanceId);
  if (isRunning && !noReboot && row) {
    // The instances' controller boots it again.
    instances.put(InstanceId, { ...row, isRebootWanted: true });
    await machines.stop(InstanceId, stopTimeoutSeconds);
  }
  await machines.freeze(InstanceId, layer);
  return [...before, layer];
}

function finish(
  tables: Ec2Tables,
  { source: _, ...image }: ImageRow,
  State: 'completed' | 'error',
): void {
  const snapshot = tables.snapshots.get(layerOf(image));
  if (tables.images.get(image.ImageId)) tables.images.put(image.ImageId, image);
  if (!snapshot) return;
  tables.snapshots.put(snapshot.SnapshotId, { ...snapshot, State, Progress: '100%' });
}

/** An image's own layer has the id of the snapshot that it is made of. */
function layerOf({ BlockDeviceMappings = [] }: ImageRow): string {
  return BlockDeviceMappings[0]?.Ebs?.SnapshotId ?? '';
}

async function removeUnusedLayers(
  tables: Ec2Tables,
  { machines, layers }: ImageControllerOptions,
): Promise<void> {
  const existing = await layers.list();
  const ofMachines = await Promise.all(
    [...(await machines.list()).keys()].map((InstanceId) => machines.layersOf(InstanceId)),
  );
  // The records are read last: what was frozen in between has its snapshot there by now.
  const used = new Set([
    ...ofMachines.flat(),
    ...tables.images.list().flatMap((image) => image.layers),
    ...tables.snapshots.list().map(({ SnapshotId }) => SnapshotId),
  ]);
  for (const layer of existing) {
    if (!used.has(layer)) await layers.remove(layer);
  }
}
