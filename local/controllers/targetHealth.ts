// Checks the health of targets, and removes those whose time is over.

import type { TargetProbes } from '../drivers/targetProbes.ts';
import { ec2Tables } from '../store/ec2.ts';
import { type Elbv2Tables, elbv2Tables, type TargetRow, targetKey } from '../store/elbv2.ts';
import type { Store } from '../store/store.ts';
import {
  type Check,
  type ObservedTarget,
  planHealth,
  type TargetAction,
} from './targetHealthPlan.ts';
import { initialChecking, judge, noStreak, registering } from './targetHealthRules.ts';
import { groupUsers, type RegionTables, type TargetPlace, targetPlaces } from './targetPlaces.ts';

export type TargetHealthOptions = {
  readonly store: Store;
  readonly probes: TargetProbes;
  readonly now: () => Date;
  readonly log: (line: {
    readonly TargetGroupArn: string;
    readonly Id: string;
    readonly Port: number;
    readonly state: string;
    readonly reason?: string;
  }) => void;
};

export type TargetHealthController = {
  /** Begins what is due; to be called often, at least every second or so. */
  reconcile(): Promise<void>;
  /** Resolves when no check is under way. */
  settled(): Promise<void>;
};

type Probing = Extract<TargetAction, { readonly kind: 'probe' }>;

export function createTargetHealth(options: TargetHealthOptions): TargetHealthController {
  const { store, probes, now } = options;
  const tables = { ec2: ec2Tables(store), elbv2: elbv2Tables(store) };
  const checks = new Map<string, Check>();
  const underWay = new Set<Promise<void>>();

  async function reconcile(): Promise<void> {
    const targets = observe(tables);
    const present = new Set(targets.map(({ row }) => targetKey(row)));
    for (const key of checks.keys()) if (!present.has(key)) checks.delete(key);
    store.transaction(() => {
      const actions = planHealth(targets, checks, now(), probes.registrationSeconds);
      for (const action of actions) act(action);
    });
  }

  function act(action: TargetAction): void {
    const { row } = action;
    switch (action.kind) {
      case 'remove':
        tables.elbv2.targets.delete(targetKey(row));
        options.log({ ...idOf(row), state: 'deregistered' });
        return;
      case 'begin anew':
        checks.delete(targetKey(row));
        setHealth(row, registering);
        return;
      case 'probe': {
        const done = check(action).finally(() => underWay.delete(done));
        underWay.add(done);
      }
    }
  }

  async function check({ row, probe, nextAt }: Probing): Promise<void> {
    const key = targetKey(row);
    const { registeredAt } = row;
    const known = checks.get(key);
    const streak = known?.registeredAt.getTime() === registeredAt.getTime() ? known : noStreak;
    checks.set(key, { ...streak, registeredAt, nextAt, isUnderWay: true });
    if (row.TargetHealth.Reason === registering.Reason) setHealth(row, initialChecking);
    const result = await probes.probe(probe).catch(() => ({ kind: 'failed' }) as const);
    const before = checks.get(key);
    // Registered anew, or gone, while it was asked.
    if (before?.registeredAt.getTime() !== registeredAt.getTime()) return;
    checks.set(key, { ...before, isUnderWay: false });
    const current = tables.elbv2.targets.get(key);
    const group = tables.elbv2.targetGroups.get(row.TargetGroupArn);
    if (!current || !group || current.TargetHealth.State === 'draining') return;
    const judged = judge(group, current.TargetHealth, before, result);
    checks.set(key, { ...before, ...judged.streak, isUnderWay: false });
    setHealth(current, judged.health);
  }

  /** Of the record as it is by now; the time of the last change of state stays where only a reason changes. */
  function setHealth(row: TargetRow, TargetHealth: TargetRow['TargetHealth']): void {
    const before = row.TargetHealth;
    const hasState = before.State === TargetHealth.State;
    if (hasState && before.Description === TargetHealth.Description) return;
    const since = hasState ? row.since : now();
    tables.elbv2.targets.put(targetKey(row), { ...row, TargetHealth, since });
    if (hasState) return;
    const { State: state, Description: reason } = TargetHealth;
    options.log({ ...idOf(row), state, ...(reason !== undefined && { reason }) });
  }

  return {
    reconcile,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function idOf({ TargetGroupArn, Id, Port }: TargetRow) {
  return { TargetGroupArn, Id, Port };
}

function observe(tables: RegionTables): ObservedTarget[] {
  const { elbv2, ec2 } = tables;
  const users = groupUsers(tables);
  const places = new Map<string, ReturnType<typeof targetPlaces>>();
  const placeOf = (row: TargetRow): TargetPlace | undefined => {
    const user = users.get(row.TargetGroupArn);
    if (!user) return undefined;
    const place = places.get(user.LoadBalancerArn) ?? targetPlaces(tables, user);
    places.set(user.LoadBalancerArn, place);
    return place(row);
  };
  return elbv2.targets.list().map((row) => ({
    row,
    group: groupOf(elbv2, row),
    place: placeOf(row),
    isTerminated: (ec2.instances.get(row.Id)?.State.Name ?? 'terminated') === 'terminated',
  }));
}

function groupOf({ targetGroups }: Elbv2Tables, { TargetGroupArn }: TargetRow) {
  return targetGroups.get(TargetGroupArn);
}
