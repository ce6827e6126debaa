// Lives in a network namespace during a test, and opens and takes connections there as it is told, over
// the channel that it was forked with. Answers carry the number of their question.

import { createSocket } from 'node:dgram';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Question =
  /** Takes TCP connections, says to each who it is to us, then echoes. */
  | { readonly kind: 'listen'; readonly port: number; readonly host?: string }
  | { readonly kind: 'listenUdp'; readonly port: number }
  /** Connects; keeps the connection as `keepAs`, or closes it again. */
  | {
      readonly kind: 'connect';
      readonly host: string;
      readonly port: number;
      readonly localAddress?: string;
      readonly keepAs?: string;
    }
  /** Sends something over a kept connection and awaits its echo. */
  | { readonly kind: 'echo'; readonly name: string }
  | { readonly kind: 'udp'; readonly host: string; readonly port: number }
  /** An HTTP request; the answer is its body. */
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly host: string;
      readonly port: number;
    };

/** `timeout` where nothing came back at all, else an error's code, or what was read. */
export type Answer = string;

/** Long enough for a loaded machine to answer, short enough to wait for where nothing will. */
const timeoutMilliseconds = 700;

const kept = new Map<string, Socket>();

process.on('message', async ({ id, question }: { id: number; question: Question }) => {
  process.send?.({ id, answer: await answer(question) });
});
process.on('disconnect', () => process.exit());

export function answer(question: Question): Promise<Answer> {
  switch (question.kind) {
    case 'listen':
      return listen(question.port, question.host);
    case 'listenUdp':
      return listenUdp(question.port);
    case 'connect':
      return open(question);
    case 'echo':
      return echo(question.name);
    case 'udp':
      return askUdp(question.host, question.port);
    case 'http':
      return request(question);
  }
}

function listen(port: number, host = '0.0.0.0'): Promise<Answer> {
  const server = createServer((socket) => {
    socket.on('error', () => {}).write(`${socket.remoteAddress}`);
    socket.pipe(socket);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      resolve(String((server.address() as AddressInfo).port));
    });
  });
}

function listenUdp(port: number): Promise<Answer> {
  const socket = createSocket('udp4');
  socket.on('message', (_, { address, port }) => socket.send(address, port, address));
  return new Promise((resolve) => socket.bind(port, () => resolve('listening')));
}

function open({
  host,
  port,
  localAddress,
  keepAs,
}: Question & { kind: 'connect' }): Promise<Answer> {
  const socket = connect({ host, port, ...(localAddress && { localAddress }) });
  return exchange(socket).then((answer) => {
    if (keepAs) kept.set(keepAs, socket);
    else socket.destroy();
    return answer;
  });
}

async function echo(name: string): Promise<Answer> {
  const socket = kept.get(name);
  return socket ? exchange(socket, 'again') : `no connection ${name}`;
}

function request({ method, host, port }: Question & { kind: 'http' }): Promise<Answer> {
  const socket = connect({ host, port });
  const text = `${method} / HTTP/1.1\r\nHost: metadata\r\nConnection: close\r\n\r\n`;
  return exchange(socket, text).then((answer) => {
    socket.destroy();
    return answer.split('\r\n\r\n').at(-1) ?? '';
  });
}

/** What is read next, after sending `text`. */
function exchange(socket: Socket, text = ''): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle('timeout'), timeoutMilliseconds);
    function settle(answer: string): void {
      clearTimeout(timer);
      socket
        .off('data', settleWith)
        .off('error', fail)
        .on('error', () => {});
      resolve(answer);
    }
    const settleWith = (data: Buffer) => settle(String(data));
    const fail = (error: NodeJS.ErrnoException) => settle(error.code ?? error.message);
    socket.on('data', settleWith).on('error', fail);
    if (text !== '') socket.write(text);
  });
}

function askUdp(host: string, port: number): Promise<Answer> {
  const socket = createSocket('udp4');
  return new Promise<Answer>((resolve) => {
    const timer = setTimeout(() => resolve('timeout'), timeoutMilliseconds);
    socket.on('message', (data) => resolve(String(data)));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.connect(port, host, () => socket.send('ping'));
    socket.on('close', () => clearTimeout(timer));
  }).finally(() => socket.close());
}
