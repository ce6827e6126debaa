// Finds the region's HAProxy on this machine, by the path of its configuration.

import { readdir } from 'node:fs/promises';
import { readIfThere } from '../files.ts';
import { waitFor } from '../waiting.ts';

/** Masters and workers, which have the same command line. */
export async function findProcesses(configPath: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      // Its process may end, which looks like an error of many kinds.
      const line = await readIfThere(`/proc/${id}/cmdline`).catch(() => undefined);
      const [program = '', ...words] = (line ?? '').split('\0');
      return /(^|\/)haproxy$/.test(program) && words.includes(configPath) ? [Number(id)] : [];
    }),
  );
  return found.flat();
}

/** Ends them, and what is under way with them. */
export async function endProcesses(configPath: string): Promise<void> {
  let looks = 0;
  const isGone = await waitFor(
    async () => {
      const ids = await findProcesses(configPath);
      for (const id of ids) kill(id);
      looks = ids.length === 0 ? looks + 1 : 0;
      // A master that executes itself anew has no command line for a moment.
      return looks === 2;
    },
    { timeoutSeconds: 10 },
  );
  if (!isGone) throw new Error(`HAProxy with ${configPath} does not end`);
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
