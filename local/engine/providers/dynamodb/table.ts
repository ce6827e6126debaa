// aws:dynamodb/table:Table, without indexes.

import type { TableDescription, UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { type Aws, type AwsOf, errorCode } from '../aws.ts';
import { tagChanges, tagged, tagList, tagsOf } from '../ec2/tags.ts';
import type { Table, Values } from '../properties.ts';
import { resourceType } from '../resourceType.ts';
import { until } from '../until.ts';

const properties = {
  name: { is: 'string', replaces: true, computed: true },
  attributes: {
    is: 'objects',
    unordered: true,
    replaces: true,
    required: true,
    of: { name: { is: 'string', required: true }, type: { is: 'string', required: true } },
  },
  hashKey: { is: 'string', required: true, replaces: true },
  rangeKey: { is: 'string', replaces: true },
  billingMode: { is: 'string', default: 'PROVISIONED' },
  readCapacity: { is: 'number', computed: true },
  writeCapacity: { is: 'number', computed: true },
  tableClass: { is: 'string', default: 'STANDARD' },
  deletionProtectionEnabled: { is: 'boolean', default: false },
  serverSideEncryption: {
    is: 'object',
    of: {
      enabled: { is: 'boolean', required: true },
      kmsKeyArn: { is: 'string', computed: true },
    },
  },
  pointInTimeRecovery: {
    is: 'object',
    of: {
      enabled: { is: 'boolean', required: true },
      recoveryPeriodInDays: { is: 'number', computed: true },
    },
  },
  ttl: {
    is: 'object',
    of: { attributeName: { is: 'string' }, enabled: { is: 'boolean' } },
  },
  ...tagged,
} as const satisfies Table;

type Inputs = Values<typeof properties>;

export const table = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'dynamodb/table.ts',
    properties,
    identity: ['name'],
    name: { of: 'name' },
    gone: ['ResourceNotFoundException'],
    inUse: ['ResourceInUseException'],
    async create(inputs, { dynamodb }) {
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
        ...(inputs.tags && { Tags: tagList(inputs.tags) }),
      });
      return TableDescription?.TableName ?? '';
    },
    find: async ({ name }) => name,
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
    // DynamoDB takes one kind of change per call, of an active table.
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

async function describe(TableName: string, { dynamodb }: Aws) {
  return (await dynamodb.describeTable({ TableName })).Table;
}

function keyOf({ KeySchema }: TableDescription, type: 'HASH' | 'RANGE'): string | undefined {
  return KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
}

function billingOf({ billingMode, readCapacity, writeCapacity }: Inputs) {
  if (billingMode === 'PAY_PER_REQUEST') return { BillingMode: 'PAY_PER_REQUEST' } as const;
  return {
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity },
  } as const;
}

function tableClassOf({ tableClass }: Inputs) {
  return tableClass === 'STANDARD' ? 'STANDARD' : 'STANDARD_INFREQUENT_ACCESS';
}

function encryptionOf({ serverSideEncryption }: Inputs) {
  if (!serverSideEncryption) return {};
  const { enabled, kmsKeyArn } = serverSideEncryption;
  return {
    SSESpecification: {
      Enabled: enabled,
      ...(enabled && kmsKeyArn && { SSEType: 'KMS' as const, KMSMasterKeyId: kmsKeyArn }),
    },
  };
}

async function update(
  TableName: string,
  change: Omit<UpdateTableCommandInput, 'TableName'>,
  aws: Aws,
): Promise<void> {
  await aws.dynamodb.updateTable({ TableName, ...change });
  await untilActive(TableName, aws);
}

/** A new table's backups are not there at once. */
function setRecovery(TableName: string, { pointInTimeRecovery }: Inputs, aws: Aws) {
  const { enabled = false, recoveryPeriodInDays } = pointInTimeRecovery ?? {};
  return until(`backups of ${TableName} to be available`, aws, async () => {
    try {
      await aws.dynamodb.updateContinuousBackups({
        TableName,
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: enabled,
          ...(enabled && { RecoveryPeriodInDays: recoveryPeriodInDays }),
        },
      });
      return true;
    } catch (error) {
      if (errorCode(error) === 'ContinuousBackupsUnavailableException') return undefined;
      throw error;
    }
  });
}

function setLifetime(TableName: string, { ttl }: Inputs, aws: Aws, olds: Partial<Inputs>) {
  return aws.dynamodb.updateTimeToLive({
    TableName,
    TimeToLiveSpecification: {
      Enabled: ttl?.enabled ?? false,
      // Switching it off wants the name, too.
      AttributeName: ttl?.attributeName ?? olds.ttl?.attributeName,
    },
  });
}

function untilActive(TableName: string, aws: Aws) {
  return until(`table ${TableName} to be active`, aws, async () => {
    const Table = await describe(TableName, aws);
    const isEncrypting = Table?.SSEDescription?.Status?.endsWith('ING');
    return (Table?.TableStatus === 'ACTIVE' && !isEncrypting) || undefined;
  });
}
