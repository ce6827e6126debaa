// Images (AMIs). CreateImage asks for one; the images' controller makes it.

import type { BlockDeviceMapping, Image, Tag } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type ImageRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { byId, describe, type Tagged } from './describe.ts';
import { invalidParameterValue, kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';
import { deleteSnapshot, imageOf, snapshotOf, snapshotOfCopy } from './snapshots.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

export const imageOperations: Ec2Operations = {
  CreateImage(input, context) {
    const tables = ec2Tables(context.store);
    const instance = byId(tables.instances, kinds.instance, input.InstanceId ?? '');
    if (instance.State.Name !== 'running' && instance.State.Name !== 'stopped') {
      throw invalidParameterValue(
        `Instance is not in state 'running' or 'stopped': '${instance.InstanceId}' is ${instance.State.Name}`,
      );
    }
    const source = byId(tables.images, kinds.image, instance.ImageId);
    const tags = tagsFor('image', input.TagSpecifications, ['image', 'snapshot']);
    const snapshotTags = tagsFor('snapshot', input.TagSpecifications, ['image', 'snapshot']);
    const ImageId = newId('ami');
    const rootVolume = tables.volumes
      .list()
      .find(({ Attachments }) => Attachments?.[0]?.InstanceId === instance.InstanceId);
    const snapshot = snapshotOf(context, {
      ImageId,
      InstanceId: instance.InstanceId,
      ...(rootVolume && { volume: rootVolume }),
    });
    tables.snapshots.put(snapshot.SnapshotId, snapshot);
    putTags(tables, snapshot.SnapshotId, snapshotTags);
    putImage(context, {
      ...describing(source),
      ImageId,
      Name: checkName(tables, context, input.Name ?? ''),
      ...(input.Description !== undefined && { Description: input.Description }),
      State: 'pending',
      OwnerId: context.accountId,
      SourceInstanceId: instance.InstanceId,
      SourceImageId: source.ImageId,
      SourceImageRegion: context.regionName,
      BlockDeviceMappings: [
        {
          DeviceName: source.RootDeviceName,
          Ebs: {
            SnapshotId: snapshot.SnapshotId,
            VolumeSize: snapshot.VolumeSize,
            VolumeType: rootVolume?.VolumeType ?? 'gp3',
            Encrypted: snapshot.Encrypted,
            DeleteOnTermination: true,
          },
        },
      ],
      layers: [],
      source: { InstanceId: instance.InstanceId, noReboot: input.NoReboot === true },
    });
    putTags(tables, ImageId, tags);
    return { ImageId };
  },

  CopyImage(input, context) {
    const tables = ec2Tables(context.store);
    if (input.SourceRegion !== context.regionName) {
      throw invalidParameterValue(
        `The local region knows no other region: expected SourceRegion ${context.regionName}, got ${input.SourceRegion}`,
      );
    }
    const source = byId(tables.images, kinds.image, input.SourceImageId ?? '');
    const tags = tagsFor('image', input.TagSpecifications, ['image', 'snapshot']);
    if (source.State !== 'available') {
      throw new AwsError('InvalidRequest', `The image '${source.ImageId}' is not available`);
    }
    const { Description } = { Description: input.Description ?? source.Description };
    const snapshotTags = tagsFor('snapshot', input.TagSpecifications, ['image', 'snapshot']);
    const ImageId = newId('ami');
    const copy: ImageRow = {
      ...describing(source),
      ImageId,
      Name: checkName(tables, context, input.Name ?? ''),
      ...(Description !== undefined && { Description }),
      OwnerId: context.accountId,
      SourceImageId: source.ImageId,
      SourceImageRegion: context.regionName,
      BlockDeviceMappings: (source.BlockDeviceMappings ?? []).map((mapping) =>
        copyOf(mapping, context, { source, ImageId, tags: snapshotTags }),
      ),
    };
    putImage(context, copy);
    putTags(tables, copy.ImageId, [
      ...(input.CopyImageTags ? (tables.tags.get(source.ImageId) ?? []) : []),
      ...tags,
    ]);
    return { ImageId: copy.ImageId };
  },

  DescribeImages(input, { store, accountId }) {
    const tables = ec2Tables(store);
    const owners = input.Owners?.map((owner) => (owner === 'self' ? accountId : owner));
    const { items, nextToken } = describe(
      tables,
      tables.images,
      kinds.image,
      ({ ImageId }) => ImageId,
      // Owners narrow before pages are cut: asked for as one more filter.
      {
        ...input,
        ids: input.ImageIds,
        Filters: [...(input.Filters ?? []), ...(owners ? [{ Name: 'owner', Values: owners }] : [])],
      },
      {
        ...imageFilters,
        owner: (row) => [row.OwnerId, row.ImageOwnerAlias],
      },
    );
    return { Images: items.map(shown), NextToken: nextToken };
  },

  DeregisterImage(input, { store }) {
    const tables = ec2Tables(store);
    const image = byId(tables.images, kinds.image, input.ImageId ?? '');
    if (image.DeregistrationProtection?.startsWith('enabled')) {
      throw new AwsError(
        'OperationNotPermitted',
        `Deregistration protection is enabled for ${image.ImageId}`,
      );
    }
    tables.images.delete(image.ImageId);
    tables.tags.delete(image.ImageId);
    const snapshots = input.DeleteAssociatedSnapshots ? snapshotsOf(image) : [];
    return {
      Return: true,
      DeleteSnapshotResults: snapshots.map((SnapshotId) => {
        // What another image is made of stays.
        if (imageOf(tables, SnapshotId)) return { SnapshotId, ReturnCode: 'skipped' as const };
        deleteSnapshot(tables, SnapshotId);
        return { SnapshotId, ReturnCode: 'success' as const };
      }),
    };
  },
};

const imageFilters = {
  architecture: (row: ImageRow) => row.Architecture,
  'creation-date': (row: ImageRow) => row.CreationDate,
  description: (row: ImageRow) => row.Description,
  'image-id': (row: ImageRow) => row.ImageId,
  'image-type': (row: ImageRow) => row.ImageType,
  'is-public': (row: ImageRow) => row.Public,
  name: (row: ImageRow) => row.Name,
  'owner-alias': (row: ImageRow) => row.ImageOwnerAlias,
  'owner-id': (row: ImageRow) => row.OwnerId,
  platform: (row: ImageRow) => row.Platform,
  'root-device-name': (row: ImageRow) => row.RootDeviceName,
  'root-device-type': (row: ImageRow) => row.RootDeviceType,
  'source-image-id': (row: ImageRow) => row.SourceImageId,
  'source-instance-id': (row: ImageRow) => row.SourceInstanceId,
  state: (row: ImageRow) => row.State,
  'virtualization-type': (row: ImageRow) => row.VirtualizationType,
  hypervisor: (row: ImageRow) => row.Hypervisor,
  'ena-support': (row: ImageRow) => row.EnaSupport,
  'block-device-mapping.snapshot-id': (row: ImageRow) => snapshotsOf(row),
  'block-device-mapping.volume-size': (row: ImageRow) =>
    row.BlockDeviceMappings?.map(({ Ebs }) => Ebs?.VolumeSize),
};

/** @throws AwsError `InvalidAMIID.Unavailable` for one that is still being made, or could not be */
export function availableImage({ images }: Ec2Tables, id: string): ImageRow {
  const image = byId(images, kinds.image, id);
  if (image.State === 'available') return image;
  throw new AwsError('InvalidAMIID.Unavailable', `The image ID '${id}' is ${image.State}`);
}

/** What an image says of the machine that it wants; the copy's own facts are put over it. */
function describing(source: ImageRow): ImageRow {
  const { ImageOwnerAlias: _, Description: __, DeprecationTime: ___, ...rest } = source;
  return { ...rest, Public: false };
}

function putImage({ store, now }: Context, row: ImageRow): void {
  const CreationDate = now().toISOString();
  const ImageLocation = `${row.OwnerId}/${row.Name}`;
  ec2Tables(store).images.put(row.ImageId, { ...row, CreationDate, ImageLocation });
}

/** A device of a copied image: it has a snapshot of its own, which says of what. */
function copyOf(
  mapping: BlockDeviceMapping,
  context: Context,
  of: { readonly source: ImageRow; readonly ImageId: string; readonly tags: readonly Tag[] },
): BlockDeviceMapping {
  const { Ebs } = mapping;
  if (Ebs?.SnapshotId === undefined) return mapping;
  const tables = ec2Tables(context.store);
  const snapshot = snapshotOfCopy(context, { ...of, Ebs });
  tables.snapshots.put(snapshot.SnapshotId, snapshot);
  putTags(tables, snapshot.SnapshotId, of.tags);
  return { ...mapping, Ebs: { ...Ebs, SnapshotId: snapshot.SnapshotId } };
}

function snapshotsOf({ BlockDeviceMappings = [] }: ImageRow): string[] {
  return BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
}

function checkName({ images }: Ec2Tables, { accountId }: Context, name: string): string {
  if (!/^[\w ()[\]./\-'@]{3,128}$/.test(name)) {
    throw new AwsError(
      'InvalidAMIName.Malformed',
      `AMI names must be between 3 and 128 characters long, and may contain letters, numbers, ` +
        `spaces, and ( ) [ ] . / - ' @ _: got '${name}'`,
    );
  }
  const clash = images.list().find((row) => row.Name === name && row.OwnerId === accountId);
  if (!clash) return name;
  throw new AwsError(
    'InvalidAMIName.Duplicate',
    `AMI name ${name} is already in use by AMI ${clash.ImageId}`,
  );
}

function shown({ layers: _, source: __, ...row }: Tagged<ImageRow>): Image {
  return row;
}
