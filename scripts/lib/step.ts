// Progress of a script: one line per step on standard error, with its outcome and its time.

import { ProcessOutput } from 'zx';
import { stopwatch } from './clock.ts';

/**
 * Does one step of a script.
 *
 * @param title what is being done, such as `Bundling the app`
 * @returns what `work` returns; what it throws is thrown again, after the step's line
 */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const seconds = stopwatch();
  const finish = (mark: string) => {
    process.stderr.write(`${mark} ${title} (${seconds().toFixed(1)} s)\n`);
  };
  try {
    const result = await work();
    finish('✓');
    return result;
  } catch (error) {
    finish('✗');
    throw error;
  }
}

/**
 * Runs a script, and ends the process with code 1 if it throws, saying why: a program that failed by
 * what it printed, anything else by its message. The stack is shown only with `--verbose`.
 *
 * @param usage what `--help` prints; shown as well where an option is unknown
 */
export async function script(
  main: (args: string[]) => Promise<void>,
  usage?: string,
): Promise<void> {
  const args = process.argv.slice(2);
  const isVerbose = args.includes('--verbose');
  if (usage !== undefined && args.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  try {
    await main(args.filter((arg) => arg !== '--verbose'));
  } catch (error) {
    const help = usage !== undefined && isOfOptions(error) ? `\n${usage}` : '';
    process.stderr.write(`\n${describeError(error, isVerbose)}\n${help}`);
    process.exitCode = 1;
  }
}

/** Node's `parseArgs` has thrown it. */
function isOfOptions(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}

/** Why something has failed: what a program has printed, else the error's message. */
export function describeError(error: unknown, isVerbose = false): string {
  if (error instanceof ProcessOutput) return error.stdall.trim() || error.message;
  if (!(error instanceof Error)) return String(error);
  return (isVerbose && error.stack) || error.message;
}
