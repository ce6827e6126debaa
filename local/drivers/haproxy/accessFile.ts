// Reads what HAProxy has appended to its log since the last time, and keeps the file small. HAProxy holds
// the file open, and another process may have started it: it is neither moved nor cut off at the front.
// What was read is punched out of it, so that nothing is lost that is written meanwhile.

import { open, stat } from 'node:fs/promises';
import { readIfThere, writeWhole } from '../files.ts';
import { run } from '../run.ts';
import type { HaproxyPaths } from './paths.ts';

/** At most, of one time. */
const bytesAtOnce = 8 * 1024 * 1024;
const bytesBetweenHoles = 4 * 1024 * 1024;

/** The whole lines since the last time. */
export async function takeLines(paths: HaproxyPaths): Promise<string[]> {
  const size = (await stat(paths.log).catch(() => undefined))?.size ?? 0;
  const before = Number((await readIfThere(paths.position)) ?? 0);
  // Another file, begun anew.
  const position = before <= size ? before : 0;
  if (size === position) return [];
  await using file = await open(paths.log);
  const buffer = Buffer.alloc(Math.min(size - position, bytesAtOnce));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
  const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
  const next = position + end;
  await writeWhole(paths.position, String(next));
  if (Math.floor(next / bytesBetweenHoles) > Math.floor(position / bytesBetweenHoles)) {
    await punch(paths.log, next);
  }
  return buffer.toString('utf8', 0, end).split('\n').slice(0, -1);
}

async function punch(path: string, length: number): Promise<void> {
  const hole = ['--punch-hole', '--offset', '0', '--length', String(length)];
  // On a file system that has no holes the file stays as long as it is; the lines are not to be lost by that.
  await run('fallocate', [...hole, path]).catch(() => {});
}
