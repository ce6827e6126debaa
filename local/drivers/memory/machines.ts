// Machines that are only said to run, for simulations and tests: any number of them, at once.

import type { MachineDriver, MachineSpec, MachineStatus } from '../machines.ts';

export type MemoryMachines = MachineDriver & {
  /** Ends a running machine as if by itself: 0 for a power-off. */
  exit(InstanceId: string, exitStatus?: number): void;
  /** What was done to machines besides starting and ending them, such as `i-0a: freeze`. */
  done(): readonly string[];
  /** What a machine was last started from. */
  specOf(InstanceId: string): MachineSpec | undefined;
};

type Machine = {
  readonly spec: MachineSpec;
  readonly layers: readonly string[];
  readonly status: MachineStatus;
};

/** @param layers where {@link MachineDriver.freeze} puts its layers; see createMemoryLayers */
export function createMemoryMachines(layers: Set<string> = new Set()): MemoryMachines {
  const machines = new Map<string, Machine>();
  const listeners: ((InstanceId: string) => void)[] = [];
  const done: string[] = [];

  function change(InstanceId: string, changes: Partial<Machine>): void {
    const machine = machines.get(InstanceId);
    if (!machine) throw new Error(`There is no machine ${InstanceId}`);
    machines.set(InstanceId, { ...machine, ...changes });
  }

  function told(InstanceId: string, what: string): void {
    if (machines.get(InstanceId)?.status.state === 'running') done.push(`${InstanceId}: ${what}`);
  }

  function stopped(InstanceId: string, exitStatus: number): void {
    if (machines.get(InstanceId)?.status.state !== 'running') return;
    change(InstanceId, { status: { state: 'stopped', exitStatus } });
  }

  return {
    async start(spec) {
      const before = machines.get(spec.InstanceId);
      if (before?.status.state === 'running') throw new Error(`${spec.InstanceId} runs already`);
      const status = { state: 'running' } as const;
      machines.set(spec.InstanceId, { spec, layers: before?.layers ?? spec.layers, status });
    },
    async stop(InstanceId) {
      stopped(InstanceId, 0);
    },
    async reboot(InstanceId) {
      if (machines.get(InstanceId)?.status.state === 'running') return;
      throw new Error(`${InstanceId} cannot reboot: it is stopped`);
    },
    async remove(InstanceId) {
      machines.delete(InstanceId);
    },
    async list() {
      return new Map([...machines].map(([InstanceId, { status }]) => [InstanceId, status]));
    },
    onExit(listener) {
      listeners.push(listener);
    },
    async freeze(InstanceId, layer) {
      const machine = machines.get(InstanceId);
      if (!machine) throw new Error(`${InstanceId} cannot be frozen: it has no disk`);
      if (layers.has(layer)) {
        throw new Error(`The layer ${layer} cannot be made: there is one of that name`);
      }
      layers.add(layer);
      // A running machine's own stack stays: the layer is a copy.
      if (machine.status.state === 'running') return;
      change(InstanceId, { layers: [...machine.layers, layer] });
    },
    async layersOf(InstanceId) {
      return machines.get(InstanceId)?.layers ?? [];
    },
    async consoleOutput(InstanceId) {
      const machine = machines.get(InstanceId);
      return machine ? `${machine.spec.hostName} login: ` : '';
    },
    async usage() {
      return {
        cpuSeconds: undefined,
        memoryBytes: undefined,
        receivedBytes: undefined,
        sentBytes: undefined,
      };
    },
    // No process of the host's runs.
    initProcess: async () => undefined,
    async kill(InstanceId) {
      if (machines.get(InstanceId)?.status.state !== 'running') return;
      change(InstanceId, { status: { state: 'stopped' } });
      for (const listener of listeners) listener(InstanceId);
    },
    async setFrozen(InstanceId, isFrozen) {
      told(InstanceId, isFrozen ? 'freeze' : 'thaw');
    },
    async limitCpu(InstanceId, vCpus) {
      told(InstanceId, `limit to ${vCpus} vCPUs`);
    },
    async runInside(InstanceId, command) {
      if (machines.get(InstanceId)?.status.state !== 'running') {
        throw new Error(`${InstanceId} does not run`);
      }
      told(InstanceId, command.join(' '));
      return '';
    },
    async close() {
      listeners.length = 0;
    },
    exit(InstanceId, exitStatus = 0) {
      stopped(InstanceId, exitStatus);
      for (const listener of listeners) listener(InstanceId);
    },
    specOf: (InstanceId) => machines.get(InstanceId)?.spec,
    done: () => done,
  };
}
