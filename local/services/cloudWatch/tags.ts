// Tags of alarms: dashboards have none here.

import type { Tag } from '@aws-sdk/client-cloudwatch';
import { type AlarmRow, cloudWatchTables } from '../../store/cloudWatch.ts';
import type { Context } from '../shared/context.ts';
import { alarmArn } from './arns.ts';
import { invalidParameterValue, resourceNotFoundException } from './errors.ts';
import type { CloudWatchOperations } from './service.ts';

const maxTags = 50;

export const tagOperations: CloudWatchOperations = {
  TagResource({ ResourceARN, Tags }, context) {
    const row = taggedAlarm(context, ResourceARN);
    putTags(context, row, mergeTags(row.Tags, Tags));
    return {};
  },

  UntagResource({ ResourceARN, TagKeys = [] }, context) {
    const row = taggedAlarm(context, ResourceARN);
    const kept = row.Tags.filter(({ Key = '' }) => !TagKeys.includes(Key));
    putTags(context, row, kept);
    return {};
  },

  ListTagsForResource: ({ ResourceARN }, context) => ({
    Tags: [...taggedAlarm(context, ResourceARN).Tags],
  }),
};

/** @throws AwsError for keys reserved to AWS, or too many tags */
export function mergeTags(existing: readonly Tag[], added: readonly Tag[] = []): Tag[] {
  if (added.some(({ Key = '' }) => /^aws:/i.test(Key))) {
    throw invalidParameterValue("Tag keys starting with 'aws:' are reserved for system use.");
  }
  const merged = new Map([...existing, ...added].map((tag) => [tag.Key, tag]));
  if (merged.size <= maxTags) return [...merged.values()];
  throw invalidParameterValue(`A resource can have up to ${maxTags} tags`);
}

function taggedAlarm(context: Context, arn = ''): AlarmRow {
  const prefix = alarmArn(context, '');
  const row = arn.startsWith(prefix)
    ? cloudWatchTables(context.store).alarms.get(arn.slice(prefix.length))
    : undefined;
  if (!row) throw resourceNotFoundException(arn);
  return row;
}

function putTags({ store }: Context, row: AlarmRow, Tags: readonly Tag[]): void {
  cloudWatchTables(store).alarms.put(row.AlarmName, { ...row, Tags });
}
