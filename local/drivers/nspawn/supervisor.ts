// What runs a machine: a shell that outlives the region, as a value. It enters the machine's cgroups,
// mounts the disk where only it and its children see it, runs nspawn again after each reboot, and
// leaves the exit status behind. When its last process ends, the kernel takes the mounts away.

import type { MachineSpec } from '../machines.ts';
import type { Cgroup } from './cgroups.ts';
import { hostName, layersFolder, machinePaths } from './paths.ts';

/** Status of nspawn when the guest asked for a reboot. */
const rebootStatus = 133;

// When memory runs out, something in the guest is to be killed, not what runs it.
const script = `
enter=$1 root=$2 options=$3 exit=$4
shift 4
for file in $enter; do echo 0 > "$file" || exit; done
echo -900 2> /dev/null > /proc/self/oom_score_adj
mount -t overlay -o "$options" overlay "$root" || exit
while :; do
  "$@"
  status=$?
  [ $status -eq ${rebootStatus} ] || break
done
echo $status > "$exit.new" && mv "$exit.new" "$exit"
`;

const environment = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'LC_ALL=C.UTF-8',
  // The guest's systemd wants cgroup 2, whatever the host has.
  'SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1',
  // The newer interface takes no more than 256 characters of layers.
  'LIBMOUNT_FORCE_MOUNT2=always',
];

/** Where the supervisor must be started: the names of layers are relative, as mount takes 4 KiB. */
export function supervisorFolder(directory: string): string {
  return layersFolder(directory);
}

export type Run = {
  readonly directory: string;
  readonly regionId: string;
  readonly spec: MachineSpec;
  /** The machine's stack, lowest first. */
  readonly layers: readonly string[];
  readonly cgroup: Cgroup;
  /** The processors of the host that it sees; all of them where undefined. */
  readonly processors: readonly number[] | undefined;
};

export function supervisorCommand(run: Run): string[] {
  const { directory, regionId, spec, layers, cgroup } = run;
  const paths = machinePaths(directory, spec.InstanceId);
  return [
    ...['env', '-i', ...environment],
    ...cgroup.wrapper,
    ...['unshare', '--mount', '--propagation', 'slave'],
    ...['sh', '-c', script, hostName(regionId, spec.InstanceId)],
    ...[cgroup.enter.join(' '), paths.root, overlayOptions(spec.InstanceId, layers), paths.exit],
    ...nspawnCommand(run),
  ];
}

/** Options of the mount, seen from {@link supervisorFolder}; overlayfs wants the highest layer first. */
export function overlayOptions(InstanceId: string, layers: readonly string[]): string {
  const machine = `../instances/${InstanceId}`;
  const lower = layers.toReversed().join(':');
  // Without an index an upper folder may become a layer, and get other layers below it.
  return `lowerdir=${lower},upperdir=${machine}/upper,workdir=${machine}/work,index=off`;
}

function nspawnCommand({ directory, regionId, spec, processors }: Run): string[] {
  const { root, environment: unitEnvironment } = machinePaths(directory, spec.InstanceId);
  return [
    // With --network-namespace-path the guest would see the host's interfaces in /sys.
    ...['nsenter', `--net=${spec.networkNamespace}`],
    ...['systemd-nspawn', '--quiet', '--boot', '--settings=no', `--directory=${root}`],
    ...[`--machine=${hostName(regionId, spec.InstanceId)}`, `--hostname=${spec.hostName}`],
    // Neither a systemd nor a machined is needed on the host; the cgroup is the supervisor's.
    ...['--register=no', '--keep-unit'],
    ...['--capability=CAP_NET_ADMIN', '--oom-score-adjust=0'],
    ...(processors ? [`--cpu-affinity=${processors.join(',')}`] : []),
    ...['--resolv-conf=off', '--timezone=off', '--link-journal=no'],
    `--bind-ro=${unitEnvironment.replaceAll(':', '\\:')}:/run/systemd/system.conf.d/50-region.conf`,
    // A console, unlike a pipe, gets the log of the boot.
    ...['--console=read-only', '--setenv=TERM=dumb', '--setenv=COLUMNS=120'],
    'systemd.show_status=yes',
  ];
}

/** The file that gives every unit of the guest its environment. */
export function unitEnvironment(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => {
    // systemd replaces %x in this file, and reads escapes between quotes.
    const escaped = value.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('\n', '\\n');
    return `DefaultEnvironment="${name}=${escaped}"\n`;
  });
  return `[Manager]\n${lines.join('')}`;
}
