// Operations of DynamoDB, under AWS's names: what each file of a kind exports.

import type * as client from '@aws-sdk/client-dynamodb';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';

export type DynamoDbOperations = Handlers<Context, typeof client>;
