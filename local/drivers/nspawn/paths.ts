// Where the driver keeps what belongs to a region, and what its machines are called on the host.

import { join } from 'node:path';

/** The files of one machine, below `<directory>/instances/<id>`. */
export type MachinePaths = {
  readonly folder: string;
  /** What the machine has written. */
  readonly upper: string;
  /** The next `upper`, while a freeze is under way. */
  readonly nextUpper: string;
  readonly work: string;
  /** Where the supervisor mounts the disk, in a mount namespace of its own: empty for the host. */
  readonly root: string;
  readonly console: string;
  /** Exit status of nspawn; written when the machine has ended by itself or was asked to. */
  readonly exit: string;
  /** The stack of layers, as JSON, lowest first. A machine without it has no disk. */
  readonly layers: string;
  /** Name of the layer that a freeze is making, while one is under way. */
  readonly freezing: string;
  /** The environment of the guest's units. */
  readonly environment: string;
};

export function machinePaths(directory: string, InstanceId: string): MachinePaths {
  checkId('The id of an instance', InstanceId);
  const folder = join(directory, 'instances', InstanceId);
  return {
    folder,
    upper: join(folder, 'upper'),
    nextUpper: join(folder, 'upper.next'),
    work: join(folder, 'work'),
    root: join(folder, 'root'),
    console: join(folder, 'console'),
    exit: join(folder, 'exit'),
    layers: join(folder, 'layers.json'),
    freezing: join(folder, 'freezing'),
    environment: join(folder, 'environment.conf'),
  };
}

export function layersFolder(directory: string): string {
  return join(directory, 'layers');
}

export function layerPath(directory: string, layer: string): string {
  return join(layersFolder(directory), layer);
}

/** What the machine's processes on the host carry, so that they can be told from another region's. */
export function hostName(regionId: string, InstanceId: string): string {
  return `rollover-${regionId}-${InstanceId}`;
}

/** The name of a machine, with two ids in it, may have 64 characters. */
const maxLength = 27;

/** Ids become parts of paths, of mount options and of names of cgroups. */
export function checkId(what: string, id: string): void {
  if (!/^[a-z0-9](-?[a-z0-9])*$/.test(id) || id.length > maxLength) {
    throw new Error(
      `${what} is "${id}"; expected up to ${maxLength} of a-z and 0-9, with single dashes between`,
    );
  }
}
