import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpProbes } from './targetProbes.ts';

const { probe } = createHttpProbes();

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // It listens on a port.
  return (server.address() as AddressInfo).port;
}

function ask(port: number, timeoutSeconds = 5) {
  const target = { sourceAddress: '127.0.0.7', address: '127.0.0.1', port, timeoutSeconds };
  return probe({ ...target, path: '/health?a=b', host: `10.0.0.1:${port}` });
}

function serve(listener: RequestListener): Promise<number> {
  return listen(createServer(listener));
}

test('It asks as a load balancer does, on a connection of its own', async () => {
  const requests: IncomingMessage[] = [];
  const port = await serve((request, response) => {
    requests.push(request);
    response.writeHead(418).end('short');
  });
  expect(await ask(port)).toEqual({ kind: 'answer', status: 418 });
  expect(await ask(port)).toEqual({ kind: 'answer', status: 418 });
  const [first, second] = requests;
  expect(first).toMatchObject({ method: 'GET', url: '/health?a=b' });
  expect(first?.headers).toEqual({
    host: `10.0.0.1:${port}`,
    'user-agent': 'ELB-HealthChecker/2.0',
    connection: 'close',
  });
  expect(first?.socket).not.toBe(second?.socket);
});

test('It comes from the address it is told', async () => {
  let from: string | undefined;
  const port = await serve((request, response) => {
    from = request.socket.remoteAddress;
    response.end();
  });
  await ask(port);
  expect(from).toBe('127.0.0.7');
});

test('No answer in time is a timeout', async () => {
  const port = await serve(() => {});
  expect(await ask(port, 0.05)).toEqual({ kind: 'timeout' });
});

test('What begins an answer in time has answered, however long that is', async () => {
  const port = await serve((_, response) => void response.writeHead(200).write('and so on'));
  expect(await ask(port, 0.2)).toEqual({ kind: 'answer', status: 200 });
});

test.each([
  ['refuses', undefined],
  ['closes', ''],
  ['speaks no HTTP', 'SSH-2.0-OpenSSH\r\n'],
])('A target that %s has failed', async (_, text) => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(text ?? ''));
  });
  const port = await listen(server);
  if (text === undefined) server.close();
  expect(await ask(port)).toEqual({ kind: 'failed' });
});
