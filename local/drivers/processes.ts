// Finds processes of this machine by their command lines.

import { readdir } from 'node:fs/promises';
import { readIfThere } from './files.ts';

/**
 * Ids of the processes whose words, the program first, are those looked for. One that has ended has none, though its
 * parent has not asked how.
 */
export async function findProcesses(
  isLookedFor: (words: readonly string[]) => boolean,
): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      // It may end while it is read, which looks like an error of many kinds.
      const line = await readIfThere(`/proc/${id}/cmdline`).catch(() => undefined);
      return isLookedFor((line ?? '').split('\0').slice(0, -1)) ? [Number(id)] : [];
    }),
  );
  return found.flat();
}

/** Does nothing to one that has ended. */
export function signalProcess(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch {
    // It has ended by itself.
  }
}
