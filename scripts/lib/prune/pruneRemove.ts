// Carries a prune's plan out. Each removal stands for itself: one that fails is told, and the rest goes on.

import { DeleteSnapshotCommand, DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { codeOf, removeHoldings } from '../bake/bakeHoldings.ts';
import type { Holding } from '../bake/bakes.ts';
import { causeIn } from './lookUp.ts';
import { readImage } from './pruneImages.ts';
import { type Kept, type PruneImage, planPrune } from './prunePlan.ts';
import { readReferences } from './pruneReferences.ts';
import type { PruneSnapshot } from './pruneSnapshots.ts';
import type { PruneContext, PruneSurvey } from './pruneSurvey.ts';

export type PruneOutcome = {
  readonly removed: readonly PruneImage[];
  /** What was to go, and is in use by now. */
  readonly kept: readonly Kept[];
  readonly strays: readonly Holding[];
  readonly snapshots: readonly PruneSnapshot[];
  /** What could not be removed, and why. */
  readonly failures: readonly { readonly id: string; readonly message: string }[];
};

/** @param isStopping asked before each removal */
export async function removePlanned(
  context: PruneContext,
  survey: PruneSurvey,
  isStopping: () => boolean = () => false,
): Promise<PruneOutcome> {
  const removed: PruneImage[] = [];
  const kept: Kept[] = [];
  const strays: Holding[] = [];
  const snapshots: PruneSnapshot[] = [];
  const failures: { id: string; message: string }[] = [];
  const attempt = async (id: string, remove: () => Promise<unknown>) => {
    if (isStopping()) return void failures.push({ id, message: 'interrupted before its turn' });
    try {
      await remove();
    } catch (error) {
      failures.push({ id, message: causeIn(error) });
    }
  };

  for (const image of survey.removed) {
    await attempt(image.ami, async () => {
      const reasons = await removeImage(context, image);
      if (reasons.length > 0) kept.push({ image, because: reasons });
      else removed.push(image);
    });
  }
  const { ec2 } = context.clients;
  for (const snapshot of survey.snapshots.removed) {
    await attempt(snapshot.id, async () => {
      await unlessGone(ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshot.id })));
      snapshots.push(snapshot);
    });
  }
  // A group can only go after the instances in it.
  for (const kind of ['image', 'instance', 'key pair', 'security group'] as const) {
    await Promise.all(
      survey.strays
        .filter((stray) => stray.kind === kind)
        .map((stray) =>
          attempt(stray.id, async () => {
            await removeHoldings(ec2, [stray]);
            strays.push(stray);
          }),
        ),
    );
  }
  return { removed, kept, strays, snapshots, failures };
}

/**
 * Looks again at the image and at everything that may refer to it, right before it goes.
 *
 * @returns why it stays after all; nothing if it is gone
 * @throws where that cannot be found out: it stays
 */
async function removeImage(
  { clients, accountId, policy, requireLocks }: PruneContext,
  { ami, snapshotIds }: PruneImage,
): Promise<readonly string[]> {
  const image = await readImage(clients.ec2, ami, accountId);
  if (!image) return [];
  const { kept } = planPrune([image], await readReferences(clients), policy);
  if (kept[0]) return kept[0].because;
  await requireLocks?.();
  const input = { ImageId: ami, DeleteAssociatedSnapshots: true };
  const { DeleteSnapshotResults = [] } = await clients.ec2.send(new DeregisterImageCommand(input));
  const left = DeleteSnapshotResults.filter(
    ({ ReturnCode }) => ReturnCode !== 'success' && ReturnCode !== 'skipped',
  );
  if (left.length === 0) return [];
  const results = left.map(({ SnapshotId, ReturnCode }) => `${SnapshotId}: ${ReturnCode}`);
  throw new Error(
    `It is deregistered, but of its snapshots ${snapshotIds.join(', ')} some are left (${results.join(', ')}). ` +
      'The next prune finds them by their tags',
  );
}

async function unlessGone(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (codeOf(error) !== 'InvalidSnapshot.NotFound') throw error;
  }
}
