// Shows what another program appends to a file, as it comes.

import { open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** Passes on everything from the file's beginning, until the signal is aborted and all is passed on. */
export async function followFile(
  path: string,
  show: (text: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  await using file = await open(path, 'r');
  const buffer = Buffer.alloc(64 * 1024);
  for (;;) {
    const isLast = signal.aborted;
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) break;
      show(Buffer.from(buffer.subarray(0, bytesRead)));
    }
    if (isLast) return;
    await setTimeout(100, undefined, { signal }).catch(() => {}); // aborted: once more, to the end
  }
}
