// What the region knows of DynamoDB's tables besides what is in them.

import type { Tag, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import type { Store, Table } from './store.ts';

export type TableRow = {
  readonly TableName: string;
  readonly TableId: string;
  readonly CreationDateTime: Date;
  readonly DeletionProtectionEnabled: boolean;
  /** The key of KMS that encrypts it; undefined for DynamoDB's own, which encrypts every table. */
  readonly KMSMasterKeyArn?: string;
  readonly isKmsEncrypted: boolean;
  readonly TableClass?: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS';
  readonly Tags: readonly Tag[];
  /** Since when continuous backups are on. */
  readonly pointInTimeRecovery?: { readonly since: Date; readonly days: number };
  readonly timeToLive?: TimeToLiveSpecification;
};

export function dynamoDbTables(store: Store): Table<TableRow> {
  return store.table<TableRow>('dynamodb.table');
}
