// Snapshots of bakes: how large they are, and those whose image is gone.

import {
  DescribeSnapshotAttributeCommand,
  type EC2Client,
  paginateDescribeSnapshots,
  type Snapshot,
} from '@aws-sdk/client-ec2';
import { imageTags } from '../bake/bakedImages.ts';
import { releaseId } from '../bake/imageKey.ts';
import { collect, lookUp } from './lookUp.ts';
import { bakeFilters, readUsedSnapshots } from './pruneImages.ts';
import { type PrunePolicy, type References, youth } from './prunePlan.ts';

export type PruneSnapshot = {
  readonly id: string;
  readonly release: string;
  readonly created: Date | undefined;
  readonly size: string;
};

export type SnapshotPlan = {
  /** Words for the size of each of ours, by its id. */
  readonly sizes: ReadonlyMap<string, string>;
  readonly removed: readonly PruneSnapshot[];
  /** Those without an image that stay nevertheless. */
  readonly kept: readonly (PruneSnapshot & { readonly because: readonly string[] })[];
};

/** @throws LookUpFailure */
export async function surveySnapshots(
  ec2: EC2Client,
  { uses }: References,
  { policy, accountId }: { readonly policy: PrunePolicy; readonly accountId: string },
): Promise<SnapshotPlan> {
  // In this order: what an image is made of meanwhile has that image by then.
  const snapshots = await readSnapshots(ec2);
  const images = await readUsedSnapshots(ec2);
  const orphans = snapshots.filter(({ SnapshotId = '' }) => !images.has(SnapshotId));
  const judged = await Promise.all(
    orphans.map(async (snapshot) => {
      const shown = shownSnapshot(snapshot);
      const own = [
        snapshot.State === 'pending' ? 'still being made' : undefined,
        youth(shown.created, policy),
        ...uses.filter(({ id }) => id === shown.id).map(({ by }) => by),
      ].filter((reason) => reason !== undefined);
      const because = own.length > 0 ? own : await readSharing(ec2, shown.id, accountId);
      return { ...shown, because };
    }),
  );
  return {
    sizes: new Map(
      snapshots.map((snapshot) => [snapshot.SnapshotId ?? '', sizeOf(snapshot)] as const),
    ),
    removed: judged
      .filter(({ because }) => because.length === 0)
      .map(({ because: _, ...snapshot }) => snapshot),
    kept: judged.filter(({ because }) => because.length > 0),
  };
}

function readSnapshots(client: EC2Client): Promise<readonly Snapshot[]> {
  const input = { OwnerIds: ['self'], Filters: bakeFilters };
  return lookUp('the snapshots (ec2:DescribeSnapshots)', () =>
    collect(
      paginateDescribeSnapshots({ client, pageSize: 500 }, input),
      ({ Snapshots }) => Snapshots,
    ),
  );
}

/** Who may make volumes of a snapshot loses it with it. */
async function readSharing(
  client: EC2Client,
  SnapshotId: string,
  accountId: string,
): Promise<readonly string[]> {
  const input = { SnapshotId, Attribute: 'createVolumePermission' } as const;
  const { CreateVolumePermissions = [] } = await lookUp(
    `who may use ${SnapshotId} (ec2:DescribeSnapshotAttribute)`,
    () => client.send(new DescribeSnapshotAttributeCommand(input)),
  );
  return CreateVolumePermissions.flatMap(({ UserId, Group }) =>
    UserId === accountId ? [] : [`shared with ${UserId ?? (Group && 'everybody')}`],
  );
}

function shownSnapshot(snapshot: Snapshot): PruneSnapshot {
  const { SnapshotId = '', StartTime, Tags = [] } = snapshot;
  const key = Tags.find((tag) => tag.Key === imageTags.key)?.Value ?? '';
  return {
    id: SnapshotId,
    release: releaseId(key),
    created: StartTime,
    size: sizeOf(snapshot),
  };
}

/** What it holds where EC2 says so, else what the volume could hold. */
function sizeOf({ FullSnapshotSizeInBytes, VolumeSize }: Snapshot): string {
  if (FullSnapshotSizeInBytes !== undefined)
    return `${(FullSnapshotSizeInBytes / 2 ** 30).toFixed(1)} GiB`;
  return VolumeSize === undefined ? 'unknown' : `up to ${VolumeSize} GiB`;
}
