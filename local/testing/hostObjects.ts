// For host tests: everything on this machine that may carry a region's id.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * Processes, mounts, cgroups, links, routes, namespaces and tables whose names have a region's id in
 * them, each as a line. The region's own folder, and the daemon of the test, apart.
 */
export function hostObjects(regionId: string): string[] {
  const lines = [
    ...processes(),
    ...text('mount', ['cat', '/proc/self/mounts']),
    ...text('link', ['ip', '-oneline', 'link']),
    ...text('route', ['ip', 'route', 'show', 'table', 'all']),
    ...text('namespace', ['ip', 'netns', 'list']),
    ...text('table', ['nft', 'list', 'tables']),
    ...cgroups(),
    ...folder('/run/rollover'),
    ...folder('/run/systemd/nspawn'),
  ];
  const patterns = [
    `rollover-${regionId}-`,
    `rollover/${regionId}`,
    `ro-${regionId}`,
    `region-${regionId}-`,
  ];
  return lines.filter((line) => patterns.some((pattern) => line.includes(pattern)));
}

function processes(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        return [`process ${readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ')}`];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

function cgroups(): string[] {
  return readdirSync('/sys/fs/cgroup', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('rollover'))
    .map((name) => `cgroup ${name}`);
}

function folder(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => `${path}/${name}`);
}

function text(kind: string, [command = '', ...args]: readonly string[]): string[] {
  return execFileSync(command, args, { encoding: 'utf8' })
    .split('\n')
    .map((line) => `${kind} ${line}`);
}
