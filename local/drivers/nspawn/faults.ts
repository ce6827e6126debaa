// Hardships for a running machine: standing still, little CPU time, commands inside of it.

import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere, isMissing } from '../files.ts';
import { run } from '../run.ts';
import { isRunning, processesIn } from './cgroupFiles.ts';
import type { Cgroup } from './cgroups.ts';

export async function setFrozen(cgroup: Cgroup, isFrozen: boolean): Promise<void> {
  if (!(await isRunning(cgroup))) return;
  const file = join(cgroup.own[0] ?? '', 'cgroup.freeze');
  if (await ifThere(stat(file))) return writeFile(file, isFrozen ? '1' : '0');
  for (const pid of await processesIn(cgroup)) signal(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
}

/** @param cgroup with that limit in its settings, where they hold any */
export async function limitCpu(cgroup: Cgroup, vCpus: number): Promise<void> {
  if (!(await isRunning(cgroup))) return;
  const written = cgroup.settings.filter(({ file }) => /\/cpu\.(cfs_quota_us|max)$/.test(file));
  // systemd has written a scope's limits.
  const scope = { file: join(cgroup.own[0] ?? '', 'cpu.max'), value: `${vCpus * 100_000} 100000` };
  for (const { file, value } of written.length > 0 ? written : [scope]) {
    await ifThere(writeFile(file, value));
  }
}

/** @param init process id of the guest's init */
export async function runInside(
  InstanceId: string,
  init: number | undefined,
  command: readonly string[],
): Promise<string> {
  if (init === undefined) throw new Error(`${InstanceId} does not run`);
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
  const path = 'PATH=/usr/sbin:/usr/bin:/sbin:/bin';
  const inside = ['--wdns=/', '--', 'env', '-i', path, ...command];
  return run('nsenter', ['--target', `${init}`, ...namespaces, ...inside], { timeoutSeconds: 30 });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
