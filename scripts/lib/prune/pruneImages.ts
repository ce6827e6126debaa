// The images of bakes in an account and region, and what EC2 says of each.

import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  type EC2Client,
  type Filter,
  type Image,
  type LaunchPermission,
  paginateDescribeImages,
} from '@aws-sdk/client-ec2';
import { imageTags } from '../bake/bakedImages.ts';
import { codeOf } from '../bake/bakeHoldings.ts';
import { collect, lookUp } from './lookUp.ts';
import type { PruneImage } from './prunePlan.ts';

const app = 'webapp';

/** Of an image or a snapshot of ours: it has the app and the key of a bake. */
export const bakeFilters: Filter[] = [
  { Name: `tag:${imageTags.app}`, Values: [app] },
  { Name: 'tag-key', Values: [imageTags.key] },
];

/**
 * All of them, with nobody in `sharedWith` yet: that is a call for each, and worth it for those that may go.
 *
 * @throws LookUpFailure
 */
export async function readImages(client: EC2Client): Promise<readonly PruneImage[]> {
  const images = await readOwnImages(client, bakeFilters);
  return images
    .map((image) => pruneImage(image, []))
    .toSorted((a, b) => (b.created?.getTime() ?? 0) - (a.created?.getTime() ?? 0));
}

/** One of them as it is now, and who it is shared with; undefined where it is gone. */
export async function readImage(
  client: EC2Client,
  ami: string,
  accountId: string,
): Promise<PruneImage | undefined> {
  const image = await lookUp(`the image ${ami} (ec2:DescribeImages)`, async () => {
    try {
      const input = { ImageIds: [ami], Owners: ['self'], IncludeDisabled: true };
      return (await client.send(new DescribeImagesCommand(input))).Images?.[0];
    } catch (error) {
      if (codeOf(error) === 'InvalidAMIID.NotFound') return undefined;
      throw error;
    }
  });
  if (!image) return undefined;
  return pruneImage(image, await readSharing(client, ami, accountId));
}

/** Whom an image is shared with: accounts, organizations, and `everybody`. Its own account is nobody else. */
export async function readSharing(
  client: EC2Client,
  ami: string,
  accountId: string,
): Promise<readonly string[]> {
  const input = { ImageId: ami, Attribute: 'launchPermission' } as const;
  const { LaunchPermissions = [] } = await lookUp(
    `who may launch ${ami} (ec2:DescribeImageAttribute)`,
    () => client.send(new DescribeImageAttributeCommand(input)),
  );
  return sharedWith(LaunchPermissions, accountId);
}

export function sharedWith(
  permissions: readonly LaunchPermission[],
  accountId: string,
): readonly string[] {
  return permissions.flatMap(({ UserId, OrganizationArn, OrganizationalUnitArn, Group }) => {
    const whom = UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? (Group && 'everybody');
    return whom === undefined || whom === accountId ? [] : [whom];
  });
}

/** Which image of the account each of its snapshots is in. */
export async function readUsedSnapshots(client: EC2Client): Promise<ReadonlyMap<string, string>> {
  const images = await readOwnImages(client, []);
  return new Map(
    images.flatMap((image) => snapshotIdsOf(image).map((id) => [id, image.ImageId ?? ''] as const)),
  );
}

/** Those that are disabled are images, too. */
function readOwnImages(client: EC2Client, Filters: Filter[]): Promise<readonly Image[]> {
  const input = { Owners: ['self'], Filters, IncludeDisabled: true };
  return lookUp('the images (ec2:DescribeImages)', () =>
    collect(paginateDescribeImages({ client, pageSize: 500 }, input), ({ Images }) => Images),
  );
}

function pruneImage(image: Image, shared: readonly string[]): PruneImage {
  const { ImageId = '', CreationDate = '', State = '', DeregistrationProtection } = image;
  const tag = (name: string) => image.Tags?.find(({ Key }) => Key === name)?.Value;
  const created = new Date(CreationDate);
  return {
    ami: ImageId,
    isOurs: tag(imageTags.app) === app && tag(imageTags.key) !== undefined,
    key: tag(imageTags.key) ?? '',
    created: Number.isNaN(created.getTime()) ? undefined : created,
    bakedAt: tag(imageTags.bakedAt),
    state: State,
    isPublic: image.Public === true,
    // Also for a day after it was switched off, if it has a cooldown.
    isProtected: DeregistrationProtection !== undefined && DeregistrationProtection !== 'disabled',
    sharedWith: shared,
    snapshotIds: snapshotIdsOf(image),
  };
}

function snapshotIdsOf({ BlockDeviceMappings = [] }: Image): readonly string[] {
  return BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
}
