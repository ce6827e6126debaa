import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fetchLockedPackage, readLock, verifyIntegrity } from './lockedPackage.mjs';

test('A package is fetched as the lockfile pins it', async () => {
  const folder = await temporaryFolder();
  await fetchLockedPackage('koa-compose', folder);
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['index.js', 'package.json']));
});

test('A package that the lockfile does not pin is not fetched', async () => {
  const folder = await temporaryFolder();
  await expect(fetchLockedPackage('left-pad', folder)).rejects.toThrow(
    'package-lock.json does not pin left-pad',
  );
});

test('Bytes other than those that the lockfile pins are refused, with both digests', async () => {
  const file = join(await temporaryFolder(), 'package.tgz');
  await writeFile(file, 'other bytes');
  const pinned = (await readLock())['node_modules/koa']?.integrity ?? '';
  const got = createHash('sha512').update('other bytes').digest('base64');
  await expect(verifyIntegrity(file, pinned, 'koa@3.3.0')).rejects.toThrow(
    `koa@3.3.0 is not what package-lock.json pins: expected ${pinned}, got sha512-${got}`,
  );
});

test('Nothing in the lockfile names a registry, and every package has an integrity', async () => {
  for (const [path, locked] of Object.entries(await readLock())) {
    expect(locked).not.toHaveProperty('resolved');
    // What npm brings along in its own package is covered by that package's.
    const isCovered = path === '' || path.startsWith('node_modules/npm/');
    if (!isCovered) expect(locked.integrity).toMatch(/^sha512-/);
  }
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'locked-package-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
