// What the app uses of the AWS client: a file of its own, so that all of it is loaded at once and
// late, and so that the bundle leaves out the rest.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';

/** @param region default: what the AWS SDK finds */
export function createDynamoDbClient(
  region: string | undefined,
  requestTimeoutMs: number,
): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      ...(region ? { region } : {}),
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 500, requestTimeout: requestTimeoutMs },
    }),
  );
}
