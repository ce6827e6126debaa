// DynamoDB: what is in tables is kept by a server of its own; what tables are is said here.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/

import * as client from '@aws-sdk/client-dynamodb';
import { defineService } from '../../wire/service.ts';
import type { Context, RegionService } from '../shared/context.ts';
import type { SendToTables } from './backend.ts';
import { lifetimeOperations } from './lifetimes.ts';
import { tableOperations } from './tables.ts';
import { tagOperations } from './tags.ts';

/** Operations on items, which the tables' server answers itself, and the list of tables. */
const forwarded = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
];

export function dynamodb(send: SendToTables): RegionService {
  const service = defineService<Context, typeof client>(
    client,
    {
      signingName: 'dynamodb',
      version: '2012-08-10',
      protocols: ['awsJson1_0'],
      xmlNamespace: 'http://dynamodb.amazonaws.com/doc/2012-08-10/',
      target: 'DynamoDB_20120810',
      isGlobal: false,
    },
    { ...tableOperations(send), ...tagOperations, ...lifetimeOperations },
  );
  return {
    ...service,
    forward: (request, operation) =>
      forwarded.includes(operation) ? forward(send, operation, request.body) : undefined,
  };
}

async function forward(send: SendToTables, operation: string, body: Uint8Array) {
  const answer = await send({ operation, body });
  return { ...answer, headers: { 'content-type': 'application/x-amz-json-1.0' } };
}
