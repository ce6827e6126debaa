// Attributes of images and snapshots, which are changed one at a time.

import type { LaunchPermission } from '@aws-sdk/client-ec2';
import { ec2Tables } from '../../store/ec2.ts';
import { byId } from './describe.ts';
import { invalidParameterCombination, invalidParameterValue, kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';

export const imageAttributeOperations: Ec2Operations = {
  DescribeImageAttribute({ ImageId = '', Attribute }, { store }) {
    const image = byId(ec2Tables(store).images, kinds.image, ImageId);
    switch (Attribute) {
      case 'description':
        return { ImageId, Description: { Value: image.Description } };
      case 'launchPermission':
        return { ImageId, LaunchPermissions: image.Public ? [{ Group: 'all' }] : [] };
      case 'blockDeviceMapping':
        return { ImageId, BlockDeviceMappings: image.BlockDeviceMappings };
      case 'bootMode':
        return { ImageId, BootMode: { Value: image.BootMode } };
      case 'imdsSupport':
        return { ImageId, ImdsSupport: { Value: image.ImdsSupport } };
      default:
        throw invalidParameterValue(`The attribute '${Attribute}' is not known for images`);
    }
  },

  ModifyImageAttribute(input, { store, accountId }) {
    const { images } = ec2Tables(store);
    const image = byId(images, kinds.image, input.ImageId ?? '');
    if (input.Description !== undefined) {
      images.put(image.ImageId, { ...image, Description: input.Description.Value });
    }
    if (input.ImdsSupport !== undefined) {
      images.put(image.ImageId, { ...image, ImdsSupport: 'v2.0' });
    }
    // Here is one account: it may launch what it owns, and sharing with others has nobody to see it.
    const shared = [
      ...(input.LaunchPermission?.Add ?? []).map(({ UserId }) => UserId),
      ...(input.UserIds ?? []),
    ].filter((id) => id !== undefined && id !== accountId);
    if (shared.length > 0) {
      throw invalidParameterValue(`The local region has no account ${shared.join(', ')}`);
    }
    const isAll = ({ Group }: LaunchPermission) => Group === 'all';
    const { Add = [], Remove = [] } = input.LaunchPermission ?? {};
    if (Add.some(isAll)) images.put(image.ImageId, { ...image, Public: true });
    if (Remove.some(isAll)) images.put(image.ImageId, { ...image, Public: false });
    return {};
  },

  ModifySnapshotAttribute({ SnapshotId = '', UserIds = [] }, { store, accountId }) {
    byId(ec2Tables(store).snapshots, kinds.snapshot, SnapshotId);
    const foreign = UserIds.filter((id) => id !== accountId);
    if (foreign.length > 0) {
      throw invalidParameterValue(`The local region has no account ${foreign.join(', ')}`);
    }
    return {};
  },

  EnableImageDeprecation({ ImageId = '', DeprecateAt }, { store }) {
    const { images } = ec2Tables(store);
    const image = byId(images, kinds.image, ImageId);
    if (!DeprecateAt) throw invalidParameterCombination('DeprecateAt must be given');
    images.put(ImageId, { ...image, DeprecationTime: DeprecateAt.toISOString() });
    return { Return: true };
  },

  DisableImageDeprecation({ ImageId = '' }, { store }) {
    const { images } = ec2Tables(store);
    const { DeprecationTime: _, ...image } = byId(images, kinds.image, ImageId);
    images.put(ImageId, image);
    return { Return: true };
  },

  EnableImageDeregistrationProtection({ ImageId = '', WithCooldown }, { store }) {
    const { images } = ec2Tables(store);
    const image = byId(images, kinds.image, ImageId);
    const protection = WithCooldown ? 'enabled-with-cooldown' : 'enabled';
    images.put(ImageId, { ...image, DeregistrationProtection: protection });
    return { Return: protection };
  },

  DisableImageDeregistrationProtection({ ImageId = '' }, { store }) {
    const { images } = ec2Tables(store);
    const image = byId(images, kinds.image, ImageId);
    images.put(ImageId, { ...image, DeregistrationProtection: 'disabled' });
    return { Return: 'disabled' };
  },
};
