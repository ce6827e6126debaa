// Ctrl-C, kill, and the death of npm: what has been begun is undone first.

import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { isDeepStrictEqual } from 'node:util';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * From now on, a signal aborts what is returned instead of ending the process; one more, a second or
 * later, does end it. Within that second one signal may come several times: from the terminal, and
 * from a parent that passes it on.
 *
 * npm passes on no signal that it gets itself, it just dies of it. That counts as one, too.
 *
 * @param lastWords what happens now
 * @param partingWords what is left, where one more signal ends the process
 * @param say how the last words are told: above a drawing, or not at all
 */
export function onInterrupt(
  lastWords: string,
  partingWords?: () => string,
  say = (text: string): unknown => process.stderr.write(text),
): AbortSignal & Disposable {
  const controller = new AbortController();
  let isAgain = false;
  function interrupt(cause: NodeJS.Signals | 'npm ended'): void {
    if (isAgain && cause !== 'npm ended') {
      if (partingWords) process.stderr.write(`${partingWords()}\n`);
      process.exit(128 + constants.signals[cause]);
    }
    if (controller.signal.aborted) return;
    say(`\n${cause}: ${lastWords}\n`);
    controller.abort(new Error(`Interrupted: ${cause}`));
    setTimeout(() => {
      isAgain = true;
    }, 1000).unref();
  }
  for (const signal of signals) process.on(signal, interrupt);
  const started = pathToNpm();
  const watch = setInterval(() => {
    if (started.at(-1)?.isNpm && !isDeepStrictEqual(pathToNpm(), started)) interrupt('npm ended');
  }, 250).unref();
  return Object.assign(controller.signal, {
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, interrupt);
      clearInterval(watch);
    },
  });
}

type Ancestor = { readonly id: number; readonly isNpm: boolean };

/** The processes that have led to this one, from its parent up to npm: bootstrap.mjs, a shell, npm. */
function pathToNpm(): Ancestor[] {
  const path: Ancestor[] = [];
  let id = process.ppid;
  while (id > 1 && path.length < 4 && !path.at(-1)?.isNpm) {
    const { name, parent } = readProcess(id);
    path.push({ id, isNpm: name.startsWith('npm') });
    id = parent;
  }
  return path;
}

function readProcess(id: number): { readonly name: string; readonly parent: number } {
  try {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    const field = (name: string) => status.match(new RegExp(`^${name}:\\t(.*)$`, 'm'))?.[1] ?? '';
    return { name: field('Name'), parent: Number(field('PPid')) };
  } catch {
    return { name: '', parent: 0 };
  }
}
