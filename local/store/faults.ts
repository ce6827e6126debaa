// Faults that somebody wished for, to see what the region and its clients make of them.

import type { Store, Table } from './store.ts';

export type FaultRow = {
  readonly id: string;
  /** When it ends by itself. */
  readonly until: Date;
  /** Whether it was begun, so that there may be something to undo. */
  readonly isBegun: boolean;
} & Fault;

export type Fault =
  /** Power cut; there is nothing to undo. */
  | { readonly kind: 'kill'; readonly InstanceId: string }
  /** All of the guest's processes stand still. */
  | { readonly kind: 'freeze'; readonly InstanceId: string }
  /** A unit of the guest's systemd is stopped, and started again afterwards. */
  | { readonly kind: 'stop-unit'; readonly InstanceId: string; readonly unit: string }
  /** The guest gets so much of its CPU time. */
  | { readonly kind: 'slow'; readonly InstanceId: string; readonly cpuPercent: number }
  /** Nothing more can be written below /var. */
  | { readonly kind: 'fill-disk'; readonly InstanceId: string }
  | { readonly kind: 'cut-network'; readonly InstanceId: string }
  /** No instance can be launched, for lack of capacity; in one zone, or in all. */
  | { readonly kind: 'refuse-launches'; readonly AvailabilityZone?: string }
  /**
   * Calls fail with a code, so often as `times` says, or until it ends. An operation is named
   * `<service>.<Operation>`, with `*` for any text: `autoscaling.*`.
   */
  | {
      readonly kind: 'fail-calls';
      readonly operation: string;
      readonly code: string;
      readonly status: number;
      readonly times?: number;
    }
  /** What serves the load balancers is killed, once. */
  | { readonly kind: 'stop-load-balancers' };

/** By id. */
export function faults(store: Store): Table<FaultRow> {
  return store.table<FaultRow>('fault');
}
