// Snapshots: what images were made of. Deleting one frees its layer, once nothing runs on it.

import { ec2Tables, type SnapshotRow, type VolumeRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { byId, describe } from './describe.ts';
import { kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';

export const snapshotOperations: Ec2Operations = {
  DescribeSnapshots(input, { store, accountId }) {
    const tables = ec2Tables(store);
    const owners = input.OwnerIds?.map((owner) => (owner === 'self' ? accountId : owner));
    const { items, nextToken } = describe(
      tables,
      tables.snapshots,
      kinds.snapshot,
      ({ SnapshotId }) => SnapshotId,
      {
        ...input,
        ids: input.SnapshotIds,
        Filters: [
          ...(input.Filters ?? []),
          ...(owners ? [{ Name: 'owner-id', Values: owners }] : []),
        ],
      },
      {
        description: (row) => row.Description,
        encrypted: (row) => row.Encrypted,
        'owner-id': (row) => row.OwnerId,
        progress: (row) => row.Progress,
        'snapshot-id': (row) => row.SnapshotId,
        'start-time': (row) => row.StartTime,
        status: (row) => row.State,
        'volume-id': (row) => row.VolumeId,
        'volume-size': (row) => row.VolumeSize,
      },
    );
    return { Snapshots: items, NextToken: nextToken };
  },

  DeleteSnapshot({ SnapshotId = '' }, { store }) {
    const tables = ec2Tables(store);
    byId(tables.snapshots, kinds.snapshot, SnapshotId);
    const user = tables.images
      .list()
      .find(({ BlockDeviceMappings = [] }) =>
        BlockDeviceMappings.some(({ Ebs }) => Ebs?.SnapshotId === SnapshotId),
      );
    if (user) {
      throw new AwsError(
        'InvalidSnapshot.InUse',
        `The snapshot ${SnapshotId} is currently in use by ${user.ImageId}`,
      );
    }
    tables.snapshots.delete(SnapshotId);
    tables.tags.delete(SnapshotId);
    return {};
  },
};

/** The snapshot of an instance's root volume that an image is made of, still to be completed. */
export function snapshotOf(
  { accountId, now }: Context,
  {
    ImageId,
    InstanceId,
    volume,
  }: { readonly ImageId: string; readonly InstanceId: string; readonly volume?: VolumeRow },
): SnapshotRow {
  return {
    SnapshotId: newId('snap'),
    // As AWS describes them; tools look for the image's id in it.
    Description: `Created by CreateImage(${InstanceId}) for ${ImageId}`,
    Encrypted: volume?.Encrypted ?? false,
    OwnerId: accountId,
    Progress: '0%',
    StartTime: now(),
    State: 'pending',
    StorageTier: 'standard',
    VolumeId: volume?.VolumeId ?? 'vol-ffffffff',
    VolumeSize: volume?.Size ?? 8,
  };
}
