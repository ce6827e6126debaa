// What to do about each instance, given its record and its machine. Level-based: called with the same
// facts it answers the same, whatever happened before.

import type { MachineStatus } from '../drivers/machines.ts';
import type { InstanceRow } from '../store/ec2.ts';

export type InstanceAction =
  /** Boot it, then it is `running`. */
  | { readonly kind: 'start'; readonly row: InstanceRow }
  /** Its machine runs: say so. */
  | { readonly kind: 'markRunning'; readonly row: InstanceRow }
  | { readonly kind: 'reboot'; readonly row: InstanceRow }
  /** Power it off; then it is `stopped`, unless it is to be terminated. */
  | { readonly kind: 'stop'; readonly row: InstanceRow }
  /** Its machine ended without having been asked. */
  | {
      readonly kind: 'markEnded';
      readonly row: InstanceRow;
      readonly exitStatus: number | undefined;
    }
  /** Delete its machine, then it is `terminated`. */
  | { readonly kind: 'remove'; readonly row: InstanceRow }
  /** Drop the record of one that was terminated long ago. */
  | { readonly kind: 'forget'; readonly row: InstanceRow }
  /** Delete a machine that no record knows. */
  | { readonly kind: 'removeStray'; readonly InstanceId: string };

/** How long a terminated instance can be described. */
const rememberMilliseconds = 60 * 60 * 1000;

export function planInstances(
  rows: readonly InstanceRow[],
  machines: ReadonlyMap<string, MachineStatus>,
  now: Date,
): InstanceAction[] {
  const known = new Set(rows.map(({ InstanceId }) => InstanceId));
  const strays = [...machines.keys()].filter((InstanceId) => !known.has(InstanceId));
  return [
    ...rows.flatMap((row) => planInstance(row, machines.get(row.InstanceId), now) ?? []),
    ...strays.map((InstanceId) => ({ kind: 'removeStray' as const, InstanceId })),
  ];
}

function planInstance(
  row: InstanceRow,
  machine: MachineStatus | undefined,
  now: Date,
): InstanceAction | undefined {
  const isRunning = machine?.state === 'running';
  switch (row.State.Name) {
    case 'pending':
      return isRunning ? { kind: 'markRunning', row } : { kind: 'start', row };
    case 'running': {
      if (isRunning) return row.isRebootWanted ? { kind: 'reboot', row } : undefined;
      // Stopped for its image, and to be booted again.
      if (machine && row.isRebootWanted) return { kind: 'start', row };
      return { kind: 'markEnded', row, exitStatus: machine?.exitStatus };
    }
    case 'stopping':
      return { kind: 'stop', row };
    case 'stopped':
      // Left running by a region that was killed between two steps.
      return isRunning ? { kind: 'stop', row } : undefined;
    case 'shutting-down':
      // As on AWS, the guest may end its services: the app drains, and its last words are shipped.
      return { kind: isRunning ? 'stop' : 'remove', row };
    case 'terminated': {
      if (machine) return { kind: 'remove', row };
      const since = row.terminatedAt?.getTime() ?? 0;
      return now.getTime() - since > rememberMilliseconds ? { kind: 'forget', row } : undefined;
    }
    default:
      return undefined;
  }
}
