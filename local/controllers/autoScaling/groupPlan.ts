// What to do about a group now: each member's next step, its instance refresh, its capacity. Level-based:
// called with the same records and facts it answers the same, whatever happened before.

import type { GroupInstanceRow } from '../../store/autoScaling.ts';
import { planCapacity } from './capacityPlan.ts';
import { takeCensus } from './census.ts';
import { planMember } from './memberPlan.ts';
import { planRefresh } from './refreshPlan.ts';
import { type Action, createDeadlines, type Deadlines, type GroupView } from './view.ts';

export type GroupPlan = {
  readonly actions: readonly Action[];
  /** When to look again though no record has changed, in milliseconds. */
  readonly lookAgainAt: number | undefined;
};

export function planGroup(view: GroupView): GroupPlan {
  const deadlines = createDeadlines(view.now);
  const steps = planMembers(view, deadlines);
  const stepped = { ...view, members: steps.members };
  const actions = [...steps.actions, ...planRest(stepped, deadlines)];
  return { actions, lookAgainAt: deadlines.next };
}

function planRest(view: GroupView, deadlines: Deadlines): Action[] {
  const { refresh, group, members } = view;
  // Asked for while there were instances; the last of them has gone.
  if (group.Status !== undefined && members.length === 0) return [{ kind: 'deleteGroup' }];
  const census = takeCensus(view, deadlines);
  if (!refresh) return planCapacity(view, census, undefined, deadlines);
  const step = planRefresh(view, refresh, census, deadlines);
  const changes: Action[] = isSame(step.refresh, refresh)
    ? []
    : [{ kind: 'putRefresh', refresh: step.refresh }];
  if (step.refresh.Status !== refresh.Status) {
    // The members' parts change with the status; the next look follows at once.
    return [...changes, ...applied(view, step.refresh)];
  }
  return [...changes, ...planCapacity(view, census, step.replacing, deadlines)];
}

/** The desired configuration becomes the group's own only when all of it has succeeded. */
function applied({ group }: GroupView, refresh: NonNullable<GroupView['refresh']>): Action[] {
  const LaunchTemplate = refresh.DesiredConfiguration?.LaunchTemplate;
  if (refresh.Status !== 'Successful' || !LaunchTemplate) return [];
  const { LaunchTemplateId, LaunchTemplateName } = refresh.target;
  const Version = LaunchTemplate.Version ?? '$Default';
  const template = { LaunchTemplateId, LaunchTemplateName, Version };
  return [{ kind: 'putGroup', group: { ...group, LaunchTemplate: template } }];
}

function planMembers(view: GroupView, deadlines: Deadlines) {
  const actions: Action[] = [];
  const changed = new Map<string, GroupInstanceRow | undefined>();
  for (const member of view.members) {
    const steps = planMember(member, view, deadlines);
    if (!steps) continue;
    for (const step of steps) {
      actions.push(step);
      if (step.kind === 'putMember') changed.set(member.InstanceId, step.member);
      if (step.kind === 'removeMember') changed.set(member.InstanceId, undefined);
    }
  }
  if (changed.size === 0) return { actions, members: view.members };
  const members: GroupInstanceRow[] = [];
  for (const member of view.members) {
    const now = changed.has(member.InstanceId) ? changed.get(member.InstanceId) : member;
    if (now) members.push(now);
  }
  return { actions, members };
}

/** Compared by what can change: dates and structures by what they say. */
function isSame(a: object, b: object): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
