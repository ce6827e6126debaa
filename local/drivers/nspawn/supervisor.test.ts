import { expect, test } from 'vitest';
import { cgroupHostOf, cgroupOf } from './cgroups.ts';
import { overlayOptions, supervisorCommand, unitEnvironment } from './supervisor.ts';

const v2 = cgroupHostOf('30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n', 'tini');
const spec = {
  InstanceId: 'i-1',
  layers: ['base'],
  hostName: 'ip-10-0-0-1',
  memoryMiB: 1024,
  vCpus: 2,
  networkNamespace: '/run/netns/dev-1',
  environment: {},
};

test('The whole command of a machine', () => {
  const command = supervisorCommand({
    directory: '/srv/a:b',
    regionId: 'dev',
    spec,
    layers: ['base', 'snap-1'],
    cgroup: cgroupOf(v2, 'dev', 'i-1', spec),
    processors: [1, 3],
  });
  const script = command.indexOf('-c') + 1;
  expect(command[script]).toContain('[ $status -eq 133 ] || break');
  expect(command.toSpliced(script, 1, '(script)').join('\n')).toBe(
    `env
-i
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C.UTF-8
SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
LIBMOUNT_FORCE_MOUNT2=always
unshare
--mount
--propagation
slave
sh
-c
(script)
rollover-dev-i-1
/sys/fs/cgroup/rollover-dev/i-1/cgroup.procs
/srv/a:b/instances/i-1/root
lowerdir=snap-1:base,upperdir=../instances/i-1/upper,workdir=../instances/i-1/work,index=off
/srv/a:b/instances/i-1/exit
nsenter
--net=/run/netns/dev-1
systemd-nspawn
--quiet
--boot
--settings=no
--directory=/srv/a:b/instances/i-1/root
--machine=rollover-dev-i-1
--hostname=ip-10-0-0-1
--register=no
--keep-unit
--capability=CAP_NET_ADMIN
--oom-score-adjust=0
--cpu-affinity=1,3
--resolv-conf=off
--timezone=off
--link-journal=no
--bind-ro=/srv/a\\:b/instances/i-1/environment.conf:/run/systemd/system.conf.d/50-region.conf
--console=read-only
--setenv=TERM=dumb
--setenv=COLUMNS=120
systemd.show_status=yes`,
  );
});

test('Options of forty layers stay well below the 4 KiB that mount takes', () => {
  const layers = Array.from({ length: 40 }, () => 'snap-0123456789abcdef0');
  expect(overlayOptions('i-0123456789abcdef0', layers).length).toBeLessThan(1200);
});

test('Values of the environment reach the units as they are', () => {
  expect(unitEnvironment({ AWS_REGION: 'eu-central-1', ODD: '5% "\\n"\nnext' })).toBe(
    `[Manager]
DefaultEnvironment="AWS_REGION=eu-central-1"
DefaultEnvironment="ODD=5%% \\"\\\\n\\"\\nnext"
`,
  );
});
