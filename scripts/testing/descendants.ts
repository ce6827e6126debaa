// For tests: the processes that a process has begun, and those that these have, as Linux knows them.

import { readdir, readFile } from 'node:fs/promises';
import { startOf } from '../lib/processIdentity.ts';

/** A process that no later one is taken for. */
export type Descendant = {
  readonly processId: number;
  readonly command: string;
  readonly start: string | undefined;
};

/** Parents first. */
export async function descendantsOf(processId: number): Promise<readonly Descendant[]> {
  const children = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    const parent = /^\d+$/.test(name) ? await parentOf(Number(name)) : undefined;
    if (parent !== undefined) {
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
  }
  const below = (id: number): readonly number[] =>
    (children.get(id) ?? []).flatMap((child) => [child, ...below(child)]);
  return Promise.all(below(processId).map(describe));
}

/** Whether it still runs. */
export async function isRunning({ processId, start }: Descendant): Promise<boolean> {
  return start !== undefined && (await startOf(processId)) === start;
}

/** Does nothing to one that has ended. */
export async function killDescendant(descendant: Descendant): Promise<void> {
  if (await isRunning(descendant)) process.kill(descendant.processId, 'SIGKILL');
}

async function describe(processId: number): Promise<Descendant> {
  const start = await startOf(processId);
  const words = await readFile(`/proc/${processId}/cmdline`, 'utf8').catch(() => '');
  return { processId, command: words.replaceAll('\0', ' ').trim(), start };
}

/** Undefined where it has ended meanwhile. */
async function parentOf(processId: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  const [, parent] = status.match(/^PPid:\t(\d+)$/m) ?? [];
  return parent === undefined ? undefined : Number(parent);
}
