// The messages in a DynamoDB table. The AWS client is loaded when it is first used: an app without a table
// needs none of it.
//
// Table: partition key `board` (S), sort key `id` (S). All messages share one board, so that one
// Query gives the newest of them; a partition takes 1,000 writes a second, far above what a page of
// messages gets.

import { randomBytes } from 'node:crypto';
import { now } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { isMessageId, type Message, type MessageStore, MessagesUnavailable } from './store.ts';

const board = 'messages';
/** An answer later than this would hold up the page for nothing. */
const timeoutMs = 2000;

type Options = {
  readonly tableName: string;
  /** Default: what the AWS SDK finds. */
  readonly region?: string | undefined;
  readonly log: Logger;
};

/** Credentials and endpoint are found as every AWS SDK finds them (`AWS_ENDPOINT_URL` and so on). */
export function createDynamoDbMessages({ tableName, region, log }: Options): MessageStore {
  let loading: Promise<Dynamo> | undefined;

  /** Does one thing with the table, and says in public words why it cannot. */
  async function use<T>(what: (dynamo: Dynamo, signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      loading ??= loadDynamo(region);
      return await what(await loading, AbortSignal.timeout(timeoutMs));
    } catch (error) {
      log.warn({ err: error, tableName }, 'messages unavailable');
      throw new MessagesUnavailable(publicReason(error, tableName), { cause: error });
    }
  }

  return {
    list: ({ limit, before }) =>
      use(async ({ client, QueryCommand }, abortSignal) => {
        const page = await client.send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: 'board = :board',
            ExpressionAttributeValues: { ':board': board },
            ScanIndexForward: false,
            Limit: limit,
            ...(before ? { ExclusiveStartKey: { board, id: before } } : {}),
          }),
          { abortSignal },
        );
        const last = page.LastEvaluatedKey?.id;
        return {
          items: (page.Items ?? []).flatMap((item) => parseItem(item) ?? []),
          before: typeof last === 'string' ? last : null,
        };
      }),

    add: (text) =>
      use(async ({ client, PutCommand }, abortSignal) => {
        const createdAt = now().toISOString();
        const message = { id: `${createdAt}-${randomBytes(4).toString('hex')}`, text, createdAt };
        const put = new PutCommand({ TableName: tableName, Item: { board, ...message } });
        await client.send(put, { abortSignal });
        return message;
      }),
  };
}

type Dynamo = Awaited<ReturnType<typeof loadDynamo>>;

async function loadDynamo(region: string | undefined) {
  const { createDynamoDbClient, PutCommand, QueryCommand } = await import('./dynamoDbClient.ts');
  return { client: createDynamoDbClient(region, timeoutMs), PutCommand, QueryCommand };
}

/** A table may hold what this app did not write; that is left out. */
function parseItem({ id, text, createdAt }: Record<string, unknown>): Message | undefined {
  const isMessage =
    typeof id === 'string' &&
    isMessageId(id) &&
    typeof text === 'string' &&
    typeof createdAt === 'string';
  return isMessage ? { id, text, createdAt } : undefined;
}

function publicReason(error: unknown, tableName: string): string {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'ResourceNotFoundException':
      return `The table ${tableName} does not exist in this region; create it or set MESSAGES_TABLE`;
    case 'AccessDeniedException':
    case 'UnrecognizedClientException':
    case 'ExpiredTokenException':
    case 'CredentialsProviderError':
      return `The app may not use the table ${tableName}; see its log`;
    case 'ThrottlingException':
    case 'ProvisionedThroughputExceededException':
    case 'RequestLimitExceeded':
      return `The table ${tableName} is overloaded; try again`;
    default:
      return `The table ${tableName} does not answer; see the app's log`;
  }
}
