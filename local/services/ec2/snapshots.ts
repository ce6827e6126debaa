// Snapshots: what images were made of. Deleting one frees its layer, once nothing runs on it.

import type { EbsBlockDevice } from '@aws-sdk/client-ec2';
import {
  type Ec2Tables,
  ec2Tables,
  type ImageRow,
  type SnapshotRow,
  type VolumeRow,
} from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { byId, describe } from './describe.ts';
import { invalidParameterValue, kinds } from './errors.ts';
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
    const user = imageOf(tables, SnapshotId);
    if (user) {
      throw new AwsError(
        'InvalidSnapshot.InUse',
        `The snapshot ${SnapshotId} is currently in use by ${user.ImageId}`,
      );
    }
    deleteSnapshot(tables, SnapshotId);
    return {};
  },

  DescribeSnapshotAttribute({ SnapshotId = '', Attribute }, { store }) {
    byId(ec2Tables(store).snapshots, kinds.snapshot, SnapshotId);
    if (Attribute === 'productCodes') return { SnapshotId, ProductCodes: [] };
    // Here is one account: there is nobody to share with.
    if (Attribute === 'createVolumePermission') return { SnapshotId, CreateVolumePermissions: [] };
    throw invalidParameterValue(`The attribute '${Attribute}' is not known for snapshots`);
  },
};

/** The image that is made of a snapshot, or one of them. */
export function imageOf({ images }: Ec2Tables, snapshotId: string): ImageRow | undefined {
  return images
    .list()
    .find(({ BlockDeviceMappings = [] }) =>
      BlockDeviceMappings.some(({ Ebs }) => Ebs?.SnapshotId === snapshotId),
    );
}

export function deleteSnapshot({ snapshots, tags }: Ec2Tables, id: string): void {
  snapshots.delete(id);
  tags.delete(id);
}

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

/** The snapshot of an image's copy; what it holds is in the image's layers. */
export function snapshotOfCopy(
  { accountId, now }: Context,
  {
    ImageId,
    source,
    Ebs,
  }: { readonly ImageId: string; readonly source: ImageRow; readonly Ebs: EbsBlockDevice },
): SnapshotRow {
  return {
    SnapshotId: newId('snap'),
    // As AWS describes them.
    Description:
      `Copied for DestinationAmi ${ImageId} from SourceAmi ${source.ImageId} ` +
      `for SourceSnapshot ${Ebs.SnapshotId}.`,
    Encrypted: Ebs.Encrypted ?? false,
    OwnerId: accountId,
    Progress: '100%',
    StartTime: now(),
    State: 'completed',
    StorageTier: 'standard',
    VolumeId: 'vol-ffffffff',
    VolumeSize: Ebs.VolumeSize ?? 8,
  };
}
