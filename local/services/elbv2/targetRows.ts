// Targets as they come and go: for callers of the API, and for Auto Scaling, which registers its instances.

import {
  type Elbv2Tables,
  elbv2Tables,
  type TargetGroupRow,
  type TargetRow,
  targetKey,
} from '../../store/elbv2.ts';
import type { Context } from '../shared/context.ts';
import { loadBalancersOf } from './targetGroupUse.ts';

type Clocked = Pick<Context, 'store' | 'now'>;

/** Registers an instance at the group's port. Does nothing where it is registered, or the group is gone. */
export function registerInstance(
  context: Clocked,
  TargetGroupArn: string,
  InstanceId: string,
): void {
  const group = elbv2Tables(context.store).targetGroups.get(TargetGroupArn);
  if (group) putTarget(context, group, InstanceId, group.Port);
}

/** Begins to drain an instance, at whatever ports. Does nothing where it is not registered. */
export function deregisterInstance(
  context: Clocked,
  TargetGroupArn: string,
  InstanceId: string,
): void {
  const tables = elbv2Tables(context.store);
  for (const target of targetsIn(tables, TargetGroupArn)) {
    if (target.Id === InstanceId) drainTarget(context, target);
  }
}

export function targetsIn({ targets }: Elbv2Tables, TargetGroupArn: string): TargetRow[] {
  return targets.list().filter((target) => target.TargetGroupArn === TargetGroupArn);
}

/** One that drains begins again; one that is registered stays as it is. */
export function putTarget(
  { store, now }: Clocked,
  { TargetGroupArn }: TargetGroupRow,
  Id: string,
  Port: number,
): void {
  const { targets } = elbv2Tables(store);
  const key = targetKey({ TargetGroupArn, Id, Port });
  const existing = targets.get(key);
  if (existing && existing.TargetHealth.State !== 'draining') return;
  targets.put(key, {
    TargetGroupArn,
    Id,
    Port,
    registeredAt: now(),
    since: now(),
    TargetHealth: {
      State: 'initial',
      Reason: 'Elb.RegistrationInProgress',
      Description: 'Target registration is in progress',
    },
  });
}

/** The health controller removes it after the group's delay; where nobody uses the group it goes at once. */
export function drainTarget({ store, now }: Clocked, target: TargetRow): void {
  const tables = elbv2Tables(store);
  if (loadBalancersOf(tables, target.TargetGroupArn).length === 0) {
    tables.targets.delete(targetKey(target));
  } else if (target.TargetHealth.State !== 'draining') {
    tables.targets.put(targetKey(target), {
      ...target,
      since: now(),
      TargetHealth: {
        State: 'draining',
        Reason: 'Target.DeregistrationInProgress',
        Description: 'Target deregistration is in progress',
      },
    });
  }
}
