import { describe, expect, test } from 'vitest';
import {
  cgroupHostOf,
  cgroupOf,
  cpuSecondsOf,
  instanceOf,
  isPopulated,
  regionFolder,
} from './cgroups.ts';

const limits = { memoryMiB: 1024, vCpus: 2 };
const v1Mounts = `
24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334460k
31 30 0:26 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct
32 30 0:27 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
33 30 0:28 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
34 30 0:29 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
35 30 0:30 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;
const v2Mounts = '30 25 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n';

describe('A host with cgroup v1', () => {
  const host = cgroupHostOf(v1Mounts, 'systemd');

  test('gives a machine a cgroup in each hierarchy, once where two controllers share one', () => {
    expect(cgroupOf(host, 'dev', 'i-1', limits)).toEqual({
      folders: [
        '/sys/fs/cgroup/unified/rollover-dev/i-1',
        '/sys/fs/cgroup/systemd/rollover-dev/i-1',
        '/sys/fs/cgroup/pids/rollover-dev/i-1',
        '/sys/fs/cgroup/memory/rollover-dev/i-1',
        '/sys/fs/cgroup/cpu/rollover-dev/i-1',
      ],
      settings: [
        {
          file: '/sys/fs/cgroup/memory/rollover-dev/i-1/memory.limit_in_bytes',
          value: '1073741824',
        },
        { file: '/sys/fs/cgroup/cpu/rollover-dev/i-1/cpu.cfs_period_us', value: '100000' },
        { file: '/sys/fs/cgroup/cpu/rollover-dev/i-1/cpu.cfs_quota_us', value: '200000' },
        { file: '/sys/fs/cgroup/pids/rollover-dev/i-1/pids.max', value: '4096' },
      ],
      enter: [
        '/sys/fs/cgroup/unified/rollover-dev/i-1/cgroup.procs',
        '/sys/fs/cgroup/systemd/rollover-dev/i-1/cgroup.procs',
        '/sys/fs/cgroup/pids/rollover-dev/i-1/cgroup.procs',
        '/sys/fs/cgroup/memory/rollover-dev/i-1/cgroup.procs',
        '/sys/fs/cgroup/cpu/rollover-dev/i-1/cgroup.procs',
      ],
      wrapper: [],
      own: expect.any(Array),
      cpuUsage: '/sys/fs/cgroup/cpu/rollover-dev/i-1/cpuacct.usage',
      memoryUsage: '/sys/fs/cgroup/memory/rollover-dev/i-1/memory.usage_in_bytes',
      cpuWeight: {
        file: '/sys/fs/cgroup/cpu/rollover-dev/i-1/cpu.shares',
        booting: '64',
        booted: '1024',
      },
    });
  });

  test('is asked in the unified hierarchy, or in that of processes', () => {
    expect(regionFolder(host, 'dev')).toBe('/sys/fs/cgroup/unified/rollover-dev');
    const withoutUnified = cgroupHostOf(v1Mounts.replaceAll('cgroup2', 'tmpfs'), 'init');
    expect(regionFolder(withoutUnified, 'dev')).toBe('/sys/fs/cgroup/pids/rollover-dev');
    expect(cgroupOf(withoutUnified, 'dev', 'i-1', limits).own[0]).toBe(
      '/sys/fs/cgroup/pids/rollover-dev/i-1',
    );
  });
});

test('A host with cgroup v2 and another init has one cgroup for a machine', () => {
  const host = cgroupHostOf(v2Mounts, 'tini');
  expect(regionFolder(host, 'dev')).toBe('/sys/fs/cgroup/rollover-dev');
  expect(instanceOf(host, 'dev', 'i-1')).toBe('i-1');
  const folder = '/sys/fs/cgroup/rollover-dev/i-1';
  expect(cgroupOf(host, 'dev', 'i-1', limits)).toEqual({
    folders: [folder],
    settings: [
      { file: '/sys/fs/cgroup/cgroup.subtree_control', value: '+cpu +memory +pids' },
      { file: '/sys/fs/cgroup/rollover-dev/cgroup.subtree_control', value: '+cpu +memory +pids' },
      { file: `${folder}/memory.max`, value: '1073741824' },
      { file: `${folder}/cpu.max`, value: '200000 100000' },
      { file: `${folder}/pids.max`, value: '4096' },
    ],
    enter: [`${folder}/cgroup.procs`],
    wrapper: [],
    own: [folder],
    cpuUsage: `${folder}/cpu.stat`,
    memoryUsage: `${folder}/memory.current`,
    cpuWeight: { file: `${folder}/cpu.weight`, booting: '6', booted: '100' },
  });
});

test('A host of systemd with cgroup v2 is asked for a scope', () => {
  const host = cgroupHostOf(v2Mounts, 'systemd');
  const slice = '/sys/fs/cgroup/rollover.slice/rollover-dev.slice';
  expect(regionFolder(host, 'dev')).toBe(slice);
  expect(instanceOf(host, 'dev', 'rollover-dev-i-1.scope')).toBe('i-1');
  expect(instanceOf(host, 'dev', 'another.scope')).toBeUndefined();
  const cgroup = cgroupOf(host, 'dev', 'i-1', limits);
  expect(cgroup.wrapper.join(' ')).toBe(
    'systemd-run --scope --quiet --collect --slice=rollover-dev.slice --unit=rollover-dev-i-1.scope ' +
      '--description=rollover-dev-i-1 -p Delegate=yes -p MemoryMax=1024M -p CPUQuota=200% -p TasksMax=4096 --',
  );
  expect(cgroup).toMatchObject({ folders: [], settings: [], enter: [] });
  expect(cgroup.own).toEqual([`${slice}/rollover-dev-i-1.scope`]);
});

test('A slice of a region with dashes is nested', () => {
  expect(regionFolder(cgroupHostOf(v2Mounts, 'systemd'), 'a-b')).toBe(
    '/sys/fs/cgroup/rollover.slice/rollover-a.slice/rollover-a-b.slice',
  );
});

test('A host without cgroups is refused', () => {
  expect(() => cgroupHostOf('', 'systemd')).toThrow('expected a mounted cgroup file system');
});

test('Whether a cgroup is populated', () => {
  expect(isPopulated('populated 1\nfrozen 0\n', undefined)).toBe(true);
  expect(isPopulated('populated 0\nfrozen 0\n', undefined)).toBe(false);
  expect(isPopulated(undefined, '12\n')).toBe(true);
  expect(isPopulated(undefined, '')).toBe(false);
  expect(isPopulated(undefined, undefined)).toBe(false);
});

test('CPU time, in either version', () => {
  expect(cpuSecondsOf('2500000000\n')).toBe(2.5);
  expect(cpuSecondsOf('usage_usec 2500000\nuser_usec 1\n')).toBe(2.5);
  expect(cpuSecondsOf('?')).toBeUndefined();
});
