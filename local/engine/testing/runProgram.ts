// Runs a program's process for tests, as scripts/stack.ts does for people.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RunProgram } from '../program.ts';

export const runProgram: RunProgram = ({ args, variables, cwd, signal, onLine }) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = () => child.kill('SIGKILL');
    signal.addEventListener('abort', kill, { once: true });
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', onLine);
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', kill);
      resolve(code ?? undefined);
    });
  });
