// Who a process is, in a form that others can keep, and ask after later.

import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';

/** A process that no other process can be taken for, neither elsewhere nor later. */
export type ProcessIdentity = {
  /** Hash of what process ids are counted in: this boot of this machine, this container. */
  readonly place: string;
  readonly id: number;
  /** When it began, in ticks since the boot. */
  readonly start: string;
};

/** As text, such as `0a1b2c3d4e5f.4711.123456`. */
export function printProcess({ place, id, start }: ProcessIdentity): string {
  return `${place}.${id}.${start}`;
}

/** Undefined where the text is none. */
export function parseProcess(text: string): ProcessIdentity | undefined {
  const [, place = '', id, start = ''] = text.match(/^([0-9a-f]+)\.(\d+)\.(\d+)$/) ?? [];
  return id === undefined ? undefined : { place, id: Number(id), start };
}

/** Of a process on this machine; undefined if it does not run. */
export async function startOf(processId: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${processId}/stat`, 'utf8');
    // The second field is the program's name, which may hold anything; a zombie has ended.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}

export async function thisProcess(): Promise<ProcessIdentity> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const container = await readlink('/proc/self/ns/pid');
  return {
    place: createHash('sha256').update(boot).update(container).digest('hex').slice(0, 12),
    id: process.pid,
    start: (await startOf(process.pid)) ?? '0',
  };
}
