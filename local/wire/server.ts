// The region's HTTP server: bytes of a bounded size, from hosts that may ask, into the pipeline.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { WireRequest, WireResponse } from './http.ts';
import type { Pipeline } from './pipeline.ts';

export type WireServer = {
  readonly port: number;
  close(): Promise<void>;
};

export type WireServerOptions = {
  readonly pipeline: Pipeline;
  /** Address to listen on: loopback, or the host's address in the region's pool. */
  readonly address: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Whether a `Host` header's name, without its port, may ask: a web page's may not. */
  readonly isOwnHost: (hostName: string) => boolean;
  /** In which a whole request must have arrived; a minute unless told. */
  readonly requestTimeoutMilliseconds?: number;
};

/** Larger than any request of AWS's (PutMetricData's 1 MB, user data's 16 KB), plain or unzipped. */
const maxBodyBytes = 8 * 1024 * 1024;
const unzip = promisify(gunzip);

export async function listen(options: WireServerOptions): Promise<WireServer> {
  const requestTimeout = options.requestTimeoutMilliseconds ?? 60_000;
  const timeouts = {
    requestTimeout,
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: requestTimeout / 4,
  };
  const server = createServer(timeouts, (request, response) => {
    answer(request, options)
      .catch((error: unknown) =>
        error instanceof Refusal
          ? plain(error.status, error.message)
          : plain(500, 'The request ended before it could be answered'),
      )
      .then((answered) => send(response, answered));
  });
  server.keepAliveTimeout = 65_000;
  server.listen(options.port, options.address);
  await once(server, 'listening');
  return {
    // A server that listens on an address has one.
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What is no request to AWS, and is answered in no protocol of AWS's. */
class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function answer(
  request: IncomingMessage,
  { pipeline, isOwnHost }: WireServerOptions,
): Promise<WireResponse> {
  const host = request.headers.host ?? '';
  if (!isOwnHost(hostNameOf(host))) {
    throw new Refusal(403, `This region does not answer for the host '${host}'`);
  }
  if (request.method !== 'POST' && request.method !== 'GET') {
    throw new Refusal(405, `AWS's protocols use POST and GET, not ${request.method}`);
  }
  const wireRequest: WireRequest = {
    method: request.method,
    url: request.url ?? '/',
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: await readBody(request),
  };
  return pipeline(wireRequest);
}

function hostNameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/** Reads to the end also what is too long, so that its sender gets to hear so. */
async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  }
  if (length > maxBodyBytes) {
    throw new Refusal(413, `Expected a body of at most ${maxBodyBytes} bytes, got ${length}`);
  }
  const body = Buffer.concat(chunks);
  const encoding = request.headers['content-encoding']?.toLowerCase();
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new Refusal(415, `Content-Encoding ${encoding} is not known`);
  return unzip(body, { maxOutputLength: maxBodyBytes }).catch(() => {
    throw new Refusal(400, `The body is not gzip of up to ${maxBodyBytes} bytes`);
  });
}

function plain(status: number, message: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `${message}\n`,
  };
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
