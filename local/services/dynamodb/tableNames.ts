// How callers name tables.

import { dynamoDbTables, type TableRow } from '../../store/dynamodb.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';

/** @throws AwsError `ResourceNotFoundException`, as for a table that is not there */
export function requireTable(context: Context, nameOrArn: string | undefined): TableRow {
  const name = nameOf(nameOrArn);
  const row = dynamoDbTables(context.store).get(name);
  if (row) return row;
  throw new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: Table: ${name} not found`,
  );
}

/** Operations take a table's ARN for its name. */
export function nameOf(nameOrArn: string | undefined): string {
  return nameOrArn?.split(':table/').at(-1) ?? '';
}

export function tableArn({ regionName, accountId }: Context, TableName: string): string {
  return `arn:aws:dynamodb:${regionName}:${accountId}:table/${TableName}`;
}
