// For tests: services behind a real HTTP server, with a store in memory and a clock that tests move.

import { onTestFinished } from 'vitest';
import { createApi } from '../api.ts';
import type { RegionService } from '../services/shared/context.ts';
import { openStore, type Store } from '../store/store.ts';
import { listen } from '../wire/server.ts';

export type ServedApi = {
  /** For any client of the AWS SDK: `new EC2Client(api.client)`. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: 1;
  };
  readonly store: Store;
  /** What the region said of calls that failed by a defect, and of operations that it has not. */
  readonly defects: unknown[];
  readonly notBuilt: string[];
  /** Moves the region's clock. */
  advance(milliseconds: number): void;
};

/** Serves until the test has finished. */
export async function serveApi(...services: readonly RegionService[]): Promise<ServedApi> {
  const store = openStore(':memory:');
  const defects: unknown[] = [];
  const notBuilt: string[] = [];
  let clock = Date.parse('2026-01-01T00:00:00Z');
  const accountId = '000000000000';
  const { pipeline, credentials } = createApi({
    services,
    store,
    accountId,
    regionName: 'eu-central-1',
    addressPool: '198.18.0.0/21',
    timeScale: 1,
    now: () => new Date(clock),
    consoleOutput: async () => '',
    log: {
      call: () => {},
      notBuilt: ({ operation }) => void notBuilt.push(operation),
      defect: ({ cause }) => void defects.push(cause),
    },
  });
  const server = await listen({
    pipeline,
    address: '127.0.0.1',
    port: 0,
    isOwnHost: (name) => name === '127.0.0.1',
  });
  onTestFinished(async () => {
    await server.close();
    store.close();
  });
  const key = credentials.issue({
    Account: accountId,
    Arn: `arn:aws:iam::${accountId}:user/operator`,
    UserId: 'AIDAOPERATOR',
  });
  return {
    client: {
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey },
      maxAttempts: 1,
    },
    store,
    defects,
    notBuilt,
    advance: (milliseconds) => {
      clock += milliseconds;
    },
  };
}
