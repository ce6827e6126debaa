// Runs one program to its end. Free of dependencies, because it is needed before any is installed;
// the only file of this folder that touches child_process (everything later uses zx).

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program with this terminal's input and output, and waits for it. SIGTERM and SIGHUP are
 * passed on; Ctrl-C reaches the program by itself, since the terminal sends it to the whole group.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code, or 128 + the number of the signal that ended it
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    const wait = () => {};
    process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', wait);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', wait);
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1));
    });
  });
}
