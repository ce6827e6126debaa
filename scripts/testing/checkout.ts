// For tests: a checkout of this project, which a test may edit as a user does, with a local region of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../lib/lockedPackage.mjs';

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Checkout = {
  readonly directory: string;
  /** Replaces a text in a file; there has to be such a text. */
  edit(file: string, from: string, to: string): Promise<void>;
  /** Takes back all edits of a file. */
  restore(file: string): Promise<void>;
  /** Runs a script as its npm command does, such as `local`, `up`. */
  run(script: string, ...args: readonly string[]): Promise<Ended>;
  remove(): Promise<void>;
};

/** What is not the project's sources, or is better shared. */
const leftOut = ['.git', '.local', 'build', 'node_modules', '.cache'];

export async function createCheckout(): Promise<Checkout> {
  const directory = await mkdtemp(join(tmpdir(), 'checkout-'));
  await cp(root, directory, {
    recursive: true,
    filter: (source) => !leftOut.includes(basename(source)),
  });
  for (const shared of ['node_modules', '.cache']) {
    await symlink(join(root, shared), join(directory, shared));
  }
  return {
    directory,
    async edit(file, from, to) {
      const path = join(directory, file);
      const before = await readFile(path, 'utf8');
      if (!before.includes(from)) throw new Error(`${file} has no text ${from}`);
      await writeFile(path, before.replace(from, to));
    },
    restore: (file) => cp(join(root, file), join(directory, file)),
    async run(script, ...args) {
      const child = spawn(process.execPath, [join(directory, 'scripts', `${script}.ts`), ...args], {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ]);
      return { code, stdout, stderr };
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
