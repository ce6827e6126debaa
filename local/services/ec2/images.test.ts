import { describe, expect, test } from 'vitest';
import { serveComputing } from './testing/serveComputing.ts';

async function serveImage() {
  const served = await serveComputing();
  const InstanceId = await served.run({}, 'stopped');
  const { ImageId: own = '' } = await served.ec2.createImage({
    InstanceId,
    Name: 'webapp 1',
    TagSpecifications: [
      { ResourceType: 'image', Tags: [{ Key: 'key', Value: 'k' }] },
      { ResourceType: 'snapshot', Tags: [{ Key: 'key', Value: 's' }] },
    ],
  });
  return { ...served, InstanceId, own };
}

describe('CreateImage', () => {
  test('answers at once with an image that is to be made, and its snapshot', async () => {
    const { ec2, own, ImageId, InstanceId } = await serveImage();
    const { Images = [] } = await ec2.describeImages({ Owners: ['self'] });
    expect(Images).toMatchObject([
      {
        ImageId: own,
        Name: 'webapp 1',
        State: 'pending',
        OwnerId: '000000000000',
        SourceImageId: ImageId,
        SourceInstanceId: InstanceId,
        Architecture: 'x86_64',
        RootDeviceName: '/dev/xvda',
        Public: false,
        Tags: [{ Key: 'key', Value: 'k' }],
      },
    ]);
    const SnapshotId = Images[0]?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
    const { Snapshots } = await ec2.describeSnapshots({ SnapshotIds: [SnapshotId] });
    expect(Snapshots).toMatchObject([
      {
        State: 'pending',
        VolumeSize: 8,
        Description: `Created by CreateImage(${InstanceId}) for ${own}`,
        Tags: [{ Key: 'key', Value: 's' }],
      },
    ]);
  });

  test('is refused for an instance that is not there to be frozen', async () => {
    const { ec2, run } = await serveComputing();
    const pending = await run({}, 'pending');
    // Packer tries again on these words.
    await expect(ec2.createImage({ InstanceId: pending, Name: 'webapp' })).rejects.toThrow(
      /Instance is not in state/,
    );
  });

  test('wants a name of AWS’s alphabet', async () => {
    const { ec2, run } = await serveComputing();
    const InstanceId = await run({}, 'stopped');
    await expect(ec2.createImage({ InstanceId, Name: 'a:b' })).rejects.toMatchObject({
      name: 'InvalidAMIName.Malformed',
    });
  });
});

describe('DescribeImages', () => {
  test('knows whose an image is', async () => {
    const { ec2, own, ImageId } = await serveImage();
    const ids = async (Owners: string[]) => {
      const { Images = [] } = await ec2.describeImages({ Owners });
      return Images.map((image) => image.ImageId);
    };
    expect(await ids(['self'])).toEqual([own]);
    expect(await ids(['amazon'])).toEqual([ImageId]);
    expect(await ids(['136693071363'])).toEqual([ImageId]);
    expect(await ids(['self', 'amazon'])).toEqual([ImageId, own]);
    expect(await ids(['999999999999'])).toEqual([]);
  });

  test('finds Debian’s image by the filter that finds it on AWS', async () => {
    const { ec2, ImageId } = await serveImage();
    const { Images = [] } = await ec2.describeImages({
      Owners: ['136693071363'],
      Filters: [
        { Name: 'name', Values: ['debian-13-amd64-*'] },
        { Name: 'architecture', Values: ['x86_64'] },
        { Name: 'root-device-type', Values: ['ebs'] },
      ],
    });
    expect(Images.map((image) => image.ImageId)).toEqual([ImageId]);
  });
});

test('An image that is pending cannot be launched, copied or found twice', async () => {
  const { ec2, own, run, InstanceId } = await serveImage();
  await expect(run({ ImageId: own })).rejects.toMatchObject({ name: 'InvalidAMIID.Unavailable' });
  await expect(
    ec2.copyImage({ SourceImageId: own, SourceRegion: 'eu-central-1', Name: 'copy' }),
  ).rejects.toMatchObject({ name: 'InvalidRequest' });
  await expect(ec2.createImage({ InstanceId, Name: 'webapp 1' })).rejects.toMatchObject({
    name: 'InvalidAMIName.Duplicate',
  });
});

