// Tables: made and described here, kept by the tables' server, which knows neither tags nor deletion
// protection nor encryption.

import { randomUUID } from 'node:crypto';
import type {
  CreateTableCommandInput,
  TableDescription,
  Tag,
  UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { dynamoDbTables, type TableRow } from '../../store/dynamodb.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { ask, type SendToTables } from './backend.ts';
import type { DynamoDbOperations } from './operations.ts';
import { nameOf, tableArn } from './tableNames.ts';
import { mergeTags } from './tags.ts';

export function tableOperations(send: SendToTables): DynamoDbOperations {
  return {
    async CreateTable(input, context) {
      const tables = dynamoDbTables(context.store);
      const { TableName = '', Tags = [] } = input;
      const tags = mergeTags([], Tags);
      const { TableDescription } = await ask<Kept>(send, 'CreateTable', keptInput(input));
      const row: TableRow = {
        TableName,
        TableId: randomUUID(),
        CreationDateTime: context.now(),
        DeletionProtectionEnabled: input.DeletionProtectionEnabled === true,
        ...encryption(input.SSESpecification),
        ...(input.TableClass && { TableClass: input.TableClass }),
        Tags: tags,
      };
      tables.put(TableName, row);
      return { TableDescription: shown(TableDescription, row, context) };
    },

    async DescribeTable({ TableName }, context) {
      const { Table } = await ask<{ Table: KeptTable }>(send, 'DescribeTable', {
        TableName: nameOf(TableName),
      });
      return { Table: shown(Table, rowOf(Table, context), context) };
    },

    async UpdateTable(input, context) {
      const tables = dynamoDbTables(context.store);
      const TableName = nameOf(input.TableName);
      const { Table } = await ask<{ Table: KeptTable }>(send, 'DescribeTable', { TableName });
      const row: TableRow = {
        ...rowOf(Table, context),
        ...(input.DeletionProtectionEnabled !== undefined && {
          DeletionProtectionEnabled: input.DeletionProtectionEnabled,
        }),
        ...(input.SSESpecification && encryption(input.SSESpecification)),
        ...(input.TableClass && { TableClass: input.TableClass }),
      };
      const kept = keptInput({ ...input, TableName });
      const updated = changesKept(kept)
        ? (await ask<Kept>(send, 'UpdateTable', kept)).TableDescription
        : Table;
      tables.put(TableName, row);
      return { TableDescription: shown(updated, row, context) };
    },

    async DeleteTable(input, context) {
      const tables = dynamoDbTables(context.store);
      const TableName = nameOf(input.TableName);
      const row = tables.get(TableName);
      if (row?.DeletionProtectionEnabled) {
        throw new AwsError(
          'ValidationException',
          `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
        );
      }
      const { TableDescription } = await ask<Kept>(send, 'DeleteTable', { TableName });
      tables.delete(TableName);
      return {
        TableDescription: shown(TableDescription, row ?? rowOf(TableDescription, context), context),
      };
    },
  };
}

/** What the tables' server answers: as AWS does, with times in seconds. */
type KeptTable = Omit<TableDescription, 'CreationDateTime'> & { readonly CreationDateTime: number };
type Kept = { readonly TableDescription: KeptTable };

/** The members that the tables' server knows; the others would make it refuse. */
function keptInput(input: Partial<CreateTableCommandInput> & UpdateTableCommandInput) {
  const {
    Tags: _,
    DeletionProtectionEnabled: __,
    SSESpecification: ___,
    TableClass: ____,
    ResourcePolicy: _____,
    OnDemandThroughput: ______,
    WarmThroughput: _______,
    ...kept
  } = input;
  return kept;
}

function changesKept({
  TableName: _,
  AttributeDefinitions: __,
  ...changes
}: object & {
  readonly TableName?: unknown;
  readonly AttributeDefinitions?: unknown;
}): boolean {
  return Object.values(changes).some((value) => value !== undefined);
}

function encryption(specification: CreateTableCommandInput['SSESpecification']) {
  const isKmsEncrypted = specification?.Enabled === true;
  const key = specification?.KMSMasterKeyId;
  return { isKmsEncrypted, ...(isKmsEncrypted && key && { KMSMasterKeyArn: key }) };
}

/** A table that the server has and the records lack was made by a region that was killed in between. */
function rowOf({ TableName = '', CreationDateTime }: KeptTable, context: Context): TableRow {
  return (
    dynamoDbTables(context.store).get(TableName) ?? {
      TableName,
      TableId: randomUUID(),
      CreationDateTime: new Date(CreationDateTime * 1000),
      DeletionProtectionEnabled: false,
      isKmsEncrypted: false,
      Tags: [] satisfies Tag[],
    }
  );
}

function shown(table: KeptTable, row: TableRow, context: Context): TableDescription {
  const { CreationDateTime } = row;
  return {
    ...table,
    CreationDateTime,
    TableArn: tableArn(context, row.TableName),
    TableId: row.TableId,
    DeletionProtectionEnabled: row.DeletionProtectionEnabled,
    ...(row.isKmsEncrypted && {
      SSEDescription: {
        Status: 'ENABLED',
        SSEType: 'KMS',
        KMSMasterKeyArn:
          row.KMSMasterKeyArn ??
          `arn:aws:kms:${context.regionName}:${context.accountId}:alias/aws/dynamodb`,
      },
    }),
    ...(row.TableClass && { TableClassSummary: { TableClass: row.TableClass } }),
    ...(table.BillingModeSummary && {
      BillingModeSummary: {
        ...table.BillingModeSummary,
        LastUpdateToPayPerRequestDateTime: CreationDateTime,
      },
    }),
    ...(table.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        IndexArn: `${tableArn(context, row.TableName)}/index/${index.IndexName}`,
      })),
    }),
  };
}
