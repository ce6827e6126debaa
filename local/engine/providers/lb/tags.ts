// Tags of Elastic Load Balancing's resources.

import type { Aws } from '../aws.ts';
import { hasToken, tagChanges, type tagged } from '../ec2/tags.ts';
import type { Change } from '../resourceType.ts';

export async function listTags(arn: string, { elbv2 }: Aws) {
  const { TagDescriptions } = await elbv2.describeTags({ ResourceArns: [arn] });
  return TagDescriptions?.[0]?.Tags;
}

/** The ARN, where it was made with a token. */
export async function ifOwn(
  arn: string | undefined,
  aws: Aws,
  token: string,
): Promise<string | undefined> {
  if (arn === undefined) return undefined;
  return hasToken(await listTags(arn, aws), token) ? arn : undefined;
}

export const changeTags: Change<typeof tagged> = {
  of: ['tags'],
  async apply(arn, news, { elbv2 }, olds) {
    const ResourceArns = [arn];
    const { removed, set } = tagChanges(olds.tags, news.tags);
    if (removed.length > 0) await elbv2.removeTags({ ResourceArns, TagKeys: removed });
    if (set.length > 0) await elbv2.addTags({ ResourceArns, Tags: set });
  },
};
