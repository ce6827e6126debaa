// The server behind the tables, as handlers ask it.

import { AwsError } from '../../wire/awsError.ts';

/** Has an operation done by the tables' server. */
export type SendToTables = (request: {
  readonly operation: string;
  readonly body: string | Uint8Array;
}) => Promise<{ readonly status: number; readonly body: string }>;

/**
 * Asks with an object, and gives the answer's.
 *
 * @throws AwsError as the server refused
 */
export async function ask<Answer extends object>(
  send: SendToTables,
  operation: string,
  input: object,
): Promise<Answer> {
  const { status, body } = await send({ operation, body: JSON.stringify(input) });
  // A server of DynamoDB's protocol answers with JSON objects, and so do its refusals.
  const answer = JSON.parse(body);
  if (status < 300) return answer;
  const code =
    String(answer.__type ?? '')
      .split('#')
      .at(-1) ?? 'InternalServerError';
  throw new AwsError(code, String(answer.message ?? answer.Message ?? ''), status);
}
