// How many to launch and whom to terminate, so that the group has its desired capacity, and, while an
// instance refresh replaces, so that the new come in step with the old that go.

import type { GroupInstanceRow } from '../../store/autoScaling.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { causes } from './causes.ts';
import { type Census, isServing } from './census.ts';
import { choosePlaces, chooseVictims } from './placement.ts';
import { beginsRebalancing, isRebalancing } from './rebalancing.ts';
import { type Action, type Deadlines, type GroupView, isCounted, isSuspended } from './view.ts';

/** How far a refresh may go by now; undefined where none replaces anything. */
export type Replacing = {
  /** So many members are to be current, as far as checkpoints allow. */
  readonly current: number;
};

type Departure = { readonly member: GroupInstanceRow; readonly cause: string };

export function planCapacity(
  view: GroupView,
  census: Census,
  replacing: Replacing | undefined,
  deadlines: Deadlines,
): Action[] {
  const departures = isSuspended(view.group, 'Terminate')
    ? []
    : departuresOf(view, census, replacing);
  const leaving = departures.filter(({ member }) => isCounted(member)).length;
  const remaining = census.total - leaving;
  const wanted = launchesWanted(view, census, replacing, departures, remaining);
  return [
    ...departures.map(({ member, cause }): Action => ({ kind: 'beginTermination', member, cause })),
    ...launches(view, census, departures, wanted, replacing, deadlines),
  ];
}

function departuresOf(
  view: GroupView,
  census: Census,
  replacing: Replacing | undefined,
): Departure[] {
  const unhealthy = unhealthyDepartures(view, census);
  return replacing
    ? [...unhealthy, ...replacements(view, census, replacing)]
    : [...unhealthy, ...surplus(view, census, unhealthy.length)];
}

/** At once, but for a maintenance policy of 100 percent, which has its replacement in service before. */
function unhealthyDepartures(view: GroupView, census: Census): Departure[] {
  const { group, facts, refresh } = view;
  const { unhealthy } = census;
  if (unhealthy.length === 0) return [];
  if (group.Status === undefined && isSuspended(group, 'ReplaceUnhealthy')) return [];
  const all = unhealthy.map((member) => ({ member, cause: causes.unhealthy(view, member) }));
  if (refresh || group.InstanceMaintenancePolicy?.MinHealthyPercentage !== 100) return all;
  const isDead = ({ member }: Departure) => facts.ec2State(member.InstanceId) !== 'running';
  const spare = census.ready + unhealthy.length - group.DesiredCapacity;
  return [
    ...all.filter(isDead),
    ...all.filter((each) => !isDead(each)).slice(0, Math.max(0, spare)),
  ];
}

/** Those that the desired capacity has no place for. */
function surplus(view: GroupView, census: Census, alreadyLeaving: number): Departure[] {
  const { group, now } = view;
  // Unhealthy ones that stay do so until their replacements serve.
  const waiting = isSuspended(group, 'ReplaceUnhealthy')
    ? 0
    : census.unhealthy.length - alreadyLeaving;
  const count = census.total - alreadyLeaving - waiting - group.DesiredCapacity;
  if (count <= 0 || isRebalancing(view, census)) return [];
  const isDeleted = group.Status !== undefined;
  const members = view.members.filter(isCounted);
  const candidates = members.filter(
    ({ ProtectedFromScaleIn, HealthStatus }) =>
      (isDeleted || !ProtectedFromScaleIn) && (waiting === 0 || HealthStatus === 'Healthy'),
  );
  const choose = (from: readonly GroupInstanceRow[], some: number) =>
    chooseVictims(from, members, group, some, now);
  // What does not serve yet, or not any more, goes before what does.
  const idle = choose(
    candidates.filter((member) => !isServing(member, view)),
    count,
  );
  const serving = candidates.filter((member) => isServing(member, view));
  return [...idle, ...choose(serving, count - idle.length)].map((member) => ({
    member,
    cause: causes.shrink(view, census.total, member),
  }));
}

