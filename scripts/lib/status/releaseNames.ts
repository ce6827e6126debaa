// What the releases in a picture are called: images have their release's key in a tag, which never changes.

import { paginateDescribeImages } from '@aws-sdk/client-ec2';
import { imageTags } from '../bake/bakedImages.ts';
import { releaseId } from '../bake/imageKey.ts';
import type { RolloutClients } from '../rollout/rolloutClients.ts';
import type { RolloverSnapshot } from './rolloverSnapshot.ts';

export type ReleaseNames = {
  /** As `x-release` has it; an image that is none of ours, or gone, is called by its id. */
  readonly nameOfImage: (imageId: string) => string;
  /** Asks for those that are not known yet, once. Where that fails, the next time. */
  learn(snapshot: RolloverSnapshot): Promise<void>;
};

export function createReleaseNames({ ec2 }: Pick<RolloutClients, 'ec2'>): ReleaseNames {
  const names = new Map<string, string>();
  return {
    nameOfImage: (imageId) => names.get(imageId) ?? imageId,
    async learn({ target, instances }) {
      const all = [target, ...instances].flatMap(({ imageId }) => imageId ?? []);
      const ids = [...new Set(all)].filter((id) => !names.has(id));
      if (ids.length === 0) return;
      const found = new Map<string, string>();
      // A filter, since an id that is gone would be an error.
      const Filters = [{ Name: 'image-id', Values: ids }];
      try {
        for await (const { Images = [] } of paginateDescribeImages({ client: ec2 }, { Filters })) {
          for (const { ImageId = '', Tags } of Images) {
            const key = Tags?.find(({ Key }) => Key === imageTags.key)?.Value;
            if (key !== undefined) found.set(ImageId, releaseId(key));
          }
        }
      } catch {
        return;
      }
      for (const id of ids) names.set(id, found.get(id) ?? id);
    },
  };
}
