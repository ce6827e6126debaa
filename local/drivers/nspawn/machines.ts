// Instances as systemd-nspawn containers, each with a disk of overlayfs layers, cgroups of its own and
// a supervisor that outlives the region. Needs root. What the host shows is all that is known: the
// cgroup says whether a machine runs, its folder what it is.

import { mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere, readIfThere } from '../files.ts';
import type { MachineDriver, MachineSpec, MachineStatus } from '../machines.ts';
import { start as startProcess } from '../run.ts';
import { waitFor } from '../waiting.ts';
import { competes, createBootPriority } from './bootPriority.ts';
import { isRunning, killAll, makeCgroup, readCgroupHost, removeCgroup } from './cgroupFiles.ts';
import { type Cgroup, cgroupOf, instanceOf, regionFolder } from './cgroups.ts';
import { boundConsole, readConsole } from './console.ts';
import { hostProcessors, processorsFor } from './cpus.ts';
import { prepareDisk } from './disk.ts';
import { watchExits } from './exits.ts';
import { limitCpu, runInside, setFrozen } from './faults.ts';
import { finishFreeze, freezeRunning, freezeStopped, readLayers } from './freeze.ts';
import { findLeader, initSignals, signalInit } from './leader.ts';
import { checkId, hostName, layersFolder, machinePaths } from './paths.ts';
import { supervisorCommand, supervisorFolder, unitEnvironment } from './supervisor.ts';
import { oneAtATime } from './turns.ts';
import { readUsage } from './usage.ts';

export type NspawnOptions = {
  /** What the region's objects on the host are named after: up to 27 of a-z, 0-9 and dashes. */
  readonly regionId: string;
  /** Absolute path of the region's state; layers and machines lie in it. */
  readonly directory: string;
};

/** As long as it may take from a start to the guest's init, on a machine that starts many. */
const startTimeoutSeconds = 60;