/** Outdated members, as many as the bounds let go, and current ones beyond the capacity. */
function replacements(view: GroupView, census: Census, replacing: Replacing): Departure[] {
  const { group, now, refresh } = view;
  if (!refresh) return [];
  const { serving, idle, current, kept, blocked } = census;
  const bounds = boundsOf(group.DesiredCapacity, refresh.Preferences);
  const cause = causes.refresh(view, refresh, 'taken out of service');
  const choose = (candidates: readonly GroupInstanceRow[], count: number) =>
    count <= 0 || candidates.length === 0
      ? []
      : chooseVictims(candidates, view.members.filter(isCounted), group, count, now);

  // Current ones have the room that outdated ones leave, be it at this checkpoint or by a scale-out.
  const room = Math.max(0, group.DesiredCapacity - Math.max(replacing.current, current.length));
  const toGo = serving.length + idle.length + kept + blocked.length - room;
  const leavingIdle = choose(idle, toGo);
  const spare = census.ready - bounds.leastReady;
  const leavingServing = choose(serving, Math.min(toGo - leavingIdle.length, spare));

  // The desired capacity has fallen below what is current already.
  const beyond = current.length - Math.max(0, group.DesiredCapacity - kept - blocked.length);
  const isUnprotected = ({ ProtectedFromScaleIn }: GroupInstanceRow) => !ProtectedFromScaleIn;
  const idleBeyond = beyond <= 0 ? [] : choose(census.awaited.filter(isUnprotected), beyond);
  const servingBeyond = Math.min(beyond - idleBeyond.length, spare - leavingServing.length);
  const awaited = new Set(servingBeyond <= 0 ? [] : census.awaited);
  const shrinking =
    servingBeyond <= 0
      ? idleBeyond
      : [
          ...idleBeyond,
          ...choose(
            current.filter((member) => isUnprotected(member) && !awaited.has(member)),
            servingBeyond,
          ),
        ];
  return [
    ...[...leavingIdle, ...leavingServing, ...census.standby].map((member) => ({ member, cause })),
    ...shrinking.map((member) => ({ member, cause: causes.shrink(view, census.total, member) })),
  ];
}

function launchesWanted(
  view: GroupView,
  census: Census,
  replacing: Replacing | undefined,
  departures: readonly Departure[],
  remaining: number,
): number {
  const { group, refresh } = view;
  const shortage = group.DesiredCapacity - remaining;
  if (refresh && replacing) {
    const current = new Set(departures.length > 0 ? census.current : []);
    const leavingCurrent = departures.filter(({ member }) => current.has(member)).length;
    const missing = replacing.current - (census.current.length - leavingCurrent);
    const { most } = boundsOf(group.DesiredCapacity, refresh.Preferences);
    return Math.max(shortage, Math.min(missing, most - remaining));
  }
  if (beginsRebalancing(view, census)) return 1;
  // Replacements of unhealthy ones that wait for them, under a maintenance policy.
  const waiting =
    census.unhealthy.length -
    departures.filter(({ member }) => member.HealthStatus === 'Unhealthy').length;
  if (waiting <= 0 || isSuspended(group, 'ReplaceUnhealthy')) return shortage;
  const policy = group.InstanceMaintenancePolicy;
  const bounds: Bounds = boundsOf(group.DesiredCapacity, {
    MinHealthyPercentage: policy?.MinHealthyPercentage ?? 90,
    MaxHealthyPercentage: policy?.MaxHealthyPercentage,
  });
  return Math.max(shortage, Math.min(shortage + waiting, bounds.most - remaining));
}

function launches(
  view: GroupView,
  census: Census,
  departures: readonly Departure[],
  count: number,
  replacing: Replacing | undefined,
  deadlines: Deadlines,
): Action[] {
  const { group, template, refresh } = view;
  if (count <= 0 || !template || isSuspended(group, 'Launch')) return [];
  const { launchFailures } = group;
  if (launchFailures && !deadlines.isDue(launchFailures.until.getTime())) return [];
  const leaving = new Set(departures.map(({ member }) => member));
  const staying = view.members.filter((member) => isCounted(member) && !leaving.has(member));
  const isReplacement = view.members.some(
    (member) => isCounted(member) && member.HealthStatus === 'Unhealthy',
  );
  const cause = isReplacement
    ? causes.replaceUnhealthy(view)
    : refresh && replacing
      ? causes.refresh(view, refresh, 'started')
      : staying.length < group.DesiredCapacity
        ? causes.grow(view, staying.length)
        : causes.rebalance(view);
  const tag =
    refresh && refresh.Status !== 'RollbackInProgress' && refresh.Status !== 'Cancelling'
      ? { InstanceRefreshId: refresh.InstanceRefreshId }
      : {};
  // What is still to be replaced has no say in where the new ones go, or its zones would end uneven.
  const outdated = new Set(replacing ? [...census.serving, ...census.idle] : []);
  const lasting = staying.filter((member) => !outdated.has(member));
  return choosePlaces(view.places, lasting, count).map((place) => ({
    kind: 'launch',
    place,
    template,
    cause,
    ...tag,
  }));
}
