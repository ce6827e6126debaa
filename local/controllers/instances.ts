// Makes the machines match the instances' records: boots, stops and removes them, and notices when
// they end by themselves.

import type { InstanceStateName } from '@aws-sdk/client-ec2';
import type { MachineDriver, MachineSpec } from '../drivers/machines.ts';
import { type Ec2Tables, ec2Tables, type InstanceRow } from '../store/ec2.ts';
import type { Store } from '../store/store.ts';
import { type InstanceAction, planInstances } from './instancePlan.ts';

export type InstanceControllerOptions = {
  readonly store: Store;
  readonly machines: MachineDriver;
  readonly now: () => Date;
  /** What a machine is booted from; its network is there by then. */
  readonly specOf: (row: InstanceRow) => Promise<MachineSpec>;
  /** Frees an instance's interfaces and addresses. */
  readonly releaseInterfaces: (InstanceId: string) => void;
  readonly log: (line: {
    readonly InstanceId: string;
    readonly state: string;
    readonly reason?: string;
  }) => void;
  /** Runs one thing at a time for an instance; skips what would have to wait. */
  readonly exclusively: (InstanceId: string, work: () => Promise<void>) => void;
};

const stopTimeoutSeconds = 60;
const codes: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** Begins what has to be done now. */
export async function reconcileInstances(options: InstanceControllerOptions): Promise<void> {
  const { store, machines, now, exclusively } = options;
  const tables = ec2Tables(store);
  const plan = planInstances(tables.instances.list(), await machines.list(), now());
  for (const action of plan) {
    const isStray = action.kind === 'removeStray';
    const id = isStray ? action.InstanceId : action.row.InstanceId;
    // What was under way may have ended while the machines were listed, after its record was read:
    // the plan is of before then, and the next look makes a new one.
    if (tables.instances.get(id) !== (isStray ? undefined : action.row)) continue;
    exclusively(id, () => act(action, tables, options));
  }
}

async function act(
  action: InstanceAction,
  tables: Ec2Tables,
  options: InstanceControllerOptions,
): Promise<void> {
  const { store, machines } = options;
  switch (action.kind) {
    case 'start':
      return start(action.row, tables, options);
    case 'markRunning':
      return setState(action.row.InstanceId, 'running', ['pending'], {}, tables, options);
    case 'reboot': {
      tables.instances.put(action.row.InstanceId, { ...action.row, isRebootWanted: false });
      return machines.reboot(action.row.InstanceId);
    }
    case 'stop':
      await machines.stop(action.row.InstanceId, stopTimeoutSeconds);
      return setState(action.row.InstanceId, 'stopped', ['stopping'], {}, tables, options);
    case 'markEnded':
      return ended(action.row, action.exitStatus, tables, options);
    case 'remove':
      await machines.remove(action.row.InstanceId);
      store.transaction(() => terminated(action.row, tables, options));
      return;
    case 'forget':
      tables.instances.delete(action.row.InstanceId);
      tables.tags.delete(action.row.InstanceId);
      return;
    case 'removeStray':
      return machines.remove(action.InstanceId);
  }
}

async function start(
  row: InstanceRow,
  tables: Ec2Tables,
  options: InstanceControllerOptions,
): Promise<void> {
  const { machines, specOf } = options;
  try {
    await machines.start(await specOf(row));
    const changes = { isRebootWanted: false };
    setState(row.InstanceId, 'running', ['pending', 'running'], changes, tables, options);
  } catch (error) {
    const Message = `Server.InternalError: ${error instanceof Error ? error.message : error}`;
    const StateReason = { Code: 'Server.InternalError', Message };
    // A first launch that fails is terminated, as on AWS; an older instance keeps its disk.
    const hasDisk = (await machines.list()).has(row.InstanceId);
    setState(
      row.InstanceId,
      hasDisk ? 'stopped' : 'shutting-down',
      ['pending', 'running'],
      { StateReason, StateTransitionReason: 'Server.InternalError' },
      tables,
      options,
    );
  }
}

function ended(
  row: InstanceRow,
  exitStatus: number | undefined,
  tables: Ec2Tables,
  options: InstanceControllerOptions,
): void {
  // 0 is a guest that powered itself off; anything else was done to it: killed, or the host rebooted.
  const isByGuest = exitStatus === 0;
  const StateReason = isByGuest
    ? {
        Code: 'Client.InstanceInitiatedShutdown',
        Message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
      }
    : {
        Code: 'Server.InternalError',
        Message: 'Server.InternalError: the machine ended without having been asked to',
      };
  const isTerminated =
    isByGuest && row.attributes.instanceInitiatedShutdownBehavior === 'terminate';
  setState(
    row.InstanceId,
    isTerminated ? 'shutting-down' : 'stopped',
    ['running'],
    { StateReason, StateTransitionReason: '', isRebootWanted: false },
    tables,
    options,
  );
}

function terminated(row: InstanceRow, tables: Ec2Tables, options: InstanceControllerOptions): void {
  options.releaseInterfaces(row.InstanceId);
  for (const { VolumeId, Attachments } of tables.volumes.list()) {
    if (Attachments?.[0]?.InstanceId !== row.InstanceId) continue;
    tables.volumes.delete(VolumeId);
    tables.tags.delete(VolumeId);
  }
  setState(
    row.InstanceId,
    'terminated',
    ['shutting-down', 'terminated'],
    { terminatedAt: row.terminatedAt ?? options.now() },
    tables,
    options,
  );
}

/**
 * Changes the state, unless a caller has meanwhile asked for another: then what was asked stands, and
 * the next plan follows it. The rest of the record stays as it is by now.
 */
function setState(
  InstanceId: string,
  Name: InstanceStateName,
  from: readonly InstanceStateName[],
  changes: Partial<InstanceRow>,
  { instances }: Ec2Tables,
  { log }: InstanceControllerOptions,
): void {
  const current = instances.get(InstanceId);
  if (!current || !from.includes(current.State.Name as InstanceStateName)) return;
  const changed = { ...current, ...changes, State: { Code: codes[Name], Name } };
  instances.put(InstanceId, changed);
  const reason = changed.StateReason?.Message;
  if (current.State.Name !== Name) {
    log({ InstanceId, state: Name, ...(reason !== undefined && { reason }) });
  }
}
