// Packages exactly as package-lock.json pins them. Free of dependencies: the bootstrap uses it to
// get Node and npm before anything is installed, the build to get Node for the other architecture.

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * @typedef {{ version: string, integrity: string, optional?: boolean }} LockedPackage
 * @returns {Promise<Record<string, LockedPackage>>} by path, such as `node_modules/koa`
 */
export async function readLock(file = join(root, 'package-lock.json')) {
  const { packages } = JSON.parse(await readFile(file, 'utf8'));
  return packages;
}

/**
 * Downloads a package that the lockfile pins (npm keeps it in its own cache), checks it against the
 * lockfile's integrity and unpacks it. Unlike `npm ci`, this works for another architecture's
 * package too.
 *
 * @param {string} name
 * @param {string} directory created; holds the package's files, as `node_modules/<name>` would
 */
export async function fetchLockedPackage(name, directory) {
  const locked = (await readLock())[`node_modules/${name}`];
  if (!locked) throw new Error(`package-lock.json does not pin ${name}: npm install --save-dev it`);
  const spec = `${name}@${locked.version}`;

  await mkdir(directory, { recursive: true });
  const download = await mkdtemp(join(directory, '.download-'));
  try {
    await succeed('npm', ['pack', spec, '--loglevel=error', '--pack-destination', download], {
      doing: `downloading ${spec}`,
      next: 'what it said stands above; most often it is the network, the registry or npm’s cache folder',
    });
    const [archive] = await readdir(download);
    if (!archive) throw new Error(`downloading ${spec}: npm pack left no file in ${download}`);
    await verifyIntegrity(join(download, archive), locked.integrity, spec);
    const unpack = ['-xzf', join(download, archive), '-C', directory, '--strip-components=1'];
    await succeed('tar', unpack, { doing: `unpacking ${spec}`, next: 'free some disk space' });
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @param {string} integrity in the form of `sha512-<base64>`
 * @param {string} spec
 */
export async function verifyIntegrity(file, integrity, spec) {
  const [algorithm = '', expected] = integrity.split('-', 2);
  const got = createHash(algorithm)
    .update(await readFile(file))
    .digest('base64');
  if (got !== expected) {
    throw new Error(
      `${spec} is not what package-lock.json pins: expected ${integrity}, got ${algorithm}-${got}. ` +
        'Nothing was unpacked. Clear npm’s cache (npm cache clean --force) and ask who changed the package.',
    );
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ doing: string, next: string }} words
 */
async function succeed(program, args, { doing, next }) {
  // Standard output is for results, and these programs' output is progress.
  const code = await run(program, args, { stdio: ['ignore', 2, 2], cwd: root });
  if (code !== 0) throw new Error(`${doing}: ${program} ended with code ${code}; ${next}`);
}
