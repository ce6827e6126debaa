// Tags of tables.

import type { Tag } from '@aws-sdk/client-dynamodb';
import { dynamoDbTables } from '../../store/dynamodb.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { DynamoDbOperations } from './operations.ts';
import { requireTable } from './tableNames.ts';

const maxTags = 50;

export const tagOperations: DynamoDbOperations = {
  TagResource({ ResourceArn, Tags = [] }, context) {
    const row = requireTable(context, ResourceArn);
    dynamoDbTables(context.store).put(row.TableName, { ...row, Tags: mergeTags(row.Tags, Tags) });
    return {};
  },

  UntagResource({ ResourceArn, TagKeys = [] }, context) {
    const row = requireTable(context, ResourceArn);
    const Tags = row.Tags.filter(({ Key = '' }) => !TagKeys.includes(Key));
    dynamoDbTables(context.store).put(row.TableName, { ...row, Tags });
    return {};
  },

  ListTagsOfResource: ({ ResourceArn }, context) => ({
    Tags: [...requireTable(context, ResourceArn).Tags],
  }),
};

/** @throws AwsError for keys of AWS's own, or too many */
export function mergeTags(existing: readonly Tag[], added: readonly Tag[]): Tag[] {
  const merged = new Map(existing.map(({ Key = '', Value = '' }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) {
    if (/^aws:/i.test(Key)) {
      throw new AwsError(
        'ValidationException',
        `One or more tag keys specified uses the reserved prefix aws: '${Key}'`,
      );
    }
    merged.set(Key, Value);
  }
  if (merged.size > maxTags) {
    throw new AwsError('ValidationException', `A table can have up to ${maxTags} tags`);
  }
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}
