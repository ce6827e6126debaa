// For tests: a checkout of this project, which a test may edit as a user does, with a local region of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { root } from '../lib/lockedPackage.mjs';

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Running = {
  readonly processId: number;
  /** Waits until it has said this on standard error; fails where it ends before. */
  until(text: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Also of one that was killed, once nobody holds its output any more. */
  readonly ended: Promise<Ended>;
};

export type Checkout = {
  readonly directory: string;
  /** Replaces a text in a file; there has to be such a text. */
  edit(file: string, from: string, to: string): Promise<void>;
  /** Takes back all edits of a file. */
  restore(file: string): Promise<void>;
  /** Runs a script as its npm command does, such as `local`, `up`. */
  run(script: string, ...args: readonly string[]): Promise<Ended>;
  /** Begins to. */
  start(script: string, ...args: readonly string[]): Running;
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
    run: (script, ...args) => start(directory, script, args).ended,
    start: (script, ...args) => start(directory, script, args),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

function start(directory: string, script: string, args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(directory, 'scripts', `${script}.ts`), ...args], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = createTranscript(child.stderr);
  const ended = Promise.all([text(child.stdout), said.whole, once(child, 'close')]).then(
    ([stdout, stderr, [code]]) => ({ code, stdout, stderr }),
  );
  return {
    processId: child.pid ?? 0,
    until: said.until,
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

/** What is said, and who waits for it. */
function createTranscript(stream: Readable) {
  let soFar = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    soFar += chunk;
  });
  const end = once(stream, 'close');
  return {
    whole: end.then(() => soFar),
    async until(wanted: string) {
      const over = new AbortController();
      const { signal } = over;
      try {
        while (!soFar.includes(wanted)) {
          if (stream.closed) throw new Error(`It ended without saying ${wanted}:\n${soFar}`);
          await Promise.race([once(stream, 'data', { signal }), end]);
        }
      } finally {
        over.abort();
      }
    },
  };
}
