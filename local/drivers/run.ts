// Runs the host's programs: the one place of local/ that starts processes. A command is a value,
// `['ip', 'link', 'show']`; what fails is thrown as a CommandError that says what, how and why.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type RunOptions = {
  /** Text for the command's standard input; without it, that is empty. */
  readonly input?: string;
  /** After this time the command gets SIGKILL, and the promise is rejected. Default 60. */
  readonly timeoutSeconds?: number;
  /** Gives the command up: SIGKILL, as after the timeout. */
  readonly signal?: AbortSignal;
  readonly cwd?: string;
  /** Called with each line of standard error, as it comes. */
  readonly onStderr?: (line: string) => void;
};

export type StartOptions = {
  readonly cwd?: string;
  /** Descriptor of an open file that takes standard output and standard error. Default: nowhere. */
  readonly output?: number;
};

/** A command that could not be run, ended with another status than 0, or was killed. */
export class CommandError extends Error {
  /** Undefined where it was not run or was killed. */
  readonly exitCode: number | undefined;
  readonly stderr: string;

  constructor(what: string, exitCode: number | undefined, stderr: string, cause: unknown) {
    super(`${what}${stderr === '' ? '' : `: ${stderr.trim()}`}`, { cause });
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** Runs a command to its end, and gives what it wrote to standard output. */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { input = '', timeoutSeconds = 60, signal, cwd, onStderr } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      {
        timeout: timeoutSeconds * 1000,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
        ...(cwd !== undefined && { cwd }),
      },
      (error, stdout, stderr) => {
        signal?.removeEventListener('abort', giveUp);
        if (!error) return resolve(stdout);
        const exitCode = typeof error.code === 'number' ? error.code : undefined;
        const how = describeEnd(exitCode, error, signal, timeoutSeconds);
        const what = `${shorten([command, ...args].join(' '))} ${how}`;
        reject(new CommandError(what, exitCode, tail(stderr), error));
      },
    );
    // Node's own \`signal\` option sends SIGTERM, which may be ignored, and does not wait for the end.
    const giveUp = () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.kill('SIGKILL');
    };
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    if (onStderr && child.stderr) createInterface(child.stderr).on('line', onStderr);
    // A command that ends without reading its input closes the pipe; its exit status tells the rest.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/**
 * Starts a command in a session of its own, which outlives this process, and gives its process id.
 * It has no standard input.
 */
export async function start(
  command: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<number> {
  const { cwd, output = 'ignore' } = options;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', output, output],
    ...(cwd !== undefined && { cwd }),
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new CommandError(`${command} could not be started`, undefined, '', error);
  }
  child.unref();
  if (child.pid === undefined) throw new Error(`${command} was started without a process id`);
  return child.pid;
}

function describeEnd(
  exitCode: number | undefined,
  error: Error & { readonly signal?: NodeJS.Signals | null; readonly killed?: boolean },
  signal: AbortSignal | undefined,
  timeoutSeconds: number,
): string {
  if (exitCode !== undefined) return `ended with status ${exitCode}`;
  if (signal?.aborted) return 'was given up';
  if (error.killed) return `took longer than ${timeoutSeconds} s`;
  if (error.signal) return `was ended by ${error.signal}`;
  return `could not be run (${error.message})`;
}

function shorten(command: string): string {
  return command.length > 300 ? `${command.slice(0, 300)}…` : command;
}

/** The end of a long text says why; its beginning seldom does. */
function tail(text: string): string {
  return text.length > 4000 ? `…${text.slice(-4000)}` : text;
}
