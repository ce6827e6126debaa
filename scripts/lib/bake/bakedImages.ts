// Images that were baked: what they are called, and what their tags say of them.

import {
  DescribeImagesCommand,
  type EC2Client,
  type Image,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { waitUntil } from '../waitUntil.ts';
import type { Bake } from './bakes.ts';
import { releaseId } from './imageKey.ts';

/** What an image's tags say; packer/webapp.pkr.hcl puts them on it and on its snapshot. */
export const imageTags = {
  app: 'rollover:app',
  key: 'rollover:key',
  commit: 'rollover:commit',
  build: 'rollover:build',
  base: 'rollover:base',
  bakedAt: 'rollover:baked-at',
} as const;

export type BakedImage = {
  readonly ami: string;
  readonly key: string;
  readonly commit: string;
  readonly build: string;
  /** Whether instances of it have to use IMDSv2, if nothing else is said at their launch. */
  readonly requiresTokens: boolean;
};

const namePrefix = 'rollover-webapp-';

/** Finds all images that bakes have made or begun. */
export const imageNamePattern = `${namePrefix}*`;

/** Ends with the bake's id: until the image has its tags, only the name says whose it is. */
export function imageName({ key, id }: Pick<Bake, 'key' | 'id'>): string {
  return `${namePrefix}${releaseId(key)}-${id}`;
}

/** Packer tags an image when it is available and complete. */
export function isFinished({ Tags = [] }: Image): boolean {
  return Tags.some(({ Key }) => Key === imageTags.key);
}

/** The newest image of ours that has this key, if there is one. */
export async function findBakedImage(ec2: EC2Client, key: string): Promise<BakedImage | undefined> {
  const { Images = [] } = await ec2.send(
    new DescribeImagesCommand({
      Owners: ['self'],
      Filters: [
        { Name: `tag:${imageTags.key}`, Values: [key] },
        { Name: 'state', Values: ['available'] },
      ],
    }),
  );
  const newest = newestOf(Images);
  return newest && describeImage(newest);
}

/** @throws where it does not come to have the tags of a bake; EC2 may take a moment to show them */
export async function readBakedImage(ec2: EC2Client, ami: string): Promise<BakedImage> {
  const image = await waitUntil(async () => {
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ami] }));
    return Images[0] && describeImage(Images[0]);
  }, 30);
  if (image) return image;
  throw new Error(`${ami}: expected an image with the tags of a bake, got one without`);
}

/** What Packer before 1.7 cannot ask for while it makes an image. */
export async function requireTokensOf(
  ec2: EC2Client,
  { ami, requiresTokens }: BakedImage,
): Promise<void> {
  if (requiresTokens) return;
  const input = { ImageId: ami, ImdsSupport: { Value: 'v2.0' } };
  await ec2.send(new ModifyImageAttributeCommand(input));
}

export function newestOf<Each extends Pick<Image, 'CreationDate'>>(
  images: readonly Each[],
): Each | undefined {
  return images
    .toSorted((a, b) => (a.CreationDate ?? '').localeCompare(b.CreationDate ?? ''))
    .at(-1);
}

export function describeImage({ ImageId, Tags = [], ImdsSupport }: Image): BakedImage | undefined {
  const value = (key: string) => Tags.find(({ Key }) => Key === key)?.Value;
  const key = value(imageTags.key);
  if (ImageId === undefined || key === undefined) return undefined;
  return {
    ami: ImageId,
    key,
    commit: value(imageTags.commit) ?? 'unknown',
    build: value(imageTags.build) ?? 'unknown',
    requiresTokens: ImdsSupport === 'v2.0',
  };
}
