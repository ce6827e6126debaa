// The control groups of a machine, as values: which files to write, on each kind of host. They bound
// the machine, count what it uses, and tell whether it runs. cgroupFiles.ts acts on them.
//
//   v1        one cgroup in each hierarchy that matters, entered by the supervisor itself
//   v2        one cgroup, the same way, where no systemd owns the tree
//   systemd   a scope, asked of systemd, which owns the tree

import { join } from 'node:path';

export type CgroupHost =
  | {
      readonly kind: 'v1';
      /** Mount point of each hierarchy, by controller; `name=systemd` and `unified` among them. */
      readonly hierarchies: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'v2' | 'systemd'; readonly root: string };

export type Limits = { readonly memoryMiB: number; readonly vCpus: number };

/** A value that is written to a file of the kernel. */
export type Setting = { readonly file: string; readonly value: string };

export type Cgroup = {
  /** To be made before the start, parents first. A scope is made by systemd. */
  readonly folders: readonly string[];
  /** To be written after that, in this order. */
  readonly settings: readonly Setting[];
  /** `cgroup.procs` files that the supervisor writes itself into. */
  readonly enter: readonly string[];
  /** What the supervisor's command is given to, or nothing. */
  readonly wrapper: readonly string[];
  /** The machine's own folders, in all hierarchies; the first holds all of its processes. */
  readonly own: readonly string[];
  readonly cpuUsage: string;
  readonly memoryUsage: string;
  /** Its share where the processors do not suffice for all: of one that boots, and the kernel's default. */
  readonly cpuWeight: { readonly file: string; readonly booting: string; readonly booted: string };
};

/** As many processes and threads as a machine may have. */
const maxTasks = 4096;
/** What a machine has a cgroup in, on a v1 host; the first two so that it has a place of its own. */
const v1Hierarchies = ['unified', 'name=systemd', 'pids', 'memory', 'cpu', 'cpuacct'];

/**
 * @param mountInfo text of /proc/self/mountinfo
 * @param init name of process 1
 */
export function cgroupHostOf(mountInfo: string, init: string): CgroupHost {
  const hierarchies: Record<string, string> = {};
  for (const line of mountInfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const mountPoint = before.split(' ')[4] ?? '';
    const [type, , options = ''] = after.split(' ');
    if (type === 'cgroup2') hierarchies.unified ??= mountPoint;
    if (type === 'cgroup') for (const name of options.split(',')) hierarchies[name] ??= mountPoint;
  }
  if (hierarchies.memory !== undefined) return { kind: 'v1', hierarchies };
  if (hierarchies.unified === undefined) {
    throw new Error(
      'Machines need control groups; expected a mounted cgroup file system, got none',
    );
  }
  return { kind: init === 'systemd' ? 'systemd' : 'v2', root: hierarchies.unified };
}

/** The folder that the cgroups of a region's machines are in, where {@link Cgroup.own} begins. */
export function regionFolder(host: CgroupHost, regionId: string): string {
  switch (host.kind) {
    case 'v1':
      return join(watchedHierarchy(host.hierarchies), `rollover-${regionId}`);
    case 'v2':
      return join(host.root, `rollover-${regionId}`);
    case 'systemd':
      return join(host.root, slicePath(`rollover-${regionId}`));
  }
}

/** The machine whose cgroup has this name in {@link regionFolder}, if it is one. */
export function instanceOf(host: CgroupHost, regionId: string, folder: string): string | undefined {
  if (host.kind !== 'systemd') return folder;
  return folder.match(new RegExp(`^rollover-${regionId}-(.+)\\.scope$`))?.[1];
}

/** What there is to make, write and enter for one machine. */
export function cgroupOf(
  host: CgroupHost,
  regionId: string,
  InstanceId: string,
  limits: Limits,
): Cgroup {
  switch (host.kind) {
    case 'v1':
      return v1Cgroup(host.hierarchies, join(`rollover-${regionId}`, InstanceId), limits);
    case 'v2':
      return v2Cgroup(host.root, `rollover-${regionId}`, InstanceId, limits);
    case 'systemd':
      return scope(host.root, `rollover-${regionId}`, InstanceId, limits);
  }
}

/** Whether a cgroup has processes, by its `cgroup.events`, or its `cgroup.procs` where there is none. */
export function isPopulated(events: string | undefined, processes: string | undefined): boolean {
  if (events !== undefined) return /^populated 1$/m.test(events);
  return (processes ?? '').trim() !== '';
}

