// For tests: a log group with one stream, behind a real HTTP server.

import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { logs } from '../services/logs/logs.ts';
import { type ServedApi, serveApi } from './serveApi.ts';

export const logGroupName = 'rollover-0123456';
export const logStreamName = 'i-0123456789abcdef0';
export const stream = { logGroupName, logStreamName };

/** Of the region's clock, until a test moves it. */
export const start = Date.parse('2026-01-01T00:00:00Z');

export type ServedLogStream = {
  readonly api: ServedApi;
  readonly client: CloudWatchLogs;
  /** Puts events a millisecond apart, the first `offset` after {@link start}. */
  put(messages: readonly string[], offset?: number, name?: string): Promise<unknown>;
};

export async function serveLogStream(): Promise<ServedLogStream> {
  const api = await serveApi(logs);
  const client = new CloudWatchLogs(api.client);
  await client.createLogGroup({ logGroupName });
  await client.createLogStream(stream);
  return {
    api,
    client,
    put: (messages, offset = 0, name = logStreamName) =>
      client.putLogEvents({
        logGroupName,
        logStreamName: name,
        logEvents: messages.map((message, index) => ({
          timestamp: start + offset + index,
          message,
        })),
      }),
  };
}
