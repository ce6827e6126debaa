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
 */
export async function script(main: (args: string[]) => Promise<void>): Promise<void> {
  const isVerbose = process.argv.includes('--verbose');
  try {
    await main(process.argv.slice(2).filter((arg) => arg !== '--verbose'));
  } catch (error) {
    process.stderr.write(`\n${describe(error, isVerbose)}\n`);
    process.exitCode = 1;
  }
}

function describe(error: unknown, isVerbose: boolean): string {
  if (error instanceof ProcessOutput) return error.stdall.trim() || error.message;
  if (!(error instanceof Error)) return String(error);
  return (isVerbose && error.stack) || error.message;
}
