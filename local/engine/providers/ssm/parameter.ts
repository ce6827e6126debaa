// aws:ssm/parameter:Parameter

import type { Tag } from '@aws-sdk/client-ssm';
import { type Aws, type AwsOf, arnOf } from '../aws.ts';
import { hasToken, tagChanges, tagged, tagList, tagsOf } from '../ec2/tags.ts';
import type { Table, Values } from '../properties.ts';
import { resourceType } from '../resourceType.ts';

const properties = {
  name: { is: 'string', replaces: true, computed: true },
  type: { is: 'string', required: true, replaces: true },
  /** For secrets: one of the two is given. */
  value: { is: 'string' },
  insecureValue: { is: 'string' },
  description: { is: 'string' },
  tier: { is: 'string', computed: true },
  keyId: { is: 'string', computed: true },
  allowedPattern: { is: 'string' },
  dataType: { is: 'string', computed: true },
  overwrite: { is: 'boolean', default: false },
  ...tagged,
} as const satisfies Table;

export const parameter = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ssm/parameter.ts',
    properties,
    identity: ['name'],
    name: { of: 'name' },
    kept: ['overwrite'],
    changing: ['version'],
    gone: ['ParameterNotFound', 'InvalidResourceId'],
    async create(inputs, { ssm }, token) {
      const Name = inputs.name ?? '';
      // What overwrites takes no tags.
      await ssm.putParameter({
        ...requestOf(Name, inputs),
        ...(inputs.overwrite ? { Overwrite: true } : { Tags: tagList(inputs.tags, token) }),
      });
      return Name;
    },
    async find({ name = '', overwrite }, aws, token) {
      const isOwn = overwrite || hasToken(await tagsOfParameter(name, aws), token);
      return isOwn ? name : undefined;
    },
    async read(Name, aws, known) {
      const { ssm } = aws;
      const [got, described, tagged] = await Promise.all([
        ssm.getParameter({ Name, WithDecryption: true }),
        ssm.describeParameters({ ParameterFilters: [{ Key: 'Name', Values: [Name] }] }),
        tagsOfParameter(Name, aws),
      ]);
      const metadata = described.Parameters?.[0];
      const value = got.Parameter?.Value;
      return {
        arn: got.Parameter?.ARN ?? arnOf(aws, 'ssm', await aws.accountId(), `parameter/${Name}`),
        name: Name,
        type: got.Parameter?.Type,
        ...(known.insecureValue === undefined ? { value } : { insecureValue: value }),
        version: got.Parameter?.Version,
        dataType: got.Parameter?.DataType,
        description: metadata?.Description,
        tier: metadata?.Tier,
        keyId: metadata?.KeyId,
        allowedPattern: metadata?.AllowedPattern,
        ...tagsOf(tagged),
      };
    },
    changes: [
      {
        of: [
          'value',
          'insecureValue',
          'description',
          'tier',
          'keyId',
          'allowedPattern',
          'dataType',
        ],
        apply: (Name, news, { ssm }) =>
          ssm.putParameter({ ...requestOf(Name, news), Overwrite: true }),
      },
      {
        of: ['tags'],
        async apply(ResourceId, news, { ssm }, olds) {
          const { removed, set } = tagChanges(olds.tags, news.tags);
          const resource = { ResourceType: 'Parameter', ResourceId } as const;
          if (removed.length > 0) {
            await ssm.removeTagsFromResource({ ...resource, TagKeys: removed });
          }
          if (set.length > 0) await ssm.addTagsToResource({ ...resource, Tags: set });
        },
      },
    ],
    delete: (Name, { ssm }) => ssm.deleteParameter({ Name }),
  });

function requestOf(Name: string, inputs: Values<typeof properties>) {
  return {
    Name,
    // SSM refuses what is none of its types, in its own words.
    Type: inputs.type as 'String' | 'StringList' | 'SecureString',
    Value: inputs.value ?? inputs.insecureValue,
    Description: inputs.description,
    Tier: inputs.tier as 'Standard' | 'Advanced' | 'Intelligent-Tiering' | undefined,
    KeyId: inputs.keyId,
    AllowedPattern: inputs.allowedPattern,
    DataType: inputs.dataType,
  };
}

async function tagsOfParameter(ResourceId: string, { ssm }: Aws): Promise<Tag[]> {
  const { TagList = [] } = await ssm.listTagsForResource({ ResourceType: 'Parameter', ResourceId });
  return TagList;
}
