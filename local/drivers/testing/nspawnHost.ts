// For host tests: a region's machines and layers in a folder of their own, and what is left of them.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayerDriver } from '../images.ts';
import type { MachineDriver } from '../machines.ts';
import { createLayers } from '../nspawn/layers.ts';
import { createNspawnMachines } from '../nspawn/machines.ts';
import { run } from '../run.ts';

export type NspawnHost = {
  readonly regionId: string;
  readonly directory: string;
  readonly machines: MachineDriver;
  readonly layers: LayerDriver;
  /** Another driver on the same region, as in a new process. */
  again(): Promise<MachineDriver>;
  /** Whatever on the host carries the region's id or folder: processes, mounts, cgroups, files. */
  traces(): Promise<string[]>;
  remove(): Promise<void>;
};

/** The base image is the same as that of the project's own regions. */
const cacheDirectory = join(import.meta.dirname, '../../../.cache');

export async function createNspawnHost(regionId: string): Promise<NspawnHost> {
  const directory = await mkdtemp(join(tmpdir(), `${regionId}-`));
  const machines = await createNspawnMachines({ regionId, directory });

  async function traces(): Promise<string[]> {
    const name = `rollover-${regionId}`;
    const script = `
      for process in /proc/[0-9]*; do
        [ $process = /proc/$$ ] && continue
        cat $process/cmdline 2> /dev/null | tr '\\0' ' ' | grep -o "$1-i-[^ ]*" | head -n 1 || :
        grep -o "$2[^ ]*" $process/mountinfo 2> /dev/null || :
        grep "$1/" $process/cgroup 2> /dev/null || :
      done
      find /sys/fs/cgroup -type d -path "*$1*"
      find /run/systemd/nspawn -name "*$1*" 2> /dev/null
      find "$2/instances" -mindepth 1 -maxdepth 1 2> /dev/null || :
    `;
    const found = await run('sh', ['-c', script, 'traces', name, directory]);
    return [...new Set(found.split('\n').filter((line) => line !== ''))];
  }

  return {
    regionId,
    directory,
    machines,
    layers: createLayers({ directory, cacheDirectory }),
    again: () => createNspawnMachines({ regionId, directory }),
    traces,
    async remove() {
      for (const InstanceId of (await machines.list()).keys()) await machines.remove(InstanceId);
      await machines.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
