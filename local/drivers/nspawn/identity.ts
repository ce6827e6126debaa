// What belongs to one instance and must not be in an image: two instances with the same machine-id or
// host keys would be clones. It is moved from the frozen layer to the machine's new writable one.
//
// Only what a machine has written is looked at: the layers below were frozen here too, or are the base.

import { chmod, chown, link, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ifThere } from '../files.ts';
import { run } from '../run.ts';

/** Paths in the machine; a `*` stands for any rest of a name. */
const identity = [
  'etc/machine-id',
  'etc/hostname',
  'etc/ssh/ssh_host_*',
  'var/lib/dbus/machine-id',
  'var/lib/systemd/random-seed',
  'var/lib/systemd/credential.secret',
  // Not cloud/seed, cloud/scripts and cloud/sem: those an AMI carries on to its instances.
  'var/lib/cloud/instance',
  'var/lib/cloud/instances',
  'var/lib/cloud/data',
  'var/lib/dhcp/*',
  'var/lib/dhcpcd/*',
  'var/log/journal/*',
] as const;

/** Copies a machine's identity from `upper` to the new folder `next`, with the folders on the way. */
export async function copyIdentity(upper: string, next: string): Promise<void> {
  await rm(next, { recursive: true, force: true });
  await mkdir(next);
  await copyAttributes(upper, next);
  for (const path of await findIdentity(upper)) {
    await makeFolders(upper, next, dirname(path));
    // A hard link is as good as a move: the layer's own is deleted.
    if ((await lstat(join(upper, path))).isFile()) await link(join(upper, path), join(next, path));
    else await run('cp', ['--archive', '--link', '-T', join(upper, path), join(next, path)]);
  }
}

/** Takes the identity out of a layer that is being made. An empty machine-id says: make one. */
export async function stripIdentity(layer: string): Promise<void> {
  const found = await findIdentity(layer);
  for (const path of found) await rm(join(layer, path), { recursive: true, force: true });
  if (found.includes('etc/machine-id')) {
    await writeFile(join(layer, 'etc/machine-id'), '', { mode: 0o444 });
  }
}

/** The paths of {@link identity} that are in a folder. */
async function findIdentity(folder: string): Promise<string[]> {
  const found = await Promise.all(identity.map((pattern) => expand(folder, pattern)));
  return found.flat();
}

async function expand(folder: string, pattern: string): Promise<string[]> {
  if (!pattern.endsWith('*')) {
    return (await ifThere(lstat(join(folder, pattern)))) ? [pattern] : [];
  }
  const parent = dirname(pattern);
  const prefix = pattern.slice(parent.length + 1, -1);
  const names = (await ifThere(readdir(join(folder, parent)))) ?? [];
  return names.filter((name) => name.startsWith(prefix)).map((name) => join(parent, name));
}

/** Makes `path` in `next`, its folders as they are in `upper`. */
async function makeFolders(upper: string, next: string, path: string): Promise<void> {
  if (path === '.' || (await ifThere(lstat(join(next, path))))) return;
  await makeFolders(upper, next, dirname(path));
  await mkdir(join(next, path));
  await copyAttributes(join(upper, path), join(next, path));
}

async function copyAttributes(from: string, to: string): Promise<void> {
  const { uid, gid, mode } = await lstat(from);
  await chown(to, uid, gid);
  await chmod(to, mode & 0o7777);
}
