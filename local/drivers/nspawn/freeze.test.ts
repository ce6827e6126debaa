import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { finishFreeze, freezeRunning, freezeStopped, readLayers, writeLayers } from './freeze.ts';
import { copyIdentity, stripIdentity } from './identity.ts';
import { layerPath, type MachinePaths, machinePaths } from './paths.ts';

const identity = {
  'etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  'etc/hostname': 'ip-10-0-0-1\n',
  'etc/ssh/ssh_host_ed25519_key': 'private\n',
  'var/lib/cloud/instances/i-1/user-data.txt': '#!/bin/sh\n',
  'var/log/journal/0123456789abcdef0123456789abcdef/system.journal': 'journal\n',
};
const written = {
  'etc/ssh/sshd_config': 'Port 22\n',
  'opt/baked': 'baked\n',
  'var/lib/cloud/scripts/per-boot/hello': '#!/bin/sh\n',
};

type Disk = { readonly directory: string; readonly paths: MachinePaths };

async function createDisk(): Promise<Disk> {
  const directory = await mkdtemp(join(tmpdir(), 'freeze-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const paths = machinePaths(directory, 'i-1');
  for (const [path, text] of Object.entries({ ...identity, ...written })) {
    await mkdir(join(paths.upper, path, '..'), { recursive: true });
    await writeFile(join(paths.upper, path), text, { mode: 0o640 });
  }
  await mkdir(join(directory, 'layers'));
  await writeLayers(paths, ['base']);
  return { directory, paths };
}

/** Every file below a folder, with its text. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return Object.fromEntries(
    paths.map((path, index) => [path.slice(folder.length + 1), texts[index] ?? '']),
  );
}

async function expectFrozen({ directory, paths }: Disk): Promise<void> {
  expect(await filesIn(layerPath(directory, 'snap-1'))).toEqual({
    ...written,
    'etc/machine-id': '',
  });
  expect(await filesIn(paths.upper)).toEqual(identity);
  expect(await readLayers(paths)).toEqual(['base', 'snap-1']);
  expect((await readdir(paths.folder)).sort()).toEqual(['layers.json', 'upper']);
  expect(await readdir(join(directory, 'layers'))).toEqual(['snap-1']);
}

test('The layer has what was written, and the machine keeps who it is', async () => {
  const disk = await createDisk();
  await freezeStopped(disk.directory, disk.paths, 'snap-1');
  await expectFrozen(disk);
  const key = await lstat(join(disk.paths.upper, 'etc/ssh/ssh_host_ed25519_key'));
  expect(key.mode & 0o777).toBe(0o640);
  expect(key.nlink).toBe(1);
});

test('A second layer goes on top', async () => {
  const { directory, paths } = await createDisk();
  await freezeStopped(directory, paths, 'snap-1');
  await writeFile(join(paths.upper, 'later'), 'later\n');
  await freezeStopped(directory, paths, 'snap-2');
  expect(await filesIn(layerPath(directory, 'snap-2'))).toEqual({
    later: 'later\n',
    'etc/machine-id': '',
  });
  expect(await filesIn(paths.upper)).toEqual(identity);
  expect(await readLayers(paths)).toEqual(['base', 'snap-1', 'snap-2']);
});

test('Of a running machine the layer is a copy', async () => {
  const { directory, paths } = await createDisk();
  await freezeRunning(directory, paths, 'snap-1');
  expect(await filesIn(layerPath(directory, 'snap-1'))).toEqual({
    ...written,
    'etc/machine-id': '',
  });
  expect(await filesIn(paths.upper)).toEqual({ ...identity, ...written });
  expect(await readLayers(paths)).toEqual(['base']);
});

/** What freezeStopped does after it has said in a file that it began. */
const steps: readonly (readonly [string, (disk: Disk) => Promise<void>])[] = [
  ['it began', async () => {}],
  ['the disk was moved', ({ directory, paths }) => rename(paths.upper, partial(directory))],
  ['the identity was taken out', ({ directory }) => stripIdentity(partial(directory))],
  [
    'the layer was made',
    ({ directory }) => rename(partial(directory), layerPath(directory, 'snap-1')),
  ],
  ['the new disk was put', ({ paths }) => rename(paths.nextUpper, paths.upper)],
  ['the stack was written', ({ paths }) => writeLayers(paths, ['base', 'snap-1'])],
];
const partial = (directory: string) => `${layerPath(directory, 'snap-1')}.partial`;

test.each(steps.map(([name], index) => [name, index] as const))(
  'One that was cut off when %s is finished',
  async (_, index) => {
    const disk = await createDisk();
    await copyIdentity(disk.paths.upper, disk.paths.nextUpper);
    await writeFile(disk.paths.freezing, 'snap-1');
    for (const [, step] of steps.slice(0, index + 1)) await step(disk);
    await finishFreeze(disk.directory, disk.paths);
    await expectFrozen(disk);
    await finishFreeze(disk.directory, disk.paths);
    await expectFrozen(disk);
  },
);

test('One that was cut off before it began is begun again', async () => {
  const disk = await createDisk();
  await copyIdentity(disk.paths.upper, disk.paths.nextUpper);
  await finishFreeze(disk.directory, disk.paths);
  await freezeStopped(disk.directory, disk.paths, 'snap-1');
  await expectFrozen(disk);
});
