// Commands as values, in stages, and the running of them: the commands of one stage do not depend on
// each other and run at the same time; what fails says what was attempted, and at which line.

import { availableParallelism } from 'node:os';
import { CommandError, run } from '../run.ts';

export type Command = {
  /** What is attempted, as a phrase for an error message: `making the links of vpc-1`. */
  readonly attempt: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly input: string;
};

export type Stage = readonly Command[];

/** One run of `ip`, in a namespace or the host's, that carries out all lines and stops at the first to fail. */
export function ipBatch(attempt: string, lines: readonly string[], namespace?: string): Command {
  const where = namespace === undefined ? [] : ['-n', namespace];
  return {
    attempt,
    command: 'ip',
    args: [...where, '-batch', '-'],
    input: lines.map((line) => `${line}\n`).join(''),
  };
}

/** @throws Error that names the attempt, the command and the failed line */
export async function execute(stages: readonly Stage[]): Promise<void> {
  for (const stage of stages) {
    const waiting = [...stage];
    async function work(): Promise<void> {
      for (let next = waiting.shift(); next; next = waiting.shift()) await executeOne(next);
    }
    // All are awaited, so that none is still running when the caller hears of a failure.
    const results = await Promise.allSettled(
      Array.from({ length: 2 * availableParallelism() }, work),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}

async function executeOne({ attempt, command, args, input }: Command): Promise<void> {
  try {
    await run(command, args, { input, timeoutSeconds: 30 });
  } catch (error) {
    const line = error instanceof CommandError ? failedLine(input, error.stderr) : undefined;
    const where = line === undefined ? '' : ` at "${line}"`;
    const how = error instanceof Error ? error.message : String(error);
    throw new Error(`${attempt} failed${where}: ${how}`, { cause: error });
  }
}

/** `ip` and `nft` both name the line of their input. */
function failedLine(input: string, stderr: string): string | undefined {
  const number = /Command failed -:(\d+)|\/dev\/stdin:(\d+):/.exec(stderr);
  return number ? input.split('\n')[Number(number[1] ?? number[2]) - 1]?.trim() : undefined;
}
