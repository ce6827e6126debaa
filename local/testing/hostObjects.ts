// For host tests: everything on this machine that may carry a region's id.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';

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
    ...below('/run/rollover'),
    ...below('/run/systemd/nspawn').flatMap(withAge),
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
  return below('/sys/fs/cgroup')
    .filter((path) => path.includes('rollover'))
    .map((path) => `cgroup ${path}`);
}

/** Everything in a folder; what goes away meanwhile, such as another region's, is left out. */
function below(path: string): string[] {
  const entries = (() => {
    try {
      return readdirSync(path, { withFileTypes: true });
    } catch {
      return [];
    }
  })();
  return entries.flatMap((entry) => {
    const inside = `${path}/${entry.name}`;
    return entry.isDirectory() ? [inside, ...below(inside)] : [inside];
  });
}

/** How long it is there tells which step of a test left it behind. */
function withAge(path: string): string[] {
  const status = statSync(path, { throwIfNoEntry: false });
  return status ? [`${path}, made ${Math.round(Date.now() - status.birthtimeMs)} ms ago`] : [];
}

function text(kind: string, [command = '', ...args]: readonly string[]): string[] {
  return execFileSync(command, args, { encoding: 'utf8' })
    .split('\n')
    .map((line) => `${kind} ${line}`);
}
