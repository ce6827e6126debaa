// For tests: the region's HAProxy on this machine.

import { findProcesses } from '../../processes.ts';
import { isHaproxy } from '../processes.ts';

/** Ids of masters and workers. */
export function findHaproxy(configPath: string): Promise<number[]> {
  return findProcesses(isHaproxy(configPath));
}
