// The artifact: a mirror of `/` on the instance.
//
//   etc/…                 webapp/rootfs and agent/rootfs: the units and their environment
//   opt/webapp/server.cjs the bundle of the app
//   opt/webapp/agent.cjs  the bundle of the agent
//   opt/webapp/bin/node   the Node that package-lock.json pins, for the instance's architecture

import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fetchLockedPackage, readLock, root } from '../lockedPackage.mjs';
import { step } from '../step.ts';
import { type ArchiveFile, compressLayer, joinLayers } from './archive.ts';
import { bundleProgram } from './bundle.ts';

export const architectures = ['x64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

/** Where {@link buildArtifact} puts it. */
export function artifactPath(architecture: Architecture): string {
  return join(root, `build/webapp-${architecture}.tar.gz`);
}

/** Builds the artifact, and returns its bytes. The same sources give the same bytes. */
export async function buildArtifact(architecture: Architecture): Promise<Uint8Array> {
  const runtime = await step(`Node for ${architecture}`, () => runtimeLayer(architecture));
  const server = await step('Bundling webapp/', () => bundleProgram('webapp/server.ts'));
  const agent = await step('Bundling agent/', () => bundleProgram('agent/main.ts'));
  return step('Writing the artifact', async () => {
    const app = await compressLayer([
      { path: 'opt/webapp/server.cjs', contents: server, isExecutable: false },
      { path: 'opt/webapp/agent.cjs', contents: agent, isExecutable: false },
      ...(await readTree(join(root, 'webapp/rootfs'))),
      ...(await readTree(join(root, 'agent/rootfs'))),
    ]);
    const artifact = joinLayers([runtime, app]);
    await replaceFile(artifactPath(architecture), artifact);
    return artifact;
  });
}

/** The layer with Node: downloaded and compressed once, then kept for as long as the lock pins it. */
async function runtimeLayer(architecture: Architecture): Promise<Uint8Array> {
  const name = `node-linux-${architecture}`;
  const { version, integrity } = (await readLock())[`node_modules/${name}`] ?? {};
  const digest = Buffer.from(integrity?.split('-')[1] ?? '', 'base64')
    .toString('hex')
    .slice(0, 16);
  const kept = join(root, `.cache/layers/${name}-${version}-${digest}.gz`);
  try {
    return await readFile(kept);
  } catch {
    const unpacked = join(root, `.cache/${name}`);
    await rm(unpacked, { recursive: true, force: true });
    await fetchLockedPackage(name, unpacked);
    const contents = await readFile(join(unpacked, 'bin/node'));
    const layer = await compressLayer([
      { path: 'opt/webapp/bin/node', contents, isExecutable: true },
    ]);
    await replaceFile(kept, layer);
    await rm(unpacked, { recursive: true, force: true });
    return layer;
  }
}

/** Every file under a folder, at its path from there; of a file's mode only `x` counts, as in git. */
export async function readTree(folder: string): Promise<ArchiveFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const { mode } = await stat(file);
      return {
        path: relative(folder, file),
        contents: await readFile(file),
        isExecutable: (mode & 0o100) !== 0,
      };
    }),
  );
}

/** Under a temporary name first: nobody ever reads half a file. */
async function replaceFile(file: string, contents: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, contents);
  await rename(`${file}.new`, file);
}
