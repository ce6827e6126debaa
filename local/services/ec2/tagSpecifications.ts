// Tags, given when a resource is made or later. AWS's limits:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions

import type { Tag, TagSpecification } from '@aws-sdk/client-ec2';
import type { Ec2Tables } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { invalidParameterValue } from './errors.ts';

const maxTags = 50;

/**
 * The tags for a resource of this type.
 *
 * @param types the types that the operation makes; a specification for another is refused
 */
export function tagsFor(
  type: string,
  specifications: readonly TagSpecification[] | undefined,
  types: readonly string[] = [type],
): Tag[] {
  const foreign = specifications?.find(({ ResourceType = '' }) => !types.includes(ResourceType));
  if (foreign) {
    throw invalidParameterValue(
      `'${foreign.ResourceType}' is not a valid taggable resource type for this operation.`,
    );
  }
  const given = (specifications ?? [])
    .filter(({ ResourceType }) => ResourceType === type)
    .flatMap(({ Tags = [] }) => Tags);
  return mergeTags([], given);
}

/** Puts tags on a resource; those of the same key are replaced. */
export function putTags(
  { tags }: Pick<Ec2Tables, 'tags'>,
  id: string,
  added: readonly Tag[],
): void {
  if (added.length > 0) tags.put(id, mergeTags(tags.get(id) ?? [], added));
}

/** @throws AwsError for keys of AWS's own, texts that are too long, or too many tags */
export function mergeTags(existing: readonly Tag[], added: readonly Tag[]): Tag[] {
  const merged = new Map(existing.map(({ Key = '', Value = '' }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) {
    if (/^aws:/i.test(Key)) {
      throw invalidParameterValue(
        `Value ( ${Key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
      );
    }
    if (Key.length < 1 || Key.length > 128) {
      throw invalidParameterValue(`Tag key must have between 1 and 128 characters: '${Key}'`);
    }
    if (Value.length > 256) {
      throw invalidParameterValue(
        `Tag value exceeds the maximum length of 256 characters: '${Key}'`,
      );
    }
    merged.set(Key, Value);
  }
  if (merged.size > maxTags) {
    throw new AwsError(
      'TagLimitExceeded',
      `The maximum number of tags, ${maxTags}, has been reached`,
    );
  }
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}
