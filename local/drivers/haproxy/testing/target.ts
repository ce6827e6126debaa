// For tests: a target on a loopback address, which tells what it got and does as it is asked.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RoutedTarget } from '../../loadBalancers.ts';

export type Target = {
  readonly name: string;
  readonly port: number;
  /** How many connections it was asked for so far, and how many are open. */
  connections(): { readonly total: number; readonly open: number };
  /** Answers what waits on `/wait`. */
  release(): void;
  /** How many wait. */
  waiting(): number;
  close(): Promise<void>;
};

/**
 * Answers with its name, the request's headers and its peer, as JSON; `/status/<n>` with that status,
 * `/wait` when it is released, `/cut` and `/garbage` with no HTTP.
 */
export async function startTarget(name: string, port = 0): Promise<Target> {
  const waiting: ServerResponse[] = [];
  let total = 0;
  let open = 0;
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/wait')) return void waiting.push(response);
    if (path.startsWith('/cut')) return void request.socket.destroy();
    if (path.startsWith('/garbage')) return void request.socket.end('no HTTP\r\n\r\n');
    const [, status] = /^\/status\/(\d+)/.exec(path) ?? [];
    response.statusCode = Number(status ?? 200);
    response.end(JSON.stringify(seen(name, request)));
  });
  server.on('connection', (socket) => {
    total++;
    open++;
    socket.on('close', () => open--);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    name,
    // It listens on a port.
    port: (server.address() as AddressInfo).port,
    connections: () => ({ total, open }),
    release() {
      for (const response of waiting.splice(0)) response.end('released');
    },
    waiting: () => waiting.filter(({ destroyed }) => !destroyed).length,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

/** What {@link startTarget} answers with. */
export type Seen = {
  readonly name: string;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly from: string | undefined;
};

function seen(name: string, { url, headers, socket }: IncomingMessage): object {
  return { name, url, headers, from: socket.remoteAddress };
}

export function routedTarget(
  { name, port }: Pick<Target, 'name' | 'port'>,
  changes: Partial<RoutedTarget> = {},
): RoutedTarget {
  return {
    id: `${name}:${port}`,
    address: '127.0.0.1',
    port,
    sourceAddress: '127.0.0.9',
    state: 'ready',
    share: 1,
    ...changes,
  };
}