export async function createNspawnMachines(options: NspawnOptions): Promise<MachineDriver> {
  const { regionId, directory } = options;
  checkId('The id of the region', regionId);
  const host = await readCgroupHost();
  const inTurn = oneAtATime();
  const bootPriority = createBootPriority();
  const pathsOf = (InstanceId: string) => machinePaths(directory, InstanceId);
  const cgroupOfInstance = (InstanceId: string, spec?: MachineSpec): Cgroup =>
    cgroupOf(host, regionId, InstanceId, spec ?? { memoryMiB: 0, vCpus: 0 });

  async function start(spec: MachineSpec): Promise<void> {
    const cgroup = cgroupOfInstance(spec.InstanceId, spec);
    if (await isRunning(cgroup)) throw new Error(`${spec.InstanceId} runs already`);
    const layers = await prepareDisk(directory, spec);
    const paths = pathsOf(spec.InstanceId);
    await rm(paths.exit, { force: true });
    await writeFile(paths.environment, unitEnvironment(spec.environment), { mode: 0o644 });
    await removeCgroup(cgroup);
    await makeCgroup(cgroup);
    const name = hostName(regionId, spec.InstanceId);
    const processors = processorsFor(name, spec.vCpus, await hostProcessors());
    const run = { directory, regionId, spec, layers, cgroup, processors };
    const [command = '', ...args] = supervisorCommand(run);
    // Opened to append, since the file is cut while it is written to.
    await rm(paths.console, { force: true });
    await using output = await open(paths.console, 'a');
    const supervisor = await startProcess(command, args, {
      cwd: supervisorFolder(directory),
      output: output.fd,
    });
    await waitForInit(spec.InstanceId, cgroup, supervisor);
    await bootPriority.yields(cgroup);
  }

  async function waitForInit(
    InstanceId: string,
    cgroup: Cgroup,
    supervisor: number,
  ): Promise<void> {
    const outcome = await waitFor(
      async () => {
        if ((await findLeader(cgroup)) !== undefined) return 'begun';
        return !(await ifThere(stat(`/proc/${supervisor}`))) && 'its supervisor has ended';
      },
      { timeoutSeconds: startTimeoutSeconds },
    );
    if (outcome === 'begun') return;
    await killAll(cgroup);
    await forgetRun(InstanceId, cgroup);
    const said = (await readConsole(pathsOf(InstanceId).console)).trim().slice(-1000);
    const how = outcome ?? `no init after ${startTimeoutSeconds} s`;
    throw new Error(`${InstanceId} did not start: ${how}; it said: ${said}`);
  }

  async function stop(InstanceId: string, timeoutSeconds: number): Promise<void> {
    const cgroup = cgroupOfInstance(InstanceId);
    // While it reboots, its next init has to be asked again.
    let asked: number | undefined;
    const isStopped = await waitFor(
      async () => {
        if (!(await isRunning(cgroup))) return true;
        const init = await findLeader(cgroup);
        if (init === undefined || init === asked) return false;
        if (await signalInit(init, initSignals.poweroff)) asked = init;
        return false;
      },
      { timeoutSeconds },
    );
    if (!isStopped) await killAll(cgroup);
    await forgetRun(InstanceId, cgroup);
  }

  /** Removes what a run leaves behind, besides its files. */
  async function forgetRun(InstanceId: string, cgroup: Cgroup): Promise<void> {
    await removeCgroup(cgroup);
    const leftOver = join('/run/systemd/nspawn/propagate', hostName(regionId, InstanceId));
    await rm(leftOver, { recursive: true, force: true });
  }

  async function reboot(InstanceId: string): Promise<void> {
    const cgroup = cgroupOfInstance(InstanceId);
    const isAsked = await waitFor(
      async () => {
        if (!(await isRunning(cgroup))) {
          throw new Error(`${InstanceId} cannot reboot: it is stopped`);
        }
        const init = await findLeader(cgroup);
        return init !== undefined && (await signalInit(init, initSignals.reboot));
      },
      { timeoutSeconds: startTimeoutSeconds },
    );
    if (!isAsked) throw new Error(`${InstanceId} cannot reboot: its init does not take the signal`);
  }

  async function remove(InstanceId: string): Promise<void> {
    const cgroup = cgroupOfInstance(InstanceId);
    await killAll(cgroup);
    await forgetRun(InstanceId, cgroup);
    const paths = pathsOf(InstanceId);
    // Without it there is no disk: a removal that is interrupted leaves nothing that could start.
    await rm(paths.layers, { force: true });
    await rm(paths.folder, { recursive: true, force: true });
  }

  async function list(): Promise<ReadonlyMap<string, MachineStatus>> {
    const [disks = [], cgroups = []] = await Promise.all([
      ifThere(readdir(join(directory, 'instances'))),
      ifThere(readdir(regionFolder(host, regionId), { withFileTypes: true })),
    ]);
    const running = cgroups
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => instanceOf(host, regionId, name) ?? []);
    const ids = [...new Set([...disks, ...running])].sort();
    const statuses = await Promise.all(ids.map(statusOf));
    return new Map(ids.flatMap((id, index) => (statuses[index] ? [[id, statuses[index]]] : [])));
  }

  async function statusOf(InstanceId: string): Promise<MachineStatus | undefined> {
    const paths = pathsOf(InstanceId);
    if (await isRunning(cgroupOfInstance(InstanceId))) {
      await boundConsole(paths.console);
      return { state: 'running' };
    }
    // A cgroup may be left over; a disk makes a machine.
    if (!(await ifThere(stat(paths.folder)))) return undefined;
    const exit = await readIfThere(paths.exit);
    return { state: 'stopped', ...(exit !== undefined && { exitStatus: Number(exit) }) };
  }

  async function freeze(InstanceId: string, layer: string): Promise<void> {
    checkId('The id of a layer', layer);
    const paths = pathsOf(InstanceId);
    await mkdir(layersFolder(directory), { recursive: true, mode: 0o700 });
    await finishFreeze(directory, paths);
    if ((await readLayers(paths)) === undefined) {
      throw new Error(`${InstanceId} cannot be frozen: it has no disk`);
    }
    const isLive = await isRunning(cgroupOfInstance(InstanceId));
    await (isLive ? freezeRunning : freezeStopped)(directory, paths, layer);
  }

  async function layersOf(InstanceId: string): Promise<readonly string[]> {
    const paths = pathsOf(InstanceId);
    await finishFreeze(directory, paths);
    return (await readLayers(paths)) ?? [];
  }

  const exits = watchExits(list);
  // Some may have been booting when the process before this one ended.
  for (const [InstanceId, { state }] of await list()) {
    if (state === 'running') await competes(cgroupOfInstance(InstanceId));
  }
  return {
    start: (spec) => inTurn(spec.InstanceId, () => start(spec)),
    stop: (InstanceId, seconds) => inTurn(InstanceId, () => stop(InstanceId, seconds)),
    reboot: (InstanceId) => inTurn(InstanceId, () => reboot(InstanceId)),
    remove: (InstanceId) => inTurn(InstanceId, () => remove(InstanceId)),
    freeze: (InstanceId, layer) => inTurn(InstanceId, () => freeze(InstanceId, layer)),
    layersOf: (InstanceId) => inTurn(InstanceId, () => layersOf(InstanceId)),
    consoleOutput: (InstanceId) => readConsole(pathsOf(InstanceId).console),
    initProcess: (InstanceId) => findLeader(cgroupOfInstance(InstanceId)),
    async usage(InstanceId) {
      const cgroup = cgroupOfInstance(InstanceId);
      return readUsage(cgroup, await findLeader(cgroup));
    },
    kill: (InstanceId) => killAll(cgroupOfInstance(InstanceId)),
    setFrozen: (InstanceId, isFrozen) => setFrozen(cgroupOfInstance(InstanceId), isFrozen),
    limitCpu: (InstanceId, vCpus) =>
      limitCpu(cgroupOf(host, regionId, InstanceId, { memoryMiB: 0, vCpus }), vCpus),
    runInside: async (InstanceId, command) =>
      runInside(InstanceId, await findLeader(cgroupOfInstance(InstanceId)), command),
    list,
    onExit: exits.onExit,
    async close() {
      bootPriority.close();
      await exits.close();
    },
  };
}
