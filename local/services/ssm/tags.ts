// Tags of parameters, the one kind of resource of Systems Manager that there is here.

import type { Tag } from '@aws-sdk/client-ssm';
import { type ParameterRow, ssmTables } from '../../store/ssm.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { invalidResourceId, validationException } from './errors.ts';
import type { SsmOperations } from './service.ts';

const maxTags = 50;

export const tagOperations: SsmOperations = {
  AddTagsToResource({ ResourceType, ResourceId, Tags = [] }, context) {
    const row = taggedResource(context, ResourceType, ResourceId);
    putTags(context, row, mergeTags(row.Tags, Tags));
    return {};
  },

  RemoveTagsFromResource({ ResourceType, ResourceId, TagKeys = [] }, context) {
    const row = taggedResource(context, ResourceType, ResourceId);
    const kept = row.Tags.filter(({ Key = '' }) => !TagKeys.includes(Key));
    putTags(context, row, kept);
    return {};
  },

  ListTagsForResource({ ResourceType, ResourceId }, context) {
    return { TagList: [...taggedResource(context, ResourceType, ResourceId).Tags] };
  },
};

/** @throws AwsError for keys reserved to AWS, or too many tags */
export function mergeTags(existing: readonly Tag[], added: readonly Tag[] = []): Tag[] {
  if (added.some(({ Key = '' }) => /^aws:/i.test(Key))) {
    throw validationException("Tag keys starting with 'aws:' are reserved for system use.");
  }
  const merged = new Map([...existing, ...added].map((tag) => [tag.Key, tag]));
  if (merged.size > maxTags) {
    throw new AwsError(
      'TooManyTagsError',
      `The number of tags exceeds the limit of ${maxTags} tags per resource.`,
    );
  }
  return [...merged.values()];
}

function taggedResource(
  { store }: Context,
  ResourceType: string | undefined,
  ResourceId = '',
): ParameterRow {
  const row =
    ResourceType === 'Parameter' ? ssmTables(store).parameters.get(ResourceId) : undefined;
  if (!row) throw invalidResourceId();
  return row;
}

function putTags({ store }: Context, row: ParameterRow, Tags: readonly Tag[]): void {
  ssmTables(store).parameters.put(row.Name, { ...row, Tags });
}
