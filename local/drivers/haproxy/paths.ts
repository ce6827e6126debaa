// Where the driver's files lie in the region's folder.

import { join } from 'node:path';

export type HaproxyPaths = {
  readonly folder: string;
  readonly config: string;
  /** What HAProxy writes: requests, and what it says of itself. */
  readonly log: string;
  /** How far the log has been read. */
  readonly position: string;
};

/** In {@link HaproxyPaths.folder}; HAProxy is started there, since a socket's path is short. */
export const socketName = 'master.sock';

/** @param directory the region's */
export function haproxyPaths(directory: string): HaproxyPaths {
  const folder = join(directory, 'loadBalancers');
  return {
    folder,
    config: join(folder, 'haproxy.cfg'),
    log: join(folder, 'access.log'),
    position: join(folder, 'access.position'),
  };
}
