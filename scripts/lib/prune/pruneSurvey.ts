// All that prune looks at before it removes anything, and the plan that it makes of it.

import { surveyBakes } from '../bake/bakeHoldings.ts';
import type { Bake, Holding } from '../bake/bakes.ts';
import { lookUp } from './lookUp.ts';
import { readImages, readSharing } from './pruneImages.ts';
import { type Kept, type PruneImage, type PrunePolicy, planPrune, type Use } from './prunePlan.ts';
import { type PruneClients, readReferences } from './pruneReferences.ts';
import { type SnapshotPlan, surveySnapshots } from './pruneSnapshots.ts';

export type PruneContext = {
  readonly clients: PruneClients;
  readonly accountId: string;
  readonly policy: PrunePolicy;
  /** Asked right before each image goes; throws where it may not. */
  readonly requireLocks?: () => Promise<void>;
};

export type PruneSurvey = {
  readonly removed: readonly PruneImage[];
  readonly kept: readonly Kept[];
  readonly snapshots: SnapshotPlan;
  /** Of dead bakes, to be removed. */
  readonly strays: readonly Holding[];
  /** Those that something uses: an image that was made in part, and launched nevertheless. */
  readonly usedStrays: readonly (Holding & { readonly because: readonly string[] })[];
  readonly liveBakes: readonly Bake[];
};

/** @throws LookUpFailure where anything cannot be found out: then nobody knows what may go */
export async function surveyPrune(context: PruneContext): Promise<PruneSurvey> {
  const { clients, accountId, policy } = context;
  const { ec2 } = clients;
  // What is made or launched from now on is in no list of what may go, or among what refers to it.
  const { live, strays } = await lookUp('what bakes hold (ec2:Describe*)', () => surveyBakes(ec2));
  const images = await readImages(ec2);
  const references = await readReferences(clients);
  const candidates = new Set(planPrune(images, references, policy).removed);
  const shared: PruneImage[] = [];
  for (const image of images) {
    const isCandidate = candidates.has(image);
    const sharedWith = isCandidate ? await readSharing(ec2, image.ami, accountId) : [];
    shared.push({ ...image, sharedWith });
  }
  const snapshots = await surveySnapshots(ec2, references, { policy, accountId });
  const judged = strays.map((stray) => ({ ...stray, because: usersOf(stray, references.uses) }));
  return {
    ...planPrune(shared, references, policy),
    snapshots,
    strays: strays.filter((stray) => usersOf(stray, references.uses).length === 0),
    usedStrays: judged.filter(({ because }) => because.length > 0),
    liveBakes: live,
  };
}

/** Its own builder is no reason to keep what a bake has left. */
function usersOf({ kind, id }: Holding, uses: readonly Use[]): readonly string[] {
  return kind === 'image' ? uses.filter((use) => use.id === id).map(({ by }) => by) : [];
}
