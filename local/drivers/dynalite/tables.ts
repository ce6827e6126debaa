// DynamoDB's tables by dynalite, which keeps them in a LevelDB folder of the region.

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import type { TableDriver, TableRequest, TableResponse } from '../tables.ts';
import type { ServerOptions } from './server.ts';

/** dynalite wants a signature of the right form; who asks has been found out before. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=region/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=region';

/** @param path of the folder, or undefined to keep everything in memory */
export async function createDynaliteTables(path: string | undefined): Promise<TableDriver> {
  const workerData: ServerOptions = { path };
  const worker = new Worker(new URL('./server.ts', import.meta.url), { workerData });
  const [port] = await once(worker, 'message');
  const agent = new Agent({ keepAlive: true });

  async function send({ operation, body }: TableRequest): Promise<TableResponse> {
    const sent = request({
      agent,
      host: '127.0.0.1',
      port,
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization,
      },
    });
    sent.end(body);
    const [response] = await once(sent, 'response');
    return { status: response.statusCode ?? 500, body: await text(response) };
  }

  return {
    send,
    async close() {
      agent.destroy();
      const end = once(worker, 'exit');
      worker.postMessage('close');
      await end;
    },
  };
}
