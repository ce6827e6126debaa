// Running Pulumi's CLI.
//
//   this process ──SIGINT, once──▶ the CLI's group ──cancels──▶ its plugins, each in a group of its own
//
// A first SIGINT lets what is being done end, a second one gives it up and leaves the state wrong: so the
// terminal's Ctrl-C does not reach the CLI, only this process' one does.

import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $, type ProcessPromise } from 'zx';
import { followFile } from '../followFile.ts';
import { root } from '../lockedPackage.mjs';
import { waitUntil } from '../waitUntil.ts';
import type { Environment, Pulumi } from './pulumiCommand.ts';

export type PulumiCall = {
  readonly pulumi: Pulumi;
  readonly args: readonly string[];
  /** Besides the CLI's own environment. */
  readonly variables?: Environment;
  /** The project's folder, if another. */
  readonly directory?: string;
  /** Aborted, it is told once to come to an end; the call still waits for that. */
  readonly stopping: AbortSignal;
};

/** Undefined where a signal ended it. */
type ExitCode = number | undefined;

/** Runs it for what it prints. */
export async function askPulumi(
  call: PulumiCall,
): Promise<{ readonly exitCode: ExitCode; readonly stdout: string; readonly stderr: string }> {
  const running = start(call, ['ignore', 'pipe', 'pipe']);
  const exitCode = await ended(running, call.stopping);
  const { stdout, stderr } = await running;
  return { exitCode, stdout, stderr };
}

/**
 * Runs it for what it does, and shows what it prints as it comes. It writes to a file: should this process be killed,
 * nobody would read a pipe, and the CLI would die of writing to it with its work half done.
 *
 * @returns also all that it printed
 */
export async function watchPulumi(
  call: PulumiCall,
  show: (text: string) => void,
): Promise<{ readonly exitCode: ExitCode; readonly text: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rollover-pulumi-'));
  const log = join(folder, 'output.log');
  await using output = await open(log, 'a', 0o600);
  const over = new AbortController();
  const decoder = new TextDecoder();
  const shown = followFile(
    log,
    (bytes) => show(decoder.decode(bytes, { stream: true })),
    over.signal,
  );
  try {
    const exitCode = await ended(start(call, ['ignore', output.fd, output.fd]), call.stopping);
    return { exitCode, text: await readFile(log, 'utf8') };
  } finally {
    over.abort();
    await shown;
    await rm(folder, { recursive: true, force: true });
  }
}

type Stdio = ['ignore', 'pipe' | number, 'pipe' | number];

function start({ pulumi, args, variables, directory = root }: PulumiCall, stdio: Stdio) {
  const { program, environment } = pulumi;
  return $({
    cwd: directory,
    env: { ...environment, ...variables },
    nothrow: true,
    quiet: true,
    detached: true,
    stdio,
  })`exec ${program} ${args}`;
}

async function ended(running: ProcessPromise, stopping: AbortSignal): Promise<ExitCode> {
  const stop = () => signalGroup(running.pid, 'SIGINT');
  stopping.addEventListener('abort', stop);
  try {
    const { exitCode } = await running;
    // A wrapper on PATH dies of the signal at once, and leaves the CLI to its end.
    if (stopping.aborted)
      await waitUntil(async () => !signalGroup(running.pid, 0) || undefined, 120);
    return exitCode ?? undefined;
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}

/** @returns whether there was one */
function signalGroup(processId: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (processId === undefined) return false;
  try {
    return process.kill(-processId, signal);
  } catch {
    return false;
  }
}
