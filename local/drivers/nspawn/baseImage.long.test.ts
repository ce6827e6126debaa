import { appendFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../run.ts';
import { prepareBase, recipeKey } from './baseImage.ts';

/** The project's own cache, so that a test need not make the image. */
const sharedCache = join(import.meta.dirname, '../../../.cache/images');
const silent = () => {};

async function emptyCache(): Promise<string> {
  const cacheDirectory = await mkdtemp(join(tmpdir(), 'base-image-'));
  onTestFinished(() => rm(cacheDirectory, { recursive: true, force: true }));
  return cacheDirectory;
}

test('A copy of the cache is taken for what it is; one that was changed is made again, once', async () => {
  const cacheDirectory = await emptyCache();
  const original = await prepareBase({ cacheDirectory: sharedCache }, silent);
  const key = await recipeKey();
  const folder = join(cacheDirectory, 'base', key);
  await mkdir(join(cacheDirectory, 'base'));
  const options = ['--recursive', '--preserve=mode,ownership,links'];
  await run('cp', [...options, join(sharedCache, 'base', key), folder]);
  const copy = await prepareBase({ cacheDirectory }, silent);
  expect(copy).toEqual({ ...original, rootfs: join(folder, 'rootfs') });

  await appendFile(join(copy.rootfs, 'etc/issue'), 'changed\n');
  const lines: string[] = [];
  const two = await Promise.all([
    prepareBase({ cacheDirectory }, (line) => lines.push(line)),
    prepareBase({ cacheDirectory }, (line) => lines.push(line)),
  ]);
  expect(two[0]).toEqual(two[1]);
  expect(lines.filter((line) => line.startsWith('Installing Debian'))).toHaveLength(1);
  // Of the same packages and the same recipe, made at another time in another place.
  expect(two[0].digest).toBe(original.digest);
}, 300_000);

test('A making that is given up leaves no process and no lock, and what it had downloaded', async () => {
  const cacheDirectory = await emptyCache();
  const stop = new AbortController();
  const making = prepareBase(
    { cacheDirectory },
    (line) => line.startsWith('installing essential') && stop.abort(),
    stop.signal,
  );
  await expect(making).rejects.toThrow('was given up');
  const lock = join(cacheDirectory, 'base/lock');
  await run('flock', ['--timeout', '10', lock, 'true']);
  expect(
    await run('sh', ['-c', 'grep -l "$1" /proc/[0-9]*/mountinfo || :', 'sh', cacheDirectory]),
  ).toBe('');
  const [downloads = ''] = (await readdir(join(cacheDirectory, 'base'))).filter((name) =>
    name.endsWith('.downloads'),
  );
  const packages = await readdir(join(cacheDirectory, 'base', downloads));
  expect(packages.filter((name) => name.endsWith('.deb')).length).toBeGreaterThan(50);
}, 300_000);
