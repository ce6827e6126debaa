// Tags of roles, policies and instance profiles. Keys are not distinguished by case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html

import type { Tag } from '@aws-sdk/client-iam';
import { invalidInput, limitExceeded } from './errors.ts';
import { lastingId } from './identifiers.ts';
import { type PageRequest, page } from './pages.ts';

const maxTags = 50;

/** @throws AwsError for a key given twice or reserved to AWS, or too many tags */
export function mergeTags(existing: readonly Tag[], added: readonly Tag[] = []): Tag[] {
  const keys = added.map(keyOf);
  if (new Set(keys).size < keys.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (keys.some((key) => key.startsWith('aws:'))) {
    throw invalidInput("Tag keys beginning with 'aws:' are reserved for system use.");
  }
  const merged = new Map([...existing, ...added].map((tag) => [keyOf(tag), tag]));
  if (merged.size > maxTags) {
    throw limitExceeded('The number of tags has reached the maximum limit.');
  }
  return [...merged.values()];
}

export function withoutTags(existing: readonly Tag[], TagKeys: readonly string[] = []): Tag[] {
  const removed = new Set(TagKeys.map((key) => key.toLowerCase()));
  return existing.filter((tag) => !removed.has(keyOf(tag)));
}

/** What a record shows of its tags: no member where it has none. */
export function shownTags({ Tags }: { readonly Tags: readonly Tag[] }): { readonly Tags?: Tag[] } {
  return Tags.length > 0 ? { Tags: [...Tags] } : {};
}

/** The answer of `List…Tags`. */
export function listTags({ Tags }: { readonly Tags: readonly Tag[] }, request: PageRequest) {
  const { items, marks } = page(Tags, (tag) => lastingId('', keyOf(tag)), request);
  return { Tags: items, ...marks };
}

function keyOf({ Key = '' }: Tag): string {
  return Key.toLowerCase();
}
