// Tags of EC2's resources, as Pulumi has them: names and values, and `tagsAll` beside them.

import type { ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2';
import type { Aws } from '../aws.ts';
import type { Change } from '../resourceType.ts';

export const tagged = { tags: { is: 'map' } } as const;

type Tags = Readonly<Record<string, string>>;

/**
 * On everything made here: the token of its create. Only this tells, of what a create that was cut off
 * may have made, that it is its own: EC2's resources have no names, and others' names may be taken.
 */
const tokenKey = 'rollover:create-token';

/** Tags to be made with the resource. */
export function withTags(
  ResourceType: ResourceType,
  tags: Tags | undefined,
  token: string,
): { readonly TagSpecifications: TagSpecification[] } {
  return { TagSpecifications: [{ ResourceType, Tags: tagList(tags, token) }] };
}

/** The id of what was made with a token. */
export async function findByToken(
  _inputs: unknown,
  { ec2 }: Aws,
  token: string,
): Promise<string | undefined> {
  const { Tags } = await ec2.describeTags({ Filters: [byToken(token)] });
  return Tags?.[0]?.ResourceId;
}

/** The filter of what was made with a token. */
export function byToken(token: string) {
  return { Name: `tag:${tokenKey}`, Values: [token] };
}

/** Whether these are tags of what was made with a token. */
export function hasToken(Tags: readonly Tag[] | undefined, token: string): boolean {
  return Tags?.some(({ Key, Value }) => Key === tokenKey && Value === token) ?? false;
}

/** As outputs, without those that are not the program's: AWS's own, and the token. */
export function tagsOf(Tags: readonly Tag[] | undefined): {
  readonly tags?: Tags;
  readonly tagsAll: Tags;
} {
  const own = (Tags ?? []).filter(({ Key }) => !Key?.startsWith('aws:') && Key !== tokenKey);
  const tags = Object.fromEntries(own.map(({ Key = '', Value = '' }) => [Key, Value]));
  return { ...(own.length > 0 && { tags }), tagsAll: tags };
}

/** As AWS's services take them; with the token of a create, for what is being made. */
export function tagList(tags: Tags = {}, token?: string): { Key: string; Value: string }[] {
  const all = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return token === undefined ? all : [...all, { Key: tokenKey, Value: token }];
}

/** Keys to take away on the way from some tags to others, and tags to set. */
export function tagChanges(olds: Tags = {}, news: Tags = {}) {
  return {
    removed: Object.keys(olds).filter((Key) => !(Key in news)),
    set: tagList(news).filter(({ Key, Value }) => olds[Key] !== Value),
  };
}

/** The change of tags, of any of EC2's resources. */
export const changeTags: Change<typeof tagged> = {
  of: ['tags'],
  async apply(id, news, { ec2 }, olds) {
    const { removed, set } = tagChanges(olds.tags, news.tags);
    const Resources = [id];
    if (removed.length > 0) {
      await ec2.deleteTags({ Resources, Tags: removed.map((Key) => ({ Key })) });
    }
    if (set.length > 0) await ec2.createTags({ Resources, Tags: set });
  },
};
