// Makes, asks, empties and removes the cgroups that cgroups.ts describes.

import { mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ifThere, isMissing, readIfThere } from '../files.ts';
import { waitFor } from '../waiting.ts';
import { type Cgroup, type CgroupHost, cgroupHostOf, isPopulated } from './cgroups.ts';

/** What kind of host this is. */
export async function readCgroupHost(): Promise<CgroupHost> {
  const init = await readFile('/proc/1/comm', 'utf8');
  return cgroupHostOf(await readFile('/proc/self/mountinfo', 'utf8'), init.trim());
}

export async function makeCgroup(cgroup: Cgroup): Promise<void> {
  for (const folder of cgroup.folders) await mkdir(folder, { recursive: true });
  for (const { file, value } of cgroup.settings) {
    try {
      await writeFile(file, value);
    } catch (error) {
      throw new Error(`A machine could not be bounded: ${file} did not take "${value}"`, {
        cause: error,
      });
    }
  }
}

/** Whether any process of the machine runs. */
export async function isRunning({ own: [folder = ''] }: Cgroup): Promise<boolean> {
  const events = await readIfThere(join(folder, 'cgroup.events'));
  if (events !== undefined) return isPopulated(events, undefined);
  return isPopulated(undefined, await readIfThere(join(folder, 'cgroup.procs')));
}

/** Process ids, those of the guest among them. */
export async function processesIn({ own: [folder = ''] }: Cgroup): Promise<number[]> {
  const texts = await Promise.all(
    (await treeOf(folder)).map((path) => readIfThere(join(path, 'cgroup.procs'))),
  );
  return texts.flatMap((text = '') => text.split('\n').filter(Boolean).map(Number));
}

/** Kills until nothing is left. */
export async function killAll(cgroup: Cgroup): Promise<void> {
  const isEmpty = await waitFor(
    async () => {
      if (!(await isRunning(cgroup))) return true;
      await killOnce(cgroup);
      return false;
    },
    { timeoutSeconds: 30 },
  );
  if (!isEmpty) {
    const left = (await processesIn(cgroup)).join(', ');
    throw new Error(`Processes ${left} of ${cgroup.own[0]} were killed and still run after 30 s`);
  }
}

/** All at once where the kernel can (5.14): what forks faster than it is killed would go on. */
async function killOnce(cgroup: Cgroup): Promise<void> {
  const file = join(cgroup.own[0] ?? '', 'cgroup.kill');
  if (await ifThere(stat(file))) await ifThere(writeFile(file, '1'));
  else for (const pid of await processesIn(cgroup)) kill(pid);
}

/** Removes an empty machine's cgroups and those it made, and the region's where it was the last. */
export async function removeCgroup(cgroup: Cgroup): Promise<void> {
  for (const folder of cgroup.own) {
    for (const path of (await treeOf(folder)).toReversed()) await removeFolder(path);
  }
  for (const folder of cgroup.folders) {
    await rmdir(dirname(folder)).catch(() => {}); // others are in it
  }
}

/** The kernel calls a cgroup busy for a moment after its last process has ended. */
async function removeFolder(path: string): Promise<void> {
  const isRemoved = await waitFor(
    () =>
      rmdir(path).then(
        () => true,
        (error) => isMissing(error),
      ),
    { timeoutSeconds: 10 },
  );
  if (isRemoved) return;
  throw new Error(`The cgroup ${path} cannot be removed; it is still busy after 10 s`);
}

/** A folder and all below it, parents first. */
async function treeOf(folder: string): Promise<string[]> {
  const entries = (await ifThere(readdir(folder, { withFileTypes: true }))) ?? [];
  const below = entries.filter((entry) => entry.isDirectory());
  const trees = await Promise.all(below.map(({ name }) => treeOf(join(folder, name))));
  return [folder, ...trees.flat()];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
