// Volumes: the root volume that each instance has. Its size is a record; the disk is the machine's own.

import { ec2Tables } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { byId, describe } from './describe.ts';
import { kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';

export const volumeOperations: Ec2Operations = {
  DescribeVolumes(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tables.volumes,
      kinds.volume,
      ({ VolumeId }) => VolumeId,
      { ...input, ids: input.VolumeIds },
      {
        'attachment.device': (row) => row.Attachments?.map(({ Device }) => Device),
        'attachment.instance-id': (row) => row.Attachments?.map(({ InstanceId }) => InstanceId),
        'attachment.status': (row) => row.Attachments?.map(({ State }) => State),
        'availability-zone': (row) => row.AvailabilityZone,
        encrypted: (row) => row.Encrypted,
        size: (row) => row.Size,
        'snapshot-id': (row) => row.SnapshotId,
        status: (row) => row.State,
        'volume-id': (row) => row.VolumeId,
        'volume-type': (row) => row.VolumeType,
      },
    );
    return { Volumes: items, NextToken: nextToken };
  },

  DeleteVolume({ VolumeId = '' }, { store }) {
    const tables = ec2Tables(store);
    const volume = byId(tables.volumes, kinds.volume, VolumeId);
    const attachment = volume.Attachments?.[0];
    if (attachment) {
      throw new AwsError(
        'VolumeInUse',
        `Volume ${VolumeId} is currently attached to ${attachment.InstanceId}`,
      );
    }
    tables.volumes.delete(VolumeId);
    tables.tags.delete(VolumeId);
    return {};
  },
};
