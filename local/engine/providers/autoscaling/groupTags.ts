// Tags of a group: each says whether its instances get it as well.

import type { Tag } from '@aws-sdk/client-auto-scaling';
import { tagList as markedTagList } from '../ec2/tags.ts';
import type { Change } from '../resourceType.ts';
import type { GroupInputs, properties } from './groupSettings.ts';

const ResourceType = 'auto-scaling-group';

/** @param token of the create that makes the group */
export function tagList(
  ResourceId: string,
  tags: GroupInputs['tags'] = [],
  token?: string,
): Tag[] & { readonly Key: string }[] {
  const mark = token === undefined ? [] : markedTagList({}, token);
  return [
    ...tags.map(({ key: Key, value: Value, propagateAtLaunch: PropagateAtLaunch }) => ({
      ResourceId,
      ResourceType,
      Key,
      Value,
      PropagateAtLaunch,
    })),
    ...mark.map((tag) => ({ ResourceId, ResourceType, ...tag, PropagateAtLaunch: false })),
  ];
}

export const changeTags: Change<typeof properties> = {
  of: ['tags'],
  async apply(name, { tags = [] }, { autoScaling }, olds) {
    const stays = new Set(tags.map(({ key }) => key));
    const removed = (olds.tags ?? []).filter(({ key }) => !stays.has(key));
    if (removed.length > 0) await autoScaling.deleteTags({ Tags: tagList(name, removed) });
    if (tags.length > 0) await autoScaling.createOrUpdateTags({ Tags: tagList(name, tags) });
  },
};
