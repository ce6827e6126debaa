// On EC2 no instance slows another down; here they share the host's processors. One that boots could use
// all of them for seconds, and whoever waits for an answer of one that serves would notice.

import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ifThere } from '../files.ts';
import type { Cgroup } from './cgroups.ts';

export type BootPriority = {
  /** Lets it have what the others leave, for as long as a boot takes. */
  yields(cgroup: Cgroup): Promise<void>;
  close(): void;
};

/** From a start until the services run, on a busy machine. */
const bootSeconds = 5;

export function createBootPriority(): BootPriority {
  const closing = new AbortController();
  return {
    async yields(cgroup) {
      const { file, booting } = cgroup.cpuWeight;
      await ifThere(writeFile(file, booting));
      sleep(bootSeconds * 1000, undefined, { ref: false, signal: closing.signal })
        .then(() => competes(cgroup))
        .catch(() => {}); // closed; the next driver does it
    },
    close: () => closing.abort(),
  };
}

/** Gives a machine its full weight. */
export async function competes({ cpuWeight: { file, booted } }: Cgroup): Promise<void> {
  await ifThere(writeFile(file, booted));
}
