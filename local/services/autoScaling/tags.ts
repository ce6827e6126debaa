// Tags of groups, and which of them instances get at their launch.

import type { Tag, TagDescription } from '@aws-sdk/client-auto-scaling';
import { autoScalingTables, type GroupRow } from '../../store/autoScaling.ts';
import type { Context } from '../shared/context.ts';
import { limitExceeded, validationError } from './errors.ts';
import { applyFilters } from './filters.ts';
import { putGroup } from './groups.ts';
import { page } from './pages.ts';
import type { AutoScalingOperations } from './service.ts';

const maxTags = 50;

export const tagOperations: AutoScalingOperations = {
  CreateOrUpdateTags({ Tags = [] }, context) {
    for (const tag of Tags) {
      const row = taggedGroup(context, tag);
      putGroup(context, { ...row, Tags: mergeTags(row.AutoScalingGroupName, row.Tags, [tag]) });
    }
    return {};
  },

  DeleteTags({ Tags = [] }, context) {
    for (const { Key, Value, ...tag } of Tags) {
      const row = taggedGroup(context, tag);
      const isMeant = (each: TagDescription) =>
        each.Key === Key && (!Value || each.Value === Value);
      putGroup(context, { ...row, Tags: row.Tags.filter((each) => !isMeant(each)) });
    }
    return {};
  },

  DescribeTags(input, { store }) {
    const all = autoScalingTables(store)
      .groups.list()
      .flatMap(({ Tags }) => Tags);
    const rows = applyFilters(all, input.Filters, {
      'auto-scaling-group': ({ ResourceId = '' }) => [ResourceId],
      key: ({ Key = '' }) => [Key],
      value: ({ Value = '' }) => [Value],
      'propagate-at-launch': ({ PropagateAtLaunch }) => [String(PropagateAtLaunch === true)],
    });
    const { items, next } = page(rows, ({ ResourceId, Key }) => `${ResourceId} ${Key}`, input);
    return { Tags: items, ...next };
  },
};

/** @throws AwsError `ValidationError` for reserved keys, `LimitExceeded` for too many tags */
export function mergeTags(
  AutoScalingGroupName: string,
  existing: readonly TagDescription[],
  added: readonly Tag[] = [],
): TagDescription[] {
  const merged = new Map(existing.map((tag) => [tag.Key, tag]));
  for (const { Key = '', Value = '', PropagateAtLaunch = false } of added) {
    if (/^aws:/i.test(Key)) {
      throw validationError(
        `The tag key ${Key} is invalid: keys that start with aws: are reserved.`,
      );
    }
    merged.set(Key, {
      ResourceId: AutoScalingGroupName,
      ResourceType: 'auto-scaling-group',
      Key,
      Value,
      PropagateAtLaunch,
    });
  }
  if (merged.size > maxTags) {
    throw limitExceeded(`An AutoScalingGroup can have at most ${maxTags} tags.`);
  }
  return [...merged.values()].sort((a, b) => ((a.Key ?? '') < (b.Key ?? '') ? -1 : 1));
}

function taggedGroup(
  { store }: Context,
  { ResourceId = '', ResourceType = 'auto-scaling-group' }: Omit<Tag, 'Key'>,
): GroupRow {
  if (ResourceType !== 'auto-scaling-group') {
    throw validationError(
      `Invalid resource type ${ResourceType}: only auto-scaling-group has tags`,
    );
  }
  const row = autoScalingTables(store).groups.get(ResourceId);
  if (row) return row;
  throw validationError(`AutoScalingGroup not found - AutoScaling Group ${ResourceId} not found`);
}
