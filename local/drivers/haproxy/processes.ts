// Finds the region's HAProxy on this machine, by the path of its configuration.

import { findProcesses, signalProcess } from '../processes.ts';
import { waitFor } from '../waiting.ts';

/** Masters and workers, which have the same command line. */
export function findHaproxy(configPath: string): Promise<number[]> {
  return findProcesses(
    ([program = '', ...words]) => /(^|\/)haproxy$/.test(program) && words.includes(configPath),
  );
}

/** Ends them, and what is under way with them. */
export async function endProcesses(configPath: string): Promise<void> {
  let looks = 0;
  const isGone = await waitFor(
    async () => {
      const ids = await findHaproxy(configPath);
      for (const id of ids) signalProcess(id, 'SIGKILL');
      looks = ids.length === 0 ? looks + 1 : 0;
      // A master that executes itself anew has no command line for a moment.
      return looks === 2;
    },
    { timeoutSeconds: 10 },
  );
  if (!isGone) throw new Error(`HAProxy with ${configPath} does not end`);
}
