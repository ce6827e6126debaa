// aws:dynamodb/table:Table, without indexes.

import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { AwsOf } from '../aws.ts';
import { hasToken, tagChanges, tagList, tagsOf } from '../ec2/tags.ts';
import { resourceType } from '../resourceType.ts';
import {
  billingOf,
  describe,
  encryptionOf,
  properties,
  setLifetime,
  setRecovery,
  tableClassOf,
  untilActive,
  update,
} from './tableSettings.ts';

export const table = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'dynamodb/tableSettings.ts',
    properties,
    identity: ['name'],
    name: { of: 'name' },
    gone: ['ResourceNotFoundException'],
    inUse: ['ResourceInUseException'],
    async create(inputs, { dynamodb }, token) {
      const { TableDescription } = await dynamodb.createTable({
        TableName: inputs.name,
        AttributeDefinitions: inputs.attributes.map(({ name, type }) => ({
          AttributeName: name,
          AttributeType: type as 'S' | 'N' | 'B',
        })),
        KeySchema: [
          { AttributeName: inputs.hashKey, KeyType: 'HASH' },
          ...(inputs.rangeKey
            ? [{ AttributeName: inputs.rangeKey, KeyType: 'RANGE' as const }]
            : []),
        ],
        ...billingOf(inputs),
        TableClass: tableClassOf(inputs),
        DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
        ...encryptionOf(inputs),
        Tags: tagList(inputs.tags, token),
      });
      return TableDescription?.TableName ?? '';
    },
    async find({ name = '' }, aws, token) {
      const ResourceArn = (await describe(name, aws))?.TableArn;
      const { Tags } = await aws.dynamodb.listTagsOfResource({ ResourceArn });
      return hasToken(Tags, token) ? name : undefined;
    },
    ready: untilActive,
    async read(TableName, aws) {
      const { dynamodb } = aws;
      const Table = await describe(TableName, aws);
      const ResourceArn = Table?.TableArn;
      if (!Table || Table.TableStatus === 'DELETING') return undefined;
      const [backups, lifetime, tagged] = await Promise.all([
        dynamodb.describeContinuousBackups({ TableName }),
        dynamodb.describeTimeToLive({ TableName }),
        dynamodb.listTagsOfResource({ ResourceArn }),
      ]);
      const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
      const ttl = lifetime.TimeToLiveDescription;
      const isEncrypted = Table.SSEDescription?.Status === 'ENABLED';
      return {
        arn: ResourceArn,
        name: TableName,
        attributes: Table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => ({
          name: AttributeName,
          type: AttributeType,
        })),
        hashKey: keyOf(Table, 'HASH'),
        rangeKey: keyOf(Table, 'RANGE'),
        billingMode: Table.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
        readCapacity: Table.ProvisionedThroughput?.ReadCapacityUnits,
        writeCapacity: Table.ProvisionedThroughput?.WriteCapacityUnits,
        tableClass: Table.TableClassSummary?.TableClass ?? 'STANDARD',
        deletionProtectionEnabled: Table.DeletionProtectionEnabled,
        streamArn: Table.LatestStreamArn ?? '',
        streamLabel: Table.LatestStreamLabel ?? '',
        ...(isEncrypted && {
          serverSideEncryption: {
            enabled: true,
            kmsKeyArn: Table.SSEDescription?.KMSMasterKeyArn,
          },
        }),
        ...(recovery?.PointInTimeRecoveryStatus === 'ENABLED' && {
          pointInTimeRecovery: {
            enabled: true,
            recoveryPeriodInDays: recovery.RecoveryPeriodInDays,
          },
        }),
        ...(ttl?.TimeToLiveStatus?.startsWith('ENABL') && {
          ttl: { enabled: true, attributeName: ttl.AttributeName },
        }),
        ...tagsOf(tagged.Tags),
      };
    },
    changes: [
      {
        of: ['billingMode', 'readCapacity', 'writeCapacity'],
        apply: (name, news, aws) => update(name, billingOf(news), aws),
      },
      {
        of: ['tableClass'],
        apply: (name, news, aws) => update(name, { TableClass: tableClassOf(news) }, aws),
      },
      {
        of: ['deletionProtectionEnabled'],
        apply: (name, { deletionProtectionEnabled: DeletionProtectionEnabled }, aws) =>
          update(name, { DeletionProtectionEnabled }, aws),
      },
      {
        of: ['serverSideEncryption'],
        apply: (name, news, aws) => {
          const off = { SSESpecification: { Enabled: false } };
          return update(name, news.serverSideEncryption ? encryptionOf(news) : off, aws);
        },
      },
      { of: ['pointInTimeRecovery'], apply: setRecovery },
      { of: ['ttl'], apply: setLifetime },
      {
        of: ['tags'],
        async apply(TableName, news, aws, olds) {
          const ResourceArn = (await describe(TableName, aws))?.TableArn;
          const { removed, set } = tagChanges(olds.tags, news.tags);
          if (removed.length > 0) {
            await aws.dynamodb.untagResource({ ResourceArn, TagKeys: removed });
          }
          if (set.length > 0) await aws.dynamodb.tagResource({ ResourceArn, Tags: set });
        },
      },
    ],
    async delete(TableName, aws) {
      if ((await describe(TableName, aws))?.TableStatus === 'DELETING') return;
      await aws.dynamodb.deleteTable({ TableName });
    },
  });

function keyOf({ KeySchema }: TableDescription, type: 'HASH' | 'RANGE'): string | undefined {
  return KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
}
