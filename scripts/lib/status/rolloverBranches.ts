// The instances of a rollover by what they were launched from: those to be replaced, then those that replace them.

import { isFinal } from '../rollout/rolloutRefreshes.ts';
import type { RolloverInstance, RolloverSnapshot, RolloverVersion } from './rolloverSnapshot.ts';

export type Branch = RolloverVersion & {
  /** `release` where all is over, and one is all there is. */
  readonly kind: 'old' | 'new' | 'release';
  /** By id, so that each keeps its place. */
  readonly instances: readonly RolloverInstance[];
};

export function branchesOf(snapshot: RolloverSnapshot): readonly Branch[] {
  const { target, refresh } = snapshot;
  const instances = snapshot.instances.toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
  const isNew = (each: RolloverInstance) => each.isNew;
  const old = Map.groupBy(
    instances.filter((each) => !isNew(each)),
    ({ launchTemplateId, version }) => `${launchTemplateId} ${version?.padStart(12)}`,
  );
  const branches: Branch[] = [...old]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, members]) => ({ ...versionIn(members), kind: 'old', instances: members }));
  const isRolling = refresh !== undefined && !isFinal(refresh.Status);
  const fresh = instances.filter(isNew);
  if (fresh.length > 0 || isRolling) branches.push({ ...target, kind: 'new', instances: fresh });
  const [only] = branches;
  return only && branches.length === 1 && !isRolling ? [{ ...only, kind: 'release' }] : branches;
}

function versionIn([first]: readonly RolloverInstance[]): RolloverVersion {
  const { launchTemplateId, version, imageId } = first ?? {};
  return { launchTemplateId, version, imageId };
}
