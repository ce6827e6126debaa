// Which of the host's processors a machine sees, so that programs in it count as many as its type has.
// The quota alone would not do: a program that starts one worker per processor counts the host's.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The processors that this process may use. */
export async function hostProcessors(): Promise<number[]> {
  const status = await readFile('/proc/self/status', 'utf8');
  return parseList(status.match(/^Cpus_allowed_list:\s*(\S+)$/m)?.[1] ?? '');
}

/**
 * Processors for a machine, spread by its name; always the same ones. Undefined where the host has no
 * more than the machine's type.
 */
export function processorsFor(
  name: string,
  vCpus: number,
  processors: readonly number[],
): number[] | undefined {
  if (vCpus >= processors.length) return undefined;
  const first = createHash('sha256').update(name).digest().readUInt32BE() % processors.length;
  const chosen = [...processors, ...processors].slice(first, first + vCpus);
  return chosen.sort((a, b) => a - b);
}

/** `0-2,5` as numbers. */
export function parseList(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
