// For host tests: a region's machines and layers in a folder of their own, and what is left of them.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
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
const cacheDirectory = join(import.meta.dirname, '../../../.cache/images');

export async function createNspawnHost(regionId: string): Promise<NspawnHost> {
  const directory = await mkdtemp(join(tmpdir(), `${regionId}-`));
  const machines = await createNspawnMachines({ regionId, directory });

  async function traces(): Promise<string[]> {
    const name = `rollover-${regionId}`;
    const find = (folder: string, pattern: string) =>
      run('sh', ['-c', 'find "$1" -path "$2" 2> /dev/null || :', 'sh', folder, pattern]);
    const found = await Promise.all([
      ...(await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(tracesOfProcess),
      find('/sys/fs/cgroup', `*/${name}*`),
      find('/run/systemd/nspawn', `*/${name}-*`),
      find(directory, `${directory}/instances/*`),
    ]);
    return found.flatMap((text) => text.split('\n').filter((line) => line !== ''));

    /** The process that this is has the id in its memory alone. */
    async function tracesOfProcess(pid: string): Promise<string> {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const [command, mounts, cgroups] = await Promise.all(
        ['cmdline', 'mountinfo', 'cgroup'].map(read),
      );
      const isOurs =
        command?.includes(`${name}-`) ||
        mounts?.includes(directory) ||
        cgroups?.includes(`${name}/`);
      return isOurs ? `process ${pid}: ${command?.slice(0, 100)}` : '';
    }
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
