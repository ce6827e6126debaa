// What a machine has used, from its cgroup and its network.

import { readIfThere } from '../files.ts';
import type { MachineUsage } from '../machines.ts';
import { type Cgroup, cpuSecondsOf } from './cgroups.ts';

/** @param init process id of the guest's init */
export async function readUsage(
  { cpuUsage, memoryUsage }: Cgroup,
  init: number | undefined,
): Promise<MachineUsage> {
  const [cpu, memory, network] = await Promise.all([
    readIfThere(cpuUsage),
    readIfThere(memoryUsage),
    init === undefined ? undefined : readIfThere(`/proc/${init}/net/dev`),
  ]);
  return {
    cpuSeconds: cpu === undefined ? undefined : cpuSecondsOf(cpu),
    memoryBytes: memory === undefined ? undefined : Number(memory),
    ...trafficOf(network ?? ''),
  };
}

/** Of the guest's interface, in the kernel's table: name, eight columns received, eight sent, bytes first. */
export function trafficOf(table: string): Pick<MachineUsage, 'receivedBytes' | 'sentBytes'> {
  const columns = table
    .match(/^\s*host0:(.*)$/m)?.[1]
    ?.trim()
    .split(/\s+/)
    .map(Number);
  return { receivedBytes: columns?.[0], sentBytes: columns?.[8] };
}
