import { appendFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { takeLines } from './accessFile.ts';
import { haproxyPaths } from './paths.ts';

async function setUp() {
  const directory = await mkdtemp(join(tmpdir(), 'region-lb2-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const paths = haproxyPaths(directory);
  await mkdir(paths.folder);
  return paths;
}

test('Whole lines are taken once, whoever asks', async () => {
  const paths = await setUp();
  expect(await takeLines(paths)).toEqual([]);
  await appendFile(paths.log, 'one\ntwo\nthr');
  expect(await takeLines(paths)).toEqual(['one', 'two']);
  expect(await takeLines(paths)).toEqual([]);
  await appendFile(paths.log, 'ee\nfour\n');
  expect(await takeLines({ ...paths })).toEqual(['three', 'four']);
});

test('A log that begins anew is read from its beginning', async () => {
  const paths = await setUp();
  await writeFile(paths.log, 'a long line of before\n');
  await takeLines(paths);
  await writeFile(paths.log, 'new\n');
  expect(await takeLines(paths)).toEqual(['new']);
});

test('What was read takes no space, and nothing is lost', async () => {
  const paths = await setUp();
  const taken: string[] = [];
  const line = `${'x'.repeat(199)}\n`;
  for (let round = 0; round < 25; round++) {
    await appendFile(paths.log, line.repeat(5000));
    taken.push(...(await takeLines(paths)));
  }
  expect(taken).toHaveLength(125_000);
  const { size, blocks } = await stat(paths.log);
  expect(size).toBe(25_000_000);
  expect(blocks * 512).toBeLessThan(6_000_000);
});
