// What a machine has used, from its cgroup.

import type { MachineUsage } from '../machines.ts';
import { type Cgroup, cpuSecondsOf } from './cgroups.ts';
import { readIfThere } from './files.ts';

export async function readUsage({ cpuUsage, memoryUsage }: Cgroup): Promise<MachineUsage> {
  const [cpu, memory] = await Promise.all([readIfThere(cpuUsage), readIfThere(memoryUsage)]);
  return {
    cpuSeconds: cpu === undefined ? undefined : cpuSecondsOf(cpu),
    memoryBytes: memory === undefined ? undefined : Number(memory),
  };
}
