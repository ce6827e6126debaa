// What decisions about a group's capacity are made from: its records, and what its alarms say.

import type {
  GroupInstanceRow,
  GroupRow,
  ScalingPolicyRow,
  ScheduledActionRow,
} from '../../store/autoScaling.ts';
import type { AlarmRow } from '../../store/cloudWatch.ts';
import type { Reading } from './readings.ts';

export type ScalingView = {
  readonly now: Date;
  readonly group: GroupRow;
  readonly members: readonly GroupInstanceRow[];
  readonly policies: readonly ScalingPolicyRow[];
  /** Those in ALARM whose actions are on. */
  readonly alarms: readonly AlarmRow[];
  readonly readingOf: (alarm: AlarmRow) => Reading | undefined;
  readonly scheduledActions: readonly ScheduledActionRow[];
};

/** What a policy wants by now. */
export type Wish = {
  readonly capacity: number;
  readonly policy: ScalingPolicyRow;
  readonly alarm: AlarmRow;
};

export type Fleet = {
  /** In service, and past the warm-up: what metrics are about. */
  readonly warm: number;
  /** Launched, and not yet past it. */
  readonly warming: number;
  /** On their way out. */
  readonly leaving: number;
};

/** A policy's warm-up comes before the group's, and the cool-down is what there is without either. */
export function fleetOf(
  { group, members, now }: Pick<ScalingView, 'group' | 'members' | 'now'>,
  { EstimatedInstanceWarmup }: Pick<ScalingPolicyRow, 'EstimatedInstanceWarmup'>,
): Fleet {
  const seconds = EstimatedInstanceWarmup ?? group.DefaultInstanceWarmup ?? group.DefaultCooldown;
  let [warm, warming, leaving] = [0, 0, 0];
  for (const { LifecycleState, inServiceAt } of members) {
    if (LifecycleState.startsWith('Pending')) warming++;
    else if (LifecycleState.startsWith('Terminating')) leaving++;
    else if (LifecycleState === 'InService') {
      const age = inServiceAt ? now.getTime() - inServiceAt.getTime() : 0;
      if (age >= seconds * 1000) warm++;
      else warming++;
    }
  }
  return { warm, warming, leaving };
}

export function isSuspended({ SuspendedProcesses }: GroupRow, process: string): boolean {
  return SuspendedProcesses.some(({ ProcessName }) => ProcessName === process);
}

/** The policy's alarms that are in ALARM. */
export function alarmsOf({ alarms }: ScalingView, { PolicyARN }: ScalingPolicyRow): AlarmRow[] {
  return alarms.filter(({ AlarmActions }) => AlarmActions.includes(PolicyARN));
}

/**
 * Whether a reading tells something new: it has not been acted on. To scale in, all of it must have been
 * measured since the last change.
 */
export function isNews(
  { scaledAt }: Pick<GroupRow, 'scaledAt'>,
  { from, to }: Reading,
  direction: 'out' | 'in',
): boolean {
  if (!scaledAt) return true;
  return direction === 'out' ? to > scaledAt : from >= scaledAt;
}
