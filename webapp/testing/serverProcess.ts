// The app as a process of its own, as systemd would run it. The only file of this folder that
// touches child_process.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { LogLine } from './serveApp.ts';

export type ServerProcess = {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything on standard output so far; a line that is not JSON fails the test. */
  readonly lines: readonly LogLine[];
  readonly errorOutput: () => string;
  /** Resolves to the first line, past or to come, that fits. */
  readonly line: (fits: (line: LogLine) => boolean) => Promise<LogLine>;
  /** The address in the line that says that it listens. */
  readonly url: () => Promise<string>;
  /** Resolves when the process has ended and its output is read. */
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

const server = fileURLToPath(new URL('../server.ts', import.meta.url));

/** Runs the app on a free port with one worker, unless told otherwise, until the test ends. */
export function startServer(
  env: Readonly<Record<string, string>> = {},
  command: readonly string[] = [process.execPath, server],
): ServerProcess {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      WORKERS: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  let hasEnded = false;
  const wake = () => {
    for (const look of waiting) look();
  };
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(parseLine(text));
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (data) => {
    errors += data;
  });
  const exit = once(child, 'close').then(([code, signal]) => {
    hasEnded = true;
    wake();
    return { code, signal };
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const line: ServerProcess['line'] = (fits) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = lines.find(fits);
        if (found) resolve(found);
        else if (hasEnded) reject(new Error(`the app ended before that line; it said ${errors}`));
        else return;
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  return {
    child,
    pid: child.pid ?? 0,
    lines,
    errorOutput: () => errors,
    line,
    url: async () => String((await line(({ msg }) => msg === 'listening')).url),
    exit,
  };
}

function parseLine(text: string): LogLine {
  try {
    return JSON.parse(text);
  } catch {
    return { msg: 'not JSON', text };
  }
}

/** The process ids of a server's workers. */
export async function workersOf({ pid }: ServerProcess): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter(Boolean).map(Number);
}
