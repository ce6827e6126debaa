// The processes that a local stack needs: its program, and the commands among its resources.

import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { $ } from 'zx';
import type { RunProgram } from '../../../local/engine/program.ts';
import type { RunCommand } from '../../../local/engine/providers/providers.ts';
import { root } from '../lockedPackage.mjs';

type Environment = Readonly<Record<string, string>>;

/** They get no Ctrl-C from the terminal: each has a group of its own. */
const quiet = $({ quiet: true, nothrow: true, detached: true, killSignal: 'SIGKILL' });

/** Spares Node a fifth of a second per run: Pulumi's SDK is large. */
const compileCache = join(root, '.cache', 'compiled');

export function createRunProgram(environment: Environment): RunProgram {
  return async ({ args, variables, cwd, signal, onLine }) => {
    const options = {
      cwd,
      env: { ...environment, NODE_COMPILE_CACHE: compileCache, ...variables },
      signal,
    };
    const program = quiet(options)`${process.execPath} ${args}`;
    eachLine(program.stdout, onLine);
    eachLine(program.stderr, onLine);
    const { exitCode } = await program;
    return exitCode ?? undefined;
  };
}

export function createRunCommand(environment: Environment): RunCommand {
  return async ({ command, environment: more, directory = root, input, signal, onLine }) => {
    const options = { cwd: directory, env: { ...environment, ...more }, input, signal };
    const running = quiet(options)`${command}`;
    eachLine(running.stdout, onLine);
    eachLine(running.stderr, onLine);
    const { stdout, stderr, exitCode } = await running;
    if (exitCode === 0) return { stdout: stdout.trimEnd(), stderr: stderr.trimEnd() };
    // All that it said has been shown; its last word says what became of it.
    const [lastWord = ''] = stderr.trim().split('\n').slice(-1);
    throw new Error(`${command.join(' ')} ended with code ${exitCode}: ${lastWord}`);
  };
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface(stream).on('line', onLine);
}
