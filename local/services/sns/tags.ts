// Tags of topics.

import type { Tag } from '@aws-sdk/client-sns';
import { snsTables, type TopicRow } from '../../store/sns.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { invalidParameter, resourceNotFound } from './errors.ts';
import type { SnsOperations } from './service.ts';

const maxTags = 50;

export const tagOperations: SnsOperations = {
  TagResource({ ResourceArn, Tags }, context) {
    const row = taggedTopic(context, ResourceArn);
    putTags(context, row, mergeTags(row.Tags, Tags));
    return {};
  },

  UntagResource({ ResourceArn, TagKeys = [] }, context) {
    const row = taggedTopic(context, ResourceArn);
    const kept = row.Tags.filter(({ Key = '' }) => !TagKeys.includes(Key));
    putTags(context, row, kept);
    return {};
  },

  ListTagsForResource: ({ ResourceArn }, context) => ({
    Tags: [...taggedTopic(context, ResourceArn).Tags],
  }),
};

/** @throws AwsError for keys reserved to AWS, or too many tags */
export function mergeTags(existing: readonly Tag[], added: readonly Tag[] = []): Tag[] {
  if (added.some(({ Key = '' }) => /^aws:/i.test(Key))) {
    throw invalidParameter("Tags Reason: keys starting with 'aws:' are reserved for system use");
  }
  const merged = new Map([...existing, ...added].map((tag) => [tag.Key, tag]));
  if (merged.size <= maxTags) return [...merged.values()];
  throw new AwsError('TagLimitExceeded', `A topic can have up to ${maxTags} tags`);
}

function taggedTopic({ store }: Context, ResourceArn = ''): TopicRow {
  const row = snsTables(store).topics.get(ResourceArn);
  if (!row) throw resourceNotFound();
  return row;
}

function putTags({ store }: Context, row: TopicRow, Tags: readonly Tag[]): void {
  snsTables(store).topics.put(row.TopicArn, { ...row, Tags });
}
