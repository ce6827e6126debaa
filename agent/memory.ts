// How much memory is in use, as the kernel tells. In an instance of the local region /proc/meminfo is the
// host's, and the instance's own limit is nowhere in its sight: there the figure is of the host.

import { readFile } from 'node:fs/promises';

/** From 0 to 100: of all memory, what new programs could not have. */
export async function usedMemoryPercent(): Promise<number> {
  return parseMemoryInfo(await readFile('/proc/meminfo', 'utf8'));
}

export function parseMemoryInfo(text: string): number {
  const kibibytes = (name: string) => {
    const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`/proc/meminfo: expected ${name}, got none`);
    return Number(value);
  };
  const total = kibibytes('MemTotal');
  return ((total - kibibytes('MemAvailable')) / total) * 100;
}
