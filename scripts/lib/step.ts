// Progress of a script: one line per step on standard error, with its outcome and its time.

/**
 * Does one step of a script.
 *
 * @param title what is being done, such as `Bundling the app`
 * @returns what `work` returns; what it throws is thrown again, after the step's line
 */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const finish = (mark: string) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stderr.write(`${mark} ${title} (${seconds} s)\n`);
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
 * Runs a script, and ends the process with code 1 and the error's message if it throws. The stack
 * is shown only with `--verbose`: a message that needs it is a poor message.
 */
export async function script(main: (args: string[]) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2).filter((arg) => arg !== '--verbose');
  try {
    await main(args);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const stack = error instanceof Error ? error.stack : undefined;
    process.stderr.write(`\n${process.argv.includes('--verbose') ? (stack ?? text) : text}\n`);
    process.exitCode = 1;
  }
}