test('CopyImage makes an image of our own, of the same layers', async () => {
  const { ec2, ImageId, tables } = await serveComputing();
  const { ImageId: copy = '' } = await ec2.copyImage({
    SourceImageId: ImageId,
    SourceRegion: 'eu-central-1',
    Name: 'copy',
  });
  expect(tables.images.get(copy)).toMatchObject({ OwnerId: '000000000000', layers: ['base'] });
  const { Snapshots } = await ec2.describeSnapshots({ OwnerIds: ['self'] });
  expect(Snapshots).toMatchObject([
    { Description: expect.stringMatching(`DestinationAmi ${copy} from SourceAmi ${ImageId} `) },
  ]);
  await expect(
    ec2.copyImage({ SourceImageId: ImageId, SourceRegion: 'us-east-1', Name: 'other' }),
  ).rejects.toThrow(/no other region/);
});

test('DeregisterImage frees the name, and the snapshots where asked', async () => {
  const { ec2, own } = await serveImage();
  await ec2.enableImageDeregistrationProtection({ ImageId: own });
  await expect(ec2.deregisterImage({ ImageId: own })).rejects.toMatchObject({
    name: 'OperationNotPermitted',
  });
  await ec2.disableImageDeregistrationProtection({ ImageId: own });
  await ec2.deregisterImage({ ImageId: own, DeleteAssociatedSnapshots: true });
  await expect(ec2.describeImages({ ImageIds: [own] })).rejects.toMatchObject({
    name: 'InvalidAMIID.NotFound',
  });
  expect((await ec2.describeSnapshots({ OwnerIds: ['self'] })).Snapshots).toEqual([]);
});

test('A snapshot that another image is made of outlives the first', async () => {
  const { ec2, own, tables } = await serveImage();
  const row = tables.images.get(own);
  if (row) tables.images.put('ami-2', { ...row, ImageId: 'ami-2', Name: 'webapp 2' });
  const SnapshotId = row?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
  const deregister = async (ImageId: string) =>
    (await ec2.deregisterImage({ ImageId, DeleteAssociatedSnapshots: true })).DeleteSnapshotResults;
  expect(await deregister(own)).toEqual([{ SnapshotId, ReturnCode: 'skipped' }]);
  expect(
    await ec2.describeSnapshotAttribute({ SnapshotId, Attribute: 'createVolumePermission' }),
  ).toMatchObject({ SnapshotId, CreateVolumePermissions: [] });
  expect(await deregister('ami-2')).toEqual([{ SnapshotId, ReturnCode: 'success' }]);
});

test('An image is public while everybody may launch it', async () => {
  const { ec2, own } = await serveImage();
  const permissions = async () => {
    const asked = { ImageId: own, Attribute: 'launchPermission' } as const;
    return (await ec2.describeImageAttribute(asked)).LaunchPermissions;
  };
  await ec2.modifyImageAttribute({ ImageId: own, LaunchPermission: { Add: [{ Group: 'all' }] } });
  expect(await permissions()).toEqual([{ Group: 'all' }]);
  await ec2.modifyImageAttribute({
    ImageId: own,
    LaunchPermission: { Remove: [{ Group: 'all' }] },
  });
  expect(await permissions()).toEqual([]);
});

test('Attributes are changed one at a time, and shared with nobody who is not here', async () => {
  const { ec2, own } = await serveImage();
  await ec2.modifyImageAttribute({ ImageId: own, Description: { Value: 'ours' } });
  const { Description } = await ec2.describeImageAttribute({
    ImageId: own,
    Attribute: 'description',
  });
  expect(Description?.Value).toBe('ours');
  await expect(
    ec2.modifyImageAttribute({
      ImageId: own,
      LaunchPermission: { Add: [{ UserId: '123456789012' }] },
    }),
  ).rejects.toThrow(/no account 123456789012/);
});
