// What runs an EC2 instance: its disk, its boot, its end. `nspawn/` really runs it, `memory/` for
// simulations; both pass machines.contract.ts. A machine is known by its instance id alone, and what
// is on the host is the truth about it: a driver keeps nothing that it could not read again there.

/** What a machine is started from. */
export type MachineSpec = {
  readonly InstanceId: string;
  /** Layers of its image, by id, lowest first; its own writable one lies above them. */
  readonly layers: readonly string[];
  readonly hostName: string;
  /** In MiB; the guest is killed inside, not the host, when it wants more. */
  readonly memoryMiB: number;
  readonly vCpus: number;
  /** Path of the network namespace to run in, made by the network driver. */
  readonly networkNamespace: string;
  /** Default environment of every unit in the guest, such as `AWS_REGION`. */
  readonly environment: Readonly<Record<string, string>>;
};

/**
 * - `running`: its init runs (a guest that reboots itself is running all the while)
 * - `stopped`: it has a disk, and no process; `exitStatus` is nspawn's last, 0 for a power-off,
 *   undefined where it never ran or was killed
 */
export type MachineStatus =
  | { readonly state: 'running' }
  | { readonly state: 'stopped'; readonly exitStatus?: number };

/** Figures since the machine was started; undefined where the host cannot tell. */
export type MachineUsage = {
  readonly cpuSeconds: number | undefined;
  readonly memoryBytes: number | undefined;
  /** Over the network, as the guest sees it. */
  readonly receivedBytes: number | undefined;
  readonly sentBytes: number | undefined;
};

export interface MachineDriver {
  /**
   * Boots a machine that does not run, with a new disk or, where it has one, with that. Resolves once
   * its init has begun.
   */
  start(spec: MachineSpec): Promise<void>;
  /** Asks the guest to power off; kills it after `timeoutSeconds`. Resolves when it has stopped. */
  stop(InstanceId: string, timeoutSeconds: number): Promise<void>;
  /** Asks the guest to reboot; the disk stays. */
  reboot(InstanceId: string): Promise<void>;
  /** Kills what runs and deletes the disk; nothing of the machine is left. Silent if there is nothing. */
  remove(InstanceId: string): Promise<void>;
  /** Every machine with a process or a disk here. */
  list(): Promise<ReadonlyMap<string, MachineStatus>>;
  /** Calls back, soon after, when a machine may have changed its state by itself. */
  onExit(listener: (InstanceId: string) => void): void;
  /**
   * Turns what the machine has written into the layer `layer`, and puts it below a new writable one.
   * Identity (machine-id, host keys, seeds, cloud-init's instance) stays with the machine and is not
   * in the layer. A running machine goes on, and the layer is a copy, as a disk after a power cut.
   */
  freeze(InstanceId: string, layer: string): Promise<void>;
  /** The layers of a machine's disk, lowest first, its writable one apart; none without a disk. */
  layersOf(InstanceId: string): Promise<readonly string[]>;
  /** The last 64 KiB that the guest wrote to its console. */
  consoleOutput(InstanceId: string): Promise<string>;
  usage(InstanceId: string): Promise<MachineUsage>;
  /** The host's process id of the guest's init; undefined unless it runs. */
  initProcess(InstanceId: string): Promise<number | undefined>;
  /** Ends it as a power cut does. Silent if it does not run. */
  kill(InstanceId: string): Promise<void>;
  /** Lets all processes of the guest stand still, or go on. Silent if it does not run. */
  setFrozen(InstanceId: string, isFrozen: boolean): Promise<void>;
  /** Gives it so much CPU time from now on, until its next start. Silent if it does not run. */
  limitCpu(InstanceId: string, vCpus: number): Promise<void>;
  /**
   * Runs a command as the guest's root, and gives what it printed.
   *
   * @throws where it fails, takes longer than 30 s, or the machine does not run
   */
  runInside(InstanceId: string, command: readonly string[]): Promise<string>;
  /** Ends what the driver does in this process (watching); machines go on. */
  close(): Promise<void>;
}
