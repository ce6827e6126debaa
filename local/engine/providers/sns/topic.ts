// aws:sns/topic:Topic, of the standard kind.

import type { Aws, AwsOf } from '../aws.ts';
import { arnOf } from '../aws.ts';
import { hasToken, tagChanges, tagged, tagList, tagsOf } from '../ec2/tags.ts';
import type { Table } from '../properties.ts';
import { resourceType } from '../resourceType.ts';

/** Attributes, each set by a call of its own. */
const attributes = {
  displayName: { is: 'string', as: 'DisplayName' },
  policy: { is: 'json', computed: true, as: 'Policy' },
  deliveryPolicy: { is: 'document', as: 'DeliveryPolicy' },
  kmsMasterKeyId: { is: 'string', as: 'KmsMasterKeyId' },
} as const satisfies Table;

const properties = {
  name: { is: 'string', replaces: true, computed: true },
  namePrefix: { is: 'string', replaces: true },
  ...attributes,
  ...tagged,
} as const satisfies Table;

// Of a literal's own keys, which Object.keys forgets.
const attributeNames = Object.keys(attributes) as readonly (keyof typeof attributes)[];

export const topic = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'sns/topic.ts',
    properties,
    identity: ['name'],
    name: { of: 'name', prefix: 'namePrefix' },
    kept: ['namePrefix'],
    gone: ['NotFoundException'],
    async create({ name: Name, tags }, { sns }, token) {
      return (await sns.createTopic({ Name, Tags: tagList(tags, token) })).TopicArn ?? '';
    },
    async find({ name }, aws, token) {
      const arn = arnOf(aws, 'sns', await aws.accountId(), name ?? '');
      return hasToken(await listTags(arn, aws), token) ? arn : undefined;
    },
    async read(TopicArn, aws) {
      const [{ Attributes = {} }, tags] = await Promise.all([
        aws.sns.getTopicAttributes({ TopicArn }),
        listTags(TopicArn, aws),
      ]);
      const values = attributeNames.map((name) => [name, Attributes[attributes[name].as]]);
      return {
        ...Object.fromEntries(values),
        arn: TopicArn,
        name: TopicArn.split(':').at(-1),
        owner: Attributes.Owner,
        ...tagsOf(tags),
      };
    },
    changes: [
      ...attributeNames.map((name) => ({
        of: [name],
        apply: (
          TopicArn: string,
          { [name]: AttributeValue = '' }: { readonly [Name in typeof name]?: string | undefined },
          { sns }: Aws,
        ) =>
          sns.setTopicAttributes({
            TopicArn,
            AttributeName: attributes[name].as,
            AttributeValue,
          }),
      })),
      {
        of: ['tags'],
        async apply(ResourceArn, news, { sns }, olds) {
          const { removed, set } = tagChanges(olds.tags, news.tags);
          if (removed.length > 0) await sns.untagResource({ ResourceArn, TagKeys: removed });
          if (set.length > 0) await sns.tagResource({ ResourceArn, Tags: set });
        },
      },
    ],
    delete: (TopicArn, { sns }) => sns.deleteTopic({ TopicArn }),
  });

async function listTags(ResourceArn: string, { sns }: Aws) {
  return (await sns.listTagsForResource({ ResourceArn })).Tags;
}
