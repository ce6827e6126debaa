// What a table takes, and the calls that change it: DynamoDB takes one kind of change at a time.

import type { UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { type Aws, errorCode } from '../aws.ts';
import { tagged } from '../ec2/tags.ts';
import type { Table, Values } from '../properties.ts';
import { until } from '../until.ts';

export const properties = {
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

export type Inputs = Values<typeof properties>;

export async function describe(TableName: string, { dynamodb }: Aws) {
  return (await dynamodb.describeTable({ TableName })).Table;
}

export function billingOf({ billingMode, readCapacity, writeCapacity }: Inputs) {
  if (billingMode === 'PAY_PER_REQUEST') return { BillingMode: 'PAY_PER_REQUEST' } as const;
  return {
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity },
  } as const;
}

export function tableClassOf({ tableClass }: Inputs) {
  return tableClass === 'STANDARD' ? 'STANDARD' : 'STANDARD_INFREQUENT_ACCESS';
}

export function encryptionOf({ serverSideEncryption }: Inputs) {
  if (!serverSideEncryption) return {};
  const { enabled, kmsKeyArn } = serverSideEncryption;
  return {
    SSESpecification: {
      Enabled: enabled,
      ...(enabled && kmsKeyArn && { SSEType: 'KMS' as const, KMSMasterKeyId: kmsKeyArn }),
    },
  };
}

export async function update(
  TableName: string,
  change: Omit<UpdateTableCommandInput, 'TableName'>,
  aws: Aws,
): Promise<void> {
  await aws.dynamodb.updateTable({ TableName, ...change });
  await untilActive(TableName, aws);
}

/** A new table's backups are not there at once. */
export function setRecovery(TableName: string, { pointInTimeRecovery }: Inputs, aws: Aws) {
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

export function setLifetime(TableName: string, { ttl }: Inputs, aws: Aws, olds: Partial<Inputs>) {
  return aws.dynamodb.updateTimeToLive({
    TableName,
    TimeToLiveSpecification: {
      Enabled: ttl?.enabled ?? false,
      // Switching it off wants the name, too.
      AttributeName: ttl?.attributeName ?? olds.ttl?.attributeName,
    },
  });
}

export function untilActive(TableName: string, aws: Aws) {
  return until(`table ${TableName} to be active`, aws, async () => {
    const Table = await describe(TableName, aws);
    const isEncrypting = Table?.SSEDescription?.Status?.endsWith('ING');
    return (Table?.TableStatus === 'ACTIVE' && !isEncrypting) || undefined;
  });
}
