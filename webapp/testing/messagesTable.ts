// A DynamoDB to test with: dynalite, which speaks the wire protocol, behind the real AWS client.

import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { listen } from './listen.ts';

export const tableName = 'messages-test';

/** What the AWS client finds in the environment of an app that uses the table. */
export type AwsEnvironment = {
  readonly AWS_ENDPOINT_URL: string;
  readonly AWS_REGION: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
};

/** A table with the keys that `infra/` gives it, until the test ends. */
export async function createMessagesTable(): Promise<AwsEnvironment> {
  const server = dynalite({ createTableMs: 0 });
  const port = await listen(server);
  const environment = awsEnvironment(`http://127.0.0.1:${port}`);
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'board', AttributeType: 'S' },
        { AttributeName: 'id', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'board', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
    }),
  );
  const wait = { client, minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 20 };
  await waitUntilTableExists(wait, { TableName: tableName });
  client.destroy();
  return environment;
}

export function awsEnvironment(endpoint: string): AwsEnvironment {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}
