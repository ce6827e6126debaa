// The app over HTTP inside the test's process, with its log in memory.

import type { Server } from 'node:http';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { type AppOptions, createApp } from '../app.ts';
import { createHttpServer } from '../httpServer.ts';
import type { Instance } from '../instance.ts';
import { identityHeaders } from '../middleware/responseHeaders.ts';
import type { Release } from '../release.ts';
import { listen } from './listen.ts';

export const release: Release = {
  id: '0123456789ab',
  key: '0123456789ab'.padEnd(64, '0'),
  commit: 'c0ffee',
  build: '42',
  baseImageId: 'ami-0base',
  bakedAt: '2026-11-21T00:00:00Z',
};

export const instance: Instance = {
  instanceId: 'i-0123456789abcdef0',
  hostName: 'ip-10-0-1-2',
  availabilityZone: 'eu-west-1a',
  imageId: 'ami-0123',
  instanceType: 't4g.micro',
  region: 'eu-west-1',
};

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

export type ServedApp = {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  readonly logLines: readonly LogLine[];
};

type Options = Partial<AppOptions> & { readonly keepAliveTimeoutSeconds?: number };

/** Serves until the test ends. */
export async function serveApp(options: Options = {}): Promise<ServedApp> {
  const { keepAliveTimeoutSeconds = 65, ...appOptions } = options;
  const logLines: LogLine[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      logLines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const log = pino({ base: null }, sink);
  const app = createApp({ release, instance, log, ...appOptions });
  const headers = identityHeaders({ release, instance });
  const { server } = createHttpServer(app.callback(), { keepAliveTimeoutSeconds, headers, log });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, server, logLines };
}
