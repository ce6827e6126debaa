// The file that a guest's console goes to: read from its end, and kept from growing without bound.

import { open } from 'node:fs/promises';
import { ifThere } from '../files.ts';

/** What EC2 gives of a console. */
const shownBytes = 64 * 1024;
const maxBytes = 1024 * 1024;

/** The last 64 KiB, from the beginning of a line. */
export async function readConsole(path: string): Promise<string> {
  const bytes = await ifThere(readEnd(path));
  if (bytes === undefined) return '';
  const begin = bytes.length < shownBytes ? 0 : bytes.indexOf('\n') + 1;
  return bytes.subarray(begin).toString();
}

/** Cuts the file down to what is shown, once it is longer than 1 MiB. The guest goes on writing. */
export async function boundConsole(path: string): Promise<void> {
  await using file = await ifThere(open(path, 'r+'));
  if (!file || (await file.stat()).size <= maxBytes) return;
  const end = await readEnd(path);
  // The writer appends, so that it goes on behind what is put here.
  await file.truncate(0);
  await file.write(end, 0, end.length, 0);
}

async function readEnd(path: string): Promise<Buffer> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, shownBytes));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
  return bytes.subarray(0, bytesRead);
}
