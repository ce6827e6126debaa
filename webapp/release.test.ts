import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRelease } from './release.ts';

const key = 'abcdef012345'.padEnd(64, '0');

test('A working copy is the release “local”', () => {
  expect(readRelease({})).toEqual({
    id: 'local',
    key: null,
    commit: 'local',
    build: 'local',
    baseImageId: null,
    bakedAt: null,
  });
});

test.each([
  [
    { TRAVIS_BUILD_NUMBER: '7', TRAVIS_COMMIT: 'aaa' },
    { build: '7', commit: 'aaa' },
  ],
  [
    { GITHUB_RUN_NUMBER: '8', GITHUB_SHA: 'bbb' },
    { build: '8', commit: 'bbb' },
  ],
  [
    { TRAVIS_BUILD_NUMBER: '', GITHUB_RUN_NUMBER: '9' },
    { build: '9', commit: 'local' },
  ],
])('A working copy in CI has its build: %o', (environment, expected) => {
  expect(readRelease(environment)).toMatchObject(expected);
});

test('A baked release is what its file says; its id is 12 digits of its key', async () => {
  const facts = { key, commit: 'c0ffee', build: '42', baseImageId: 'ami-0', bakedAt: '2026-11-21' };
  const file = await releaseFile(JSON.stringify(facts));
  expect(readRelease({ RELEASE_FILE: file, TRAVIS_BUILD_NUMBER: '7' })).toEqual({
    id: 'abcdef012345',
    ...facts,
  });
});

test('A baked release without a build number is “local”, never undefined', async () => {
  const file = await releaseFile(JSON.stringify({ key }));
  expect(readRelease({ RELEASE_FILE: file })).toMatchObject({ build: 'local', commit: 'local' });
});

test.each([
  ['{', /expected JSON, got /],
  ['[]', /expected a JSON object, got \[\]/],
  ['{}', /key: expected 64 hex digits, got undefined/],
  ['{"key":"abc","build":42}', /build: expected text, got 42\n.*key: expected 64 hex digits/],
])('A file that is not a release is a problem: %s', async (text, message) => {
  const file = await releaseFile(text);
  expect(() => readRelease({ RELEASE_FILE: file })).toThrow(message);
});

test('A file that was named must exist', () => {
  expect(() => readRelease({ RELEASE_FILE: '/nonexistent/release.json' })).toThrow(
    /RELEASE_FILE: expected a file that can be read, got ENOENT/,
  );
});

async function releaseFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'release-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'release.json');
  await writeFile(file, text);
  return file;
}
