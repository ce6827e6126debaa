// The guest's init, seen from the host: finding it among a machine's processes, and asking it things.

import { readlink } from 'node:fs/promises';
import { ifThere, isMissing, readIfThere } from '../files.ts';
import { processesIn } from './cgroupFiles.ts';
import type { Cgroup } from './cgroups.ts';

/** Signals that systemd as process 1 understands. SIGRTMIN is 34 in glibc. */
export const initSignals = { poweroff: 34 + 4, reboot: 2 } as const;

/** Process id of the guest's init, from when it is init; undefined before and after. */
export async function findLeader(cgroup: Cgroup): Promise<number | undefined> {
  const depth = (namespacePids((await readIfThere('/proc/self/status')) ?? '') ?? []).length;
  for (const pid of await processesIn(cgroup)) {
    const pids = namespacePids((await readIfThere(`/proc/${pid}/status`)) ?? '') ?? [];
    if (pids.length !== depth + 1 || pids.at(-1) !== '1') continue;
    // Until it becomes the init, it is a fork of nspawn.
    const program = await ifThere(readlink(`/proc/${pid}/exe`));
    if (program !== undefined && !program.endsWith('/systemd-nspawn')) return pid;
  }
  return undefined;
}

/**
 * Sends a signal to an init that is ready for it. The kernel drops what an init does not handle yet:
 * false then, and if it is gone.
 */
export async function signalInit(pid: number, signal: number): Promise<boolean> {
  const status = (await readIfThere(`/proc/${pid}/status`)) ?? '';
  if (!handles(status, signal)) return false;
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Whether a process catches a signal, or keeps it to read it from a descriptor, as systemd does. */
export function handles(status: string, signal: number): boolean {
  return ['SigCgt', 'SigBlk'].some((field) => {
    const mask = status.match(new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm'))?.[1] ?? '0';
    return (BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n;
  });
}

/** The ids of a process in each of its namespaces, outermost first. */
function namespacePids(status: string): string[] | undefined {
  return status.match(/^NSpid:\s*(.+)$/m)?.[1]?.split(/\s+/);
}
