// How the daemon is run.

import { join } from 'node:path';
import type { RegionSettings } from './settings.ts';

/**
 * A command as a value. The compile cache keeps what the TypeScript sources were made into: without it
 * and the flag a region that is just up takes 207 MB, with them 111 MB.
 */
export function daemonCommand(settings: RegionSettings): [command: string, ...args: string[]] {
  return [
    'env',
    `NODE_COMPILE_CACHE=${join(settings.cacheDirectory, '..', 'compiled')}`,
    process.execPath,
    '--optimize-for-size',
    join(import.meta.dirname, 'main.ts'),
    JSON.stringify(settings),
  ];
}
