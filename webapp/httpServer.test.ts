import { once } from 'node:events';
import type { Socket } from 'node:net';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createHttpServer } from './httpServer.ts';
import { listen } from './testing/listen.ts';
import { openConnection } from './testing/rawHttp.ts';
import { serveApp } from './testing/serveApp.ts';

describe('What is not a request', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    [
      'two lengths',
      'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['too many headers', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s is refused, and does no harm', async (_, text, status) => {
    const { port, url } = await serveApp();
    const { socket, closed } = openConnection(port);
    socket.write(text);
    const answer = await closed;
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('names the release, as every answer does', async () => {
    const { port, logLines } = await serveApp();
    const { socket, closed } = openConnection(port);
    socket.write('hello\r\n\r\n');
    const answer = await closed;
    expect(logLines).toMatchObject([{ msg: 'client error', ip: '127.0.0.1' }]);
    expect(answer).toContain('\r\nX-Release: 0123456789ab\r\n');
    expect(answer).toContain('\r\nX-Instance-Id: i-0123456789abcdef0\r\n');
  });

  test.each(['http://[::bad/', 'http://a:99999999/', '*', '//', '/%', '/?%zz', '/..', '/\u00ff'])(
    'but is nearly one, with the target %s, is answered and does no harm',
    async (target) => {
      const { port, url } = await serveApp();
      const { socket, closed } = openConnection(port);
      socket.end(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 'latin1');
      expect(await closed).toMatch(/^HTTP\/1.1 (200|400|404) /);
      expect((await fetch(`${url}/health`)).status).toBe(200);
    },
  );
});

test('A target that is a whole URL is not logged: it may hold a password', async () => {
  const { port, logLines } = await serveApp();
  const { socket, closed } = openConnection(port);
  socket.write('GET http://user:hunter2@x/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(await closed).toMatch(/^HTTP\/1.1 404 /);
  await expect.poll(() => logLines).toMatchObject([{ msg: 'request', path: '*' }]);
  expect(JSON.stringify(logLines)).not.toContain('hunter2');
});

describe('A slow client', () => {
  test.each([
    ['headers', 'GET /health HTTP/1.1\r\nHost: x\r\n'],
    [
      'its body',
      'POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{',
    ],
  ])('that never ends %s is cut off, and holds up nobody', async (_, text) => {
    const { port, url } = await serveApp({ keepAliveTimeoutSeconds: 1 });
    const { socket, closed } = openConnection(port);
    socket.write(text);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await closed).toMatch(/^HTTP\/1.1 408 /);
  });

  test('that has its answer already gets no second one', async () => {
    const { port } = await serveApp({ keepAliveTimeoutSeconds: 1 });
    const { socket, closed } = openConnection(port);
    socket.write('POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{');
    expect((await closed).match(/HTTP\/1\.1/g)).toEqual(['HTTP/1.1']);
  });
});

test('Connections are kept longer than a load balancer keeps them', async () => {
  const { server } = await serveApp();
  expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
  expect(server.headersTimeout).toBeGreaterThan(server.keepAliveTimeout);
  expect(server.requestTimeout).toBeGreaterThanOrEqual(server.headersTimeout);
});

describe('drain', () => {
  test('accepts while it lingers, then finishes what is in flight and ends', async () => {
    const { port, server, drain, release } = await slowServer();
    const before = openConnection(port);
    before.socket.write(get);
    await once(server, 'request');
    const linger = Promise.withResolvers<void>();
    const drained = drain({ linger: linger.promise, timeoutSeconds: 60 });
    const during = openConnection(port);
    during.socket.write(get);
    await once(server, 'request');
    linger.resolve();
    release();
    await Promise.all([before.until(/done$/), during.until(/done$/)]);
    await drained;
    expect(server.listening).toBe(false);
  });

  test('closes connections that are idle, now or later', async () => {
    const { port, server, drain, release } = await slowServer();
    const [idle, busy] = [openConnection(port), openConnection(port)];
    idle.socket.write(get.replace('/', '/fast'));
    await idle.until(/done$/);
    busy.socket.write(get);
    await once(server, 'request');
    const drained = drain({ linger: Promise.resolve(), timeoutSeconds: 60 });
    await idle.closed;
    release();
    expect(await busy.closed).toMatch(/Connection: keep-alive.*done$/s);
    await drained;
  });

  test('closes connections on which nothing was ever sent', async () => {
    const { port, server, drain } = await slowServer();
    const silent = openConnection(port);
    await once(server, 'connection');
    await drain({ linger: Promise.resolve(), timeoutSeconds: 60 });
    await silent.closed;
  });

  test('waits for a request that has begun to arrive', async () => {
    const { port, server, drain } = await slowServer();
    const slow = openConnection(port);
    slow.socket.write('GET /fast HTTP/1.1\r\n');
    const [socket] = (await once(server, 'connection')) as [Socket];
    await expect.poll(() => socket.bytesRead).toBeGreaterThan(0);
    const drained = drain({ linger: Promise.resolve(), timeoutSeconds: 60 });
    await expect.poll(() => server.listening).toBe(false);
    slow.socket.write('Host: x\r\n\r\n');
    expect(await slow.closed).toMatch(/done$/);
    await drained;
  });

  test('cuts off what takes too long', async () => {
    const { port, server, drain } = await slowServer();
    const stuck = openConnection(port);
    stuck.socket.write(get);
    await once(server, 'request');
    await drain({ linger: Promise.resolve(), timeoutSeconds: 0.1 });
    expect(await stuck.closed).toBe('');
  });

  const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

  /** Answers only once it is released, but for /fast. */
  async function slowServer() {
    const gate = Promise.withResolvers<void>();
    const { server, drain } = createHttpServer(
      (request, response) => {
        if (request.url === '/fast') response.end('done');
        else void gate.promise.then(() => response.end('done'));
      },
      { keepAliveTimeoutSeconds: 65, headers: {}, log: pino({ level: 'silent' }) },
    );
    return { server, drain, port: await listen(server), release: gate.resolve };
  }
});
