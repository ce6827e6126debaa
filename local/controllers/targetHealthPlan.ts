// What to do about each target, given its record, where it is, and when it was last checked. Level-based:
// states are in the records; what is remembered beside them may be lost, and only delays the next change.

import type { Probe } from '../drivers/targetProbes.ts';
import { type TargetGroupRow, type TargetRow, targetKey } from '../store/elbv2.ts';
import type { Streak } from './targetHealthRules.ts';
import type { TargetPlace } from './targetPlaces.ts';

export type ObservedTarget = {
  readonly row: TargetRow;
  /** Undefined where the group is gone. */
  readonly group: TargetGroupRow | undefined;
  /** Undefined where no load balancer asks it: no listener uses its group, or not in its zone. */
  readonly place: TargetPlace | undefined;
  /** Whether its instance is gone for ever. */
  readonly isTerminated: boolean;
};

/** Of a target that is checked. */
export type Check = Streak & {
  /** Of the registration that it counts for. */
  readonly registeredAt: Date;
  readonly nextAt: Date;
  readonly isUnderWay: boolean;
};

export type TargetAction =
  | {
      readonly kind: 'probe';
      readonly row: TargetRow;
      readonly group: TargetGroupRow;
      readonly probe: Probe;
      /** When the one after it is due. */
      readonly nextAt: Date;
    }
  /** Its time is over: the delay of its deregistration, or its instance. */
  | { readonly kind: 'remove'; readonly row: TargetRow }
  /** It is not asked any more; when it is again, it is as new. */
  | { readonly kind: 'begin anew'; readonly row: TargetRow };

/** Checks that may begin at one look, at least; else a share of all, so that a fleet's do not come at once. */
const checksAtOnce = 16;
const shareAtOnce = 4;

/**
 * @param checks by {@link targetKey}
 * @param registrationSeconds until a new target is asked for the first time
 */
export function planHealth(
  targets: readonly ObservedTarget[],
  checks: ReadonlyMap<string, Check>,
  now: Date,
  registrationSeconds: number,
): TargetAction[] {
  const asked = (target: ObservedTarget) => planTarget(target, checks, now, registrationSeconds);
  const actions = targets.flatMap((target) => asked(target) ?? []);
  const probes = actions.filter((action) => action.kind === 'probe');
  const most = Math.max(checksAtOnce, Math.ceil(targets.length / shareAtOnce));
  const begun = probes
    .toSorted((one, other) => one.nextAt.getTime() - other.nextAt.getTime())
    .slice(0, most);
  return [...actions.filter((action) => action.kind !== 'probe'), ...begun];
}

function planTarget(
  { row, group, place, isTerminated }: ObservedTarget,
  checks: ReadonlyMap<string, Check>,
  now: Date,
  registrationSeconds: number,
): TargetAction | undefined {
  const { State } = row.TargetHealth;
  if (isTerminated || !group) return { kind: 'remove', row };
  if (State === 'draining') {
    const delaySeconds = Number(
      group.attributes['deregistration_delay.timeout_seconds'] ?? defaultDelaySeconds,
    );
    const isOver = now.getTime() - row.since.getTime() >= delaySeconds * 1000;
    return isOver ? { kind: 'remove', row } : undefined;
  }
  if (!place?.isRunning) return State === 'initial' ? undefined : { kind: 'begin anew', row };
  const known = checks.get(targetKey(row));
  const check = known?.registeredAt.getTime() === row.registeredAt.getTime() ? known : undefined;
  const firstAt = new Date(row.registeredAt.getTime() + registrationSeconds * 1000);
  if (check?.isUnderWay || (check?.nextAt ?? firstAt) > now) return undefined;
  const intervalMilliseconds = group.HealthCheckIntervalSeconds * 1000;
  // From when it was due, so that the pace does not depend on how long answers take; what was missed is not
  // made up for.
  const next = (check?.nextAt ?? now).getTime() + intervalMilliseconds;
  const nextAt = new Date(next > now.getTime() ? next : now.getTime() + intervalMilliseconds);
  return { kind: 'probe', row, group, probe: probeOf(row, group, place), nextAt };
}

const defaultDelaySeconds = 300;

function probeOf(row: TargetRow, group: TargetGroupRow, place: TargetPlace): Probe {
  const { HealthCheckPort, HealthCheckPath, HealthCheckTimeoutSeconds } = group;
  const port = HealthCheckPort === 'traffic-port' ? row.Port : Number(HealthCheckPort);
  return {
    sourceAddress: place.sourceAddress,
    address: place.address,
    port,
    path: HealthCheckPath,
    host: `${place.PrivateIpAddress}:${port}`,
    timeoutSeconds: HealthCheckTimeoutSeconds,
  };
}
