// For tests of the wire: services behind a real HTTP server, without a store. Handlers get the call.

import { onTestFinished } from 'vitest';
import { AwsError } from '../awsError.ts';
import { type Call, createPipeline, type Invocation } from '../pipeline.ts';
import { listen } from '../server.ts';
import type { Service } from '../service.ts';

export type ServedWire = {
  /** For any client of the AWS SDK. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: 1;
  };
  readonly port: number;
  /** What the wire told, line by line. */
  readonly calls: { readonly operation: string; readonly requestId: string; error?: string }[];
  readonly notBuilt: { readonly operation: string; readonly requestId: string }[];
  readonly defects: { readonly operation: string; readonly cause: unknown }[];
  close(): Promise<void>;
};

/** The one key that is known. */
export const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';

/** Serves until the test has finished. */
export async function serveWire(
  services: readonly Service<Call>[],
  options: { readonly requestTimeoutMilliseconds?: number } = {},
): Promise<ServedWire> {
  const calls: ServedWire['calls'] = [];
  const notBuilt: ServedWire['notBuilt'] = [];
  const defects: ServedWire['defects'] = [];
  const pipeline = createPipeline<Call>({
    services,
    regionName: 'eu-central-1',
    contextOf(call) {
      if (call.authorization.accessKeyId === accessKeyId) return call;
      throw new AwsError('InvalidClientTokenId', 'The security token is invalid', 403);
    },
    // The wire has read the input by the schema that types the handler.
    invoke: ({ handler, input, context }: Invocation<Call>) => handler(input as never, context),
    log: {
      call: (line) => void calls.push(line),
      notBuilt: (line) => void notBuilt.push(line),
      defect: (line) => void defects.push(line),
    },
  });
  const server = await listen({
    ...options,
    pipeline,
    address: '127.0.0.1',
    port: 0,
    isOwnHost: (name) => ['127.0.0.1', 'localhost', '[::1]'].includes(name),
  });
  onTestFinished(() => server.close());
  return {
    client: {
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId, secretAccessKey: 'secret' },
      maxAttempts: 1,
    },
    port: server.port,
    calls,
    notBuilt,
    defects,
    close: server.close,
  };
}
