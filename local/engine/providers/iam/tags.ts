// Tags of IAM's resources.

import type { Tag } from '@aws-sdk/client-iam';
import type { Aws } from '../aws.ts';
import { tagChanges, type tagged } from '../ec2/tags.ts';
import type { Change } from '../resourceType.ts';

/** The change of tags, by the calls of one kind of resource. */
export function changeTags(
  set: (id: string, Tags: Tag[], aws: Aws) => Promise<unknown>,
  remove: (id: string, TagKeys: string[], aws: Aws) => Promise<unknown>,
): Change<typeof tagged> {
  return {
    of: ['tags'],
    async apply(id, news, aws, olds) {
      const changes = tagChanges(olds.tags, news.tags);
      if (changes.removed.length > 0) await remove(id, changes.removed, aws);
      if (changes.set.length > 0) await set(id, changes.set, aws);
    },
  };
}
