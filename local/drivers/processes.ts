// Finds processes of this machine by their command lines, and ends them.

import { readdir } from 'node:fs/promises';
import { readIfThere } from './files.ts';
import { waitFor } from './waiting.ts';

/** Of a command line, the program first. */
export type Words = readonly string[];

/** Their ids. One that has ended has no words, though its parent has not asked how. */
export async function findProcesses(isLookedFor: (words: Words) => boolean): Promise<number[]> {
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

/**
 * Sends them a signal, and again, until there are none.
 *
 * @returns whether there are none; false where some are left when the time is over
 */
export async function endProcesses(
  isLookedFor: (words: Words) => boolean,
  signal: NodeJS.Signals,
  timeoutSeconds: number,
): Promise<boolean> {
  let looks = 0;
  const areGone = await waitFor(
    async () => {
      const ids = await findProcesses(isLookedFor);
      for (const id of ids) send(signal, id);
      looks = ids.length === 0 ? looks + 1 : 0;
      // One that executes a program has no command line for a moment.
      return looks === 2;
    },
    { timeoutSeconds },
  );
  return areGone === true;
}

function send(signal: NodeJS.Signals, id: number): void {
  try {
    process.kill(id, signal);
  } catch {
    // It has ended by itself.
  }
}