/** Seconds of CPU, out of `cpuacct.usage` or `cpu.stat`. */
export function cpuSecondsOf(text: string): number | undefined {
  const microseconds = text.match(/^usage_usec (\d+)$/m)?.[1];
  if (microseconds !== undefined) return Number(microseconds) / 1e6;
  return /^\d+\s*$/.test(text) ? Number(text) / 1e9 : undefined;
}

function v1Cgroup(
  hierarchies: Readonly<Record<string, string>>,
  name: string,
  limits: Limits,
): Cgroup {
  const there = v1Hierarchies.filter((hierarchy) => hierarchies[hierarchy] !== undefined);
  const inside = (hierarchy: string) => join(hierarchies[hierarchy] ?? '', name);
  const settings: readonly [hierarchy: string, file: string, value: string][] = [
    ['memory', 'memory.limit_in_bytes', `${limits.memoryMiB * 1024 * 1024}`],
    ['cpu', 'cpu.cfs_period_us', '100000'],
    ['cpu', 'cpu.cfs_quota_us', `${limits.vCpus * 100_000}`],
    ['pids', 'pids.max', `${maxTasks}`],
  ];
  // Several controllers may share a hierarchy.
  const own = [...new Set([join(watchedHierarchy(hierarchies), name), ...there.map(inside)])];
  return {
    folders: own,
    settings: settings
      .filter(([hierarchy]) => there.includes(hierarchy))
      .map(([hierarchy, file, value]) => ({ file: join(inside(hierarchy), file), value })),
    enter: own.map((folder) => join(folder, 'cgroup.procs')),
    wrapper: [],
    own,
    cpuUsage: join(inside('cpuacct'), 'cpuacct.usage'),
    memoryUsage: join(inside('memory'), 'memory.usage_in_bytes'),
    cpuWeight: { file: join(inside('cpu'), 'cpu.shares'), booting: '64', booted: '1024' },
  };
}

function v2Cgroup(root: string, region: string, InstanceId: string, limits: Limits): Cgroup {
  const controllers = '+cpu +memory +pids';
  const folder = join(root, region, InstanceId);
  return {
    folders: [folder],
    settings: [
      { file: join(root, 'cgroup.subtree_control'), value: controllers },
      { file: join(root, region, 'cgroup.subtree_control'), value: controllers },
      { file: join(folder, 'memory.max'), value: `${limits.memoryMiB * 1024 * 1024}` },
      { file: join(folder, 'cpu.max'), value: `${limits.vCpus * 100_000} 100000` },
      { file: join(folder, 'pids.max'), value: `${maxTasks}` },
    ],
    enter: [join(folder, 'cgroup.procs')],
    wrapper: [],
    ...v2Files(folder),
  };
}

function scope(root: string, region: string, InstanceId: string, limits: Limits): Cgroup {
  const unit = `${region}-${InstanceId}.scope`;
  const properties = [
    'Delegate=yes',
    `MemoryMax=${limits.memoryMiB}M`,
    `CPUQuota=${limits.vCpus * 100}%`,
    `TasksMax=${maxTasks}`,
  ];
  return {
    folders: [],
    settings: [],
    enter: [],
    wrapper: [
      ...['systemd-run', '--scope', '--quiet', '--collect', `--slice=${region}.slice`],
      ...[`--unit=${unit}`, `--description=${region}-${InstanceId}`],
      ...[...properties.flatMap((property) => ['-p', property]), '--'],
    ],
    ...v2Files(join(root, slicePath(region), unit)),
  };
}

function v2Files(folder: string) {
  return {
    own: [folder],
    cpuUsage: join(folder, 'cpu.stat'),
    memoryUsage: join(folder, 'memory.current'),
    cpuWeight: { file: join(folder, 'cpu.weight'), booting: '6', booted: '100' },
  };
}

/** Where a slice is: the slice `a-b-c` is in `a-b`, which is in `a`. */
function slicePath(slice: string): string {
  const words = slice.split('-');
  return join(...words.map((_, index) => `${words.slice(0, index + 1).join('-')}.slice`));
}

/** The hierarchy that is asked whether a machine runs: the unified one says so in a file. */
function watchedHierarchy(hierarchies: Readonly<Record<string, string>>): string {
  return hierarchies.unified ?? hierarchies.pids ?? hierarchies.memory ?? '';
}
