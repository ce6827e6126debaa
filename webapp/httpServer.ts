// The HTTP server behind a load balancer: its timeouts, what it answers to what is not HTTP, and how
// it stops without losing a request.

import { once } from 'node:events';
import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';
import { problemBody } from './problem.ts';

type Options = Pick<Config, 'keepAliveTimeoutSeconds'> & {
  /** Sent with the answers that Node gives before the app sees a request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly log: Logger;
};

export type HttpServer = {
  /** Not listening yet. */
  readonly server: Server;
  /**
   * Stops the server, whose answers already say `Connection: close`. Closing it at once loses requests
   * that are on the wire already (measured: in 9 of 15 runs), so it goes on accepting until every
   * client that is active has been told. Then it closes, and connections that are idle with it, and
   * waits for what is in flight.
   */
  readonly drain: (options: DrainOptions) => Promise<void>;
};

type DrainOptions = {
  /** When to stop accepting connections. */
  readonly linger: Promise<unknown>;
  /** When to cut off what is still in flight, counted from then on. */
  readonly timeoutSeconds: number;
};

export function createHttpServer(listener: RequestListener, options: Options): HttpServer {
  const keepAliveTimeout = options.keepAliveTimeoutSeconds * 1000;
  const server = createServer(
    {
      keepAliveTimeout,
      // Above keepAliveTimeout, or Node would close connections that the load balancer still uses.
      headersTimeout: keepAliveTimeout + 1000,
      // For the whole request, headers and body; Node wants it no shorter than headersTimeout.
      requestTimeout: keepAliveTimeout + 2000,
      connectionsCheckingInterval: 1000,
    },
    listener,
  );
  // A client that does not read its answers is cut off, too.
  server.timeout = keepAliveTimeout + 10_000;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Clients may leave: what they had asked for is in the log as aborted.
    if (error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    options.log.info({ code: error.code, ip: socket.remoteAddress }, 'client error');
    // `_httpMessage` is Node's own: the answer under way on this connection. None must be cut in two.
    const answer = (socket as Socket & { _httpMessage?: { headersSent: boolean } })._httpMessage;
    if (socket.writable && !answer?.headersSent) {
      socket.end(refusal(error.code, options.headers));
    } else {
      socket.destroy();
    }
  });

  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const closeIdle = () => {
    server.closeIdleConnections();
    // Node does not count those as idle on which nothing was ever received.
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };

  return {
    server,
    drain: async ({ linger, timeoutSeconds }) => {
      await linger;
      const closed = once(server, 'close');
      server.close();
      closeIdle();
      const sweep = setInterval(closeIdle, 50); // for those that become idle later
      const cut = setTimeout(() => server.closeAllConnections(), timeoutSeconds * 1000);
      await closed;
      clearInterval(sweep);
      clearTimeout(cut);
    },
  };
}

/** A whole answer to what Node could not take as a request. */
function refusal(errorCode: string | undefined, headers: Options['headers']): string {
  const [status, code, message] = refusalWords(errorCode);
  const body = problemBody(code, message);
  const lines = Object.entries({
    ...headers,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
}

function refusalWords(errorCode: string | undefined): [status: number, code: string, text: string] {
  switch (errorCode) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'RequestTimeout', 'The request did not arrive in time'];
    case 'HPE_HEADER_OVERFLOW':
      return [431, 'RequestHeaderFieldsTooLarge', 'The headers are larger than 16 KiB'];
    default:
      return [400, 'BadRequest', 'This is not an HTTP/1.1 request'];
  }
}
