// The base image as an AMI, as Debian publishes its own: the same filter finds it on AWS and here.
// https://wiki.debian.org/Cloud/AmazonEC2Image

import type { BaseImage } from './drivers/images.ts';
import { ec2Tables, type ImageRow } from './store/ec2.ts';
import type { Store } from './store/store.ts';

/** Debian's account, which owns its official AMIs. */
export const debianOwnerId = '136693071363';

/** Puts the records of the image and its snapshot, once; a later base image stands beside it. */
export function publishBaseImage(
  store: Store,
  base: BaseImage,
  architecture: 'x86_64' | 'arm64',
): ImageRow {
  const { images, snapshots } = ec2Tables(store);
  // The same base has the same ids in every region: what is built on it has the same key.
  const id = base.digest.slice(0, 17);
  const SnapshotId = `snap-${id}`;
  const image: ImageRow = {
    ImageId: `ami-${id}`,
    Name: base.name,
    ImageLocation: `amazon/${base.name}`,
    ImageOwnerAlias: 'amazon',
    OwnerId: debianOwnerId,
    Description: 'Debian 13 (trixie)',
    Architecture: architecture,
    CreationDate: base.builtAt.toISOString(),
    ImageType: 'machine',
    State: 'available',
    Public: true,
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EnaSupport: true,
    SriovNetSupport: 'simple',
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    BootMode: 'uefi-preferred',
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: {
          SnapshotId,
          VolumeSize: 8,
          VolumeType: 'gp3',
          Encrypted: false,
          DeleteOnTermination: true,
        },
      },
    ],
    layers: [base.layer],
  };
  store.transaction(() => {
    if (images.get(image.ImageId)) return;
    images.put(image.ImageId, image);
    snapshots.put(SnapshotId, {
      SnapshotId,
      State: 'completed',
      Progress: '100%',
      OwnerId: debianOwnerId,
      OwnerAlias: 'amazon',
      VolumeId: 'vol-ffffffff',
      VolumeSize: 8,
      Encrypted: false,
      StartTime: base.builtAt,
      Description: base.name,
    });
  });
  return image;
}
