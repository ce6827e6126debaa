// The programs that are measured, and those that measure: started, pinned to cores and stopped. The
// only file of this folder that touches child_process.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { promisify } from 'node:util';

export type Program = {
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** As for `taskset -c`; default: all. */
  readonly cores?: string | undefined;
};

/**
 * Starts a server. Its standard output goes to a file, as an instance's goes to its journal. It leads
 * a process group, so that it can be killed together with its workers.
 */
export function start({ command, env, cores }: Program, outputFile: string): ChildProcess {
  const [program, ...args] = pinned(cores, command);
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', openSync(outputFile, 'w'), 'inherit'],
    detached: true,
  });
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

/** SIGTERM, and SIGKILL for what does not end within ten seconds. */
export async function stop(child: ChildProcess): Promise<void> {
  const kill = setTimeout(() => killGroup(child), 10_000);
  await end(child, () => child.kill('SIGTERM'));
  clearTimeout(kill);
}

/** SIGKILL at once, to the server and its workers. */
export async function kill(child: ChildProcess): Promise<void> {
  await end(child, () => killGroup(child));
}

async function end(child: ChildProcess, signal: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  signal();
  await exited;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid) process.kill(-pid, 'SIGKILL');
}

/** Runs a program to its end and returns its standard output. */
export async function outputOf(
  command: readonly [string, ...string[]],
  cores?: string,
): Promise<string> {
  const [program, ...args] = pinned(cores, command);
  const options = { timeout: 60_000, maxBuffer: 1 << 24 };
  return (await promisify(execFile)(program, args, options)).stdout;
}

/** The processor time that a process and its children have used so far, in seconds. */
export async function cpuSeconds(pid: number): Promise<number> {
  const pids = [pid, ...(await childrenOf(pid))];
  const ticks = await Promise.all(
    pids.map(async (each) => {
      const stat = await readFile(`/proc/${each}/stat`, 'utf8');
      // After the program's name, which may hold spaces: utime and stime are fields 14 and 15.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]);
    }),
  );
  return ticks.reduce((sum, each) => sum + each, 0) / 100;
}

async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const lists = tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8'));
  return (await Promise.all(lists)).join(' ').split(/\s+/).filter(Boolean).map(Number);
}

/** Always, since a child would else be where its parent is pinned. */
function pinned(cores = `0-${cpus().length - 1}`, command: readonly [string, ...string[]]) {
  return ['taskset', '-c', cores, ...command] as const;
}

const started = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of started) killGroup(child);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
