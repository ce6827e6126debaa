// Makes the groups' instances follow their records: looks at each group, plans, and acts.

import {
  type AutoScalingTables,
  autoScalingTables,
  type GroupInstanceRow,
  type GroupRow,
  type InstanceRefreshRow,
  type PinnedTemplate,
} from '../../store/autoScaling.ts';
import { type Ec2Tables, ec2Tables } from '../../store/ec2.ts';
import { deleteGroupRecords } from '../../store/groupRecords.ts';
import { hasEnded } from '../../store/instanceRefreshes.ts';
import { isNumbered, pinnedTemplate } from '../../store/launchTemplates.ts';
import type { Store } from '../../store/store.ts';
import { act, type GroupEffects } from './groupActions.ts';
import { planGroup } from './groupPlan.ts';
import { type Action, type Facts, type GroupView, type Place, usesTargetHealth } from './view.ts';

export type GroupControllerOptions = {
  readonly store: Store;
  readonly now: () => Date;
  /** See RegionSettings. */
  readonly timeScale: number;
  readonly effects: GroupEffects;
  /** Asked for once a look. */
  readonly facts: () => Facts;
  readonly newId: () => string;
  /** Told what was done, after it was. */
  readonly log?: (AutoScalingGroupName: string, action: Action) => void;
  /** Told what a look at one group threw: the others go on. Without it, it is thrown. */
  readonly onError?: (AutoScalingGroupName: string, error: unknown) => void;
};

/**
 * Looks once at every group.
 *
 * @returns when to look again though no record changes, in milliseconds
 */
export function reconcileGroups(options: GroupControllerOptions): number | undefined {
  const { store, now, log } = options;
  const tables = autoScalingTables(store);
  const groups = tables.groups.list();
  if (groups.length === 0) return undefined;
  const at = now();
  const deleteGroup = (name: string) => deleteGroupRecords(store, name);
  const views = viewsOf(groups, tables, at.getTime(), options);
  let lookAgainAt: number | undefined;
  const { effects, newId, onError } = options;
  for (const view of views) {
    const { AutoScalingGroupName } = view.group;
    try {
      const plan = planGroup(view);
      if (plan.actions.length > 0) {
        const acting = { tables, effects, deleteGroup, now: at, newId };
        store.transaction(() => act(view.group, plan.actions, acting));
        if (log) for (const action of plan.actions) log(AutoScalingGroupName, action);
      }
      if (plan.lookAgainAt !== undefined) {
        lookAgainAt = Math.min(plan.lookAgainAt, lookAgainAt ?? plan.lookAgainAt);
      }
    } catch (error) {
      if (!onError) throw error;
      onError(AutoScalingGroupName, error);
    }
  }
  return lookAgainAt;
}

function viewsOf(
  groups: readonly GroupRow[],
  tables: AutoScalingTables,
  now: number,
  { store, timeScale, facts: look, newId }: GroupControllerOptions,
): GroupView[] {
  const ec2 = ec2Tables(store);
  const members = groupedByName<GroupInstanceRow>(tables.instances.list());
  const hooks = groupedByName(tables.lifecycleHooks.list());
  const refreshes = groupedByName(
    tables.instanceRefreshes.list().filter(({ Status }) => !hasEnded(Status)),
  );
  const facts = look();
  return groups.map((group) => {
    const refresh = refreshes.get(group.AutoScalingGroupName)?.[0];
    return {
      now,
      timeScale,
      group,
      members: members.get(group.AutoScalingGroupName) ?? [],
      hooks: hooks.get(group.AutoScalingGroupName) ?? [],
      refresh,
      template: templateOf(ec2, group, refresh),
      places: placesOf(ec2, group),
      facts,
      usesTargetHealth: usesTargetHealth(group),
      newToken: newId,
    };
  });
}

function groupedByName<Row extends { readonly AutoScalingGroupName: string }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  return Map.groupBy(rows, ({ AutoScalingGroupName }) => AutoScalingGroupName);
}

/** What instances are launched from now. */
function templateOf(
  ec2: Ec2Tables,
  group: GroupRow,
  refresh: InstanceRefreshRow | undefined,
): PinnedTemplate | undefined {
  if (refresh?.Status === 'RollbackInProgress') return refresh.saved;
  const desired = refresh?.DesiredConfiguration?.LaunchTemplate;
  if (!refresh || !desired || refresh.Status === 'Cancelling') {
    return pinnedTemplate(ec2, group.LaunchTemplate);
  }
  return isNumbered(desired.Version) ? refresh.target : pinnedTemplate(ec2, desired);
}

function placesOf(ec2: Ec2Tables, { VPCZoneIdentifier }: GroupRow): Place[] {
  return VPCZoneIdentifier.split(',').flatMap((id) => {
    const SubnetId = id.trim();
    const subnet = ec2.subnets.get(SubnetId);
    return subnet ? [{ SubnetId, AvailabilityZone: subnet.AvailabilityZone }] : [];
  });
}
