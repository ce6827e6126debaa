// aws:cloudwatch/logGroup:LogGroup

import type { AwsOf } from '../aws.ts';
import { hasToken, tagChanges, tagged, tagList, tagsOf } from '../ec2/tags.ts';
import { resourceType } from '../resourceType.ts';

export const logGroup = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'logs/logGroup.ts',
    properties: {
      name: { is: 'string', replaces: true, computed: true },
      namePrefix: { is: 'string', replaces: true },
      retentionInDays: { is: 'number', default: 0 },
      ...tagged,
    },
    identity: ['name'],
    name: { of: 'name', prefix: 'namePrefix' },
    kept: ['namePrefix'],
    gone: ['ResourceNotFoundException'],
    async create(inputs, { logs }, token) {
      const logGroupName = inputs.name ?? '';
      await logs.createLogGroup({ logGroupName, tags: recordOf(tagList(inputs.tags, token)) });
      return logGroupName;
    },
    async find({ name = '' }, { logs }, token) {
      const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: name });
      const group = logGroups.find(({ logGroupName }) => logGroupName === name);
      if (!group) return undefined;
      const { tags } = await logs.listTagsForResource({ resourceArn: group.logGroupArn });
      return hasToken(listOf(tags), token) ? name : undefined;
    },
    async read(name, { logs }) {
      const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: name });
      const group = logGroups.find(({ logGroupName }) => logGroupName === name);
      if (!group) return undefined;
      const { tags } = await logs.listTagsForResource({ resourceArn: group.logGroupArn });
      return {
        arn: group.logGroupArn,
        name,
        retentionInDays: group.retentionInDays ?? 0,
        ...tagsOf(listOf(tags)),
      };
    },
    changes: [
      {
        of: ['retentionInDays'],
        async apply(logGroupName, { retentionInDays = 0 }, { logs }) {
          // 0 is for ever, as the AWS provider has it.
          if (retentionInDays === 0) await logs.deleteRetentionPolicy({ logGroupName });
          else await logs.putRetentionPolicy({ logGroupName, retentionInDays });
        },
      },
      {
        of: ['tags'],
        async apply(name, news, { logs }, olds) {
          const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: name });
          const resourceArn = logGroups.find(
            ({ logGroupName }) => logGroupName === name,
          )?.logGroupArn;
          const { removed, set } = tagChanges(olds.tags, news.tags);
          if (removed.length > 0) await logs.untagResource({ resourceArn, tagKeys: removed });
          if (set.length > 0) await logs.tagResource({ resourceArn, tags: recordOf(set) });
        },
      },
    ],
    delete: (logGroupName, { logs }) => logs.deleteLogGroup({ logGroupName }),
  });

type ListedTag = { readonly Key?: string; readonly Value?: string };

/** CloudWatch Logs has tags as a record; the other services as a list. */
function recordOf(tags: readonly ListedTag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

function listOf(tags: Readonly<Record<string, string>> = {}) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
