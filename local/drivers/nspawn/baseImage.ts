// The base image: Debian 13, made once per machine by the recipe in `base/`, and shared by regions.
//
//   <cacheDirectory>/base/<key>/rootfs          the image; <key> is the recipe's hash, so that a
//                              manifest.json    changed recipe makes another
//                              inventory        hash of its listing with sizes and times
//                              packages         names and versions
//   <cacheDirectory>/base/<key>.partial         while it is made
//   <cacheDirectory>/base/<key>.downloads       packages, kept until it is made
//   <cacheDirectory>/base/lock                  flock(2): the kernel lets go of it with the process
//
// The digest is one over every file's path, type, mode, owner and content, and no times: the same
// packages and recipe give the same digest anywhere.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../files.ts';
import type { BaseImage } from '../images.ts';
import { run } from '../run.ts';
import { debianMirrors } from './mirrors.ts';

export type BaseImageOptions = {
  /** Absolute path of a folder that regions of this machine share. */
  readonly cacheDirectory: string;
  /** Debian's mirror. Default: the one that the host's apt uses, if that is Debian's, or deb.debian.org. */
  readonly mirror?: string;
};

export type MadeBase = Omit<BaseImage, 'layer'> & {
  /** Absolute path of its root folder. */
  readonly rootfs: string;
};

const recipe = join(import.meta.dirname, 'base');
/** Debian's mirror may be slow; without an end a broken one would never be noticed. */
const timeoutSeconds = 1800;

/** Gives the image, and makes it first where there is none or where it has been changed. */
export async function prepareBase(
  options: BaseImageOptions,
  onProgress: (line: string) => void,
  signal?: AbortSignal,
): Promise<MadeBase> {
  const folder = join(options.cacheDirectory, 'base', await recipeKey());
  await mkdir(join(options.cacheDirectory, 'base'), { recursive: true });
  const made = await readMade(folder);
  if (made && (await isUnchanged(folder))) return made;
  await make(options, folder, onProgress, signal);
  const base = await readMade(folder);
  if (!base) throw new Error(`The base image was made, and ${folder} has no manifest`);
  return base;
}

/** Hash of everything that the image is made from, its packages' versions apart. */
export async function recipeKey(): Promise<string> {
  const hash = createHash('sha256').update(process.arch);
  const names = await readdir(recipe, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash
      .update(`${path.slice(recipe.length)}\0`)
      .update(await readFile(path))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

async function readMade(folder: string): Promise<MadeBase | undefined> {
  const text = await readIfThere(join(folder, 'manifest.json'));
  if (text === undefined) return undefined;
  // build.sh wrote it.
  const { name, builtAt, digest } = JSON.parse(text) as Record<
    'name' | 'builtAt' | 'digest',
    string
  >;
  return { name, builtAt: new Date(builtAt), digest, rootfs: join(folder, 'rootfs') };
}

/** Compares sizes and times of all files, a tenth of a second; if those differ, also the contents. */
async function isUnchanged(folder: string): Promise<boolean> {
  const rootfs = join(folder, 'rootfs');
  const list = (what: string) =>
    run('sh', [join(recipe, 'inventory.sh'), rootfs, what], { timeoutSeconds: 600 }).then(sha256);
  const inventory = await readIfThere(join(folder, 'inventory'));
  if ((await list('times')) === inventory?.trim()) return true;
  // A copy of the cache has other times.
  return (await list('contents')) === (await readMade(folder))?.digest;
}

async function make(
  { cacheDirectory, mirror }: BaseImageOptions,
  folder: string,
  onProgress: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  onProgress('Making the base image; if another process makes it, waiting for that');
  const { debian, security } = await debianMirrors(mirror);
  const lock = ['--no-fork', join(cacheDirectory, 'base', 'lock')];
  const ownNamespaces = ['--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc'];
  const build = ['sh', join(recipe, 'build.sh'), recipe, folder, `${folder}.downloads`];
  await run('flock', [...lock, 'unshare', ...ownNamespaces, ...build, debian, security], {
    timeoutSeconds,
    ...(signal && { signal }),
    onStderr: (line) => {
      const step = progressOf(line);
      if (step !== undefined) onProgress(step);
    },
  });
}

/** What is worth showing of mmdebstrap's lines. */
function progressOf(line: string): string | undefined {
  if (/^I: (running --|skipping|chroot arch|finding)/.test(line)) return undefined;
  return line.replace(/^I: /, '');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
