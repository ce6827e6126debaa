// The region's HAProxy on this machine is known by the path of its configuration.

import { endProcesses, type Words } from '../processes.ts';

/** Ends them, and what is under way with them. */
export async function endHaproxy(configPath: string): Promise<void> {
  if (await endProcesses(isHaproxy(configPath), 'SIGKILL', 10)) return;
  throw new Error(`HAProxy with ${configPath} does not end`);
}

/** Masters and workers, which have the same command line. */
export function isHaproxy(configPath: string) {
  return ([program = '', ...words]: Words): boolean =>
    /(^|\/)haproxy$/.test(program) && words.includes(configPath);
}
