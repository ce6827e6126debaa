import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Asked, ask, askRaw, signedFor } from './testing/ask.ts';
import { serveWire } from './testing/serveWire.ts';
import { ec2With } from './testing/services.ts';

const mebibyte = 1024 * 1024;
const form = 'Action=DescribeVpcs&Version=2016-11-15';
const describeVpcs: Asked = { headers: signedFor('ec2'), body: form };
const serve = () => serveWire([ec2With({ DescribeVpcs: async () => ({ Vpcs: [] }) })]);

function withHeaders(headers: Readonly<Record<string, string>>, body: Asked['body'] = form): Asked {
  return { headers: { ...describeVpcs.headers, ...headers }, body };
}

describe('A request is answered for hosts that are its own', () => {
  test.each(['127.0.0.1', '127.0.0.1:4566', 'localhost:80', 'LOCALHOST', '[::1]', '[::1]:4566'])(
    'such as %s',
    async (host) => {
      const { port } = await serve();
      expect(await ask(port, withHeaders({ host }))).toMatchObject({ status: 200 });
    },
  );

  test.each([
    '127.0.0.1.evil.com',
    'evil.com:4566',
    'localhost.evil.com',
    'evil.com#127.0.0.1',
    '127.0.0.1@evil.com',
    '127.0.0.1:80:80',
    '::1',
    '[::1].evil.com',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
  ])('and not for "%s"', async (host) => {
    const { port, calls } = await serve();
    expect(await ask(port, withHeaders({ host }))).toMatchObject({ status: 403 });
    expect(calls).toEqual([]);
  });

  test('and not for none, or an empty one', async () => {
    const { port, calls } = await serve();
    const rest = `Authorization: ${signedFor('ec2').authorization}\r\nConnection: close\r\n\r\n`;
    const get = (version: string, host: string) =>
      askRaw(port, `GET /?${form} HTTP/${version}\r\n${host}${rest}`);
    expect(await get('1.1', '')).toMatch(/^HTTP\S+ 400 /);
    expect(await get('1.0', '')).toMatch(/^HTTP\S+ 403 /);
    expect(await get('1.1', 'Host:\r\n')).toMatch(/^HTTP\S+ 403 /);
    expect(await get('1.1', 'Host: evil.com\r\nHost: 127.0.0.1\r\n')).toMatch(/^HTTP\S+ 40[03] /);
    expect(calls).toEqual([]);
  });
});

describe('A body', () => {
  test.each([
    { name: 'declared', headers: { 'content-length': String(9 * mebibyte) } },
    { name: 'streamed', headers: { 'transfer-encoding': 'chunked' } },
  ])('that is too long is refused, $name', async ({ headers }) => {
    const { port } = await serve();
    const body = Buffer.alloc(9 * mebibyte, 'a');
    const answer = await ask(port, withHeaders(headers, body));
    expect(answer).toMatchObject({ status: 413, body: expect.stringContaining('9437184') });
    expect(await ask(port, describeVpcs)).toMatchObject({ status: 200 });
  });

  test('that is too long is not kept', async () => {
    const { port } = await serve();
    const chunk = Buffer.alloc(mebibyte);
    const before = process.memoryUsage().arrayBuffers;
    let most = before;
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method: 'POST', agent: false });
      sent.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      function* chunks() {
        for (let count = 0; count < 256; count++) {
          most = Math.max(most, process.memoryUsage().arrayBuffers);
          yield chunk;
        }
      }
      pipeline(chunks, sent).catch(reject);
    });
    expect(await answered).toBe(413);
    expect(most - before).toBeLessThan(128 * mebibyte);
  });

  test('may be zipped', async () => {
    const { port } = await serve();
    const zipped = withHeaders({ 'content-encoding': 'GZIP' }, gzipSync(form));
    expect(await ask(port, zipped)).toMatchObject({ status: 200 });
  });

  test('that unzips to too much is refused', async () => {
    const { port } = await serve();
    const bomb = gzipSync(Buffer.alloc(64 * mebibyte));
    const answer = await ask(port, withHeaders({ 'content-encoding': 'gzip' }, bomb));
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('gzip') });
  });

  test('that says zipped and is not is refused', async () => {
    const { port } = await serve();
    const answer = await ask(port, withHeaders({ 'content-encoding': 'gzip' }));
    expect(answer).toMatchObject({ status: 400 });
    const cut = withHeaders({ 'content-encoding': 'gzip' }, gzipSync(form).subarray(0, -4));
    expect(await ask(port, cut)).toMatchObject({ status: 400 });
  });

  test.each(['br', 'deflate', 'gzip, gzip', 'aws-chunked', ''])(
    'in the encoding "%s" is refused',
    async (encoding) => {
      const { port } = await serve();
      const answer = await ask(port, withHeaders({ 'content-encoding': encoding }));
      expect(answer).toMatchObject({ status: 415 });
    },
  );
});

describe('Of the methods', () => {
  test('POST and GET are answered', async () => {
    const { port } = await serve();
    const get = { ...describeVpcs, method: 'GET', path: `/?${form}`, body: '' };
    expect(await ask(port, describeVpcs)).toMatchObject({ status: 200 });
    expect(await ask(port, get)).toMatchObject({ status: 200 });
  });

  test.each(['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', async (method) => {
    const { port, calls } = await serve();
    expect(await ask(port, { ...describeVpcs, method, body: '' })).toMatchObject({ status: 405 });
    expect(calls).toEqual([]);
  });
});

describe('A connection', () => {
  test('is used again after a request was refused, whatever for', async () => {
    const { port } = await serve();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<number>();
    agent.on('free', ({ localPort }) => sockets.add(localPort));
    for (const [asked, status] of [
      [describeVpcs, 200],
      [withHeaders({ host: 'evil.com' }, 'a'.repeat(mebibyte)), 403],
      [{ body: form }, 403],
      [withHeaders({}, Buffer.alloc(9 * mebibyte)), 413],
      [withHeaders({ 'content-encoding': 'br' }), 415],
      [{ ...describeVpcs, method: 'PUT' }, 405],
      [describeVpcs, 200],
    ] satisfies [Asked, number][]) {
      expect(await ask(port, { ...asked, agent })).toMatchObject({ status });
    }
    agent.destroy();
    expect(sockets.size).toBe(1);
  });

  test('is cut when a request does not arrive in time', async () => {
    const { port } = await serveWire([], { requestTimeoutMilliseconds: 200 });
    const head = 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n';
    expect(await askRaw(port, head)).toMatch(/^HTTP\/1.1 408 /);
    // The rest of a body is waited for by a handler of ours, which ends with the connection.
    expect(await askRaw(port, `${head}\r\npart`)).toMatch(/^HTTP\/1.1 408 |^$/);
    expect(await ask(port, { body: form })).toMatchObject({ status: 403 });
  });

  test('does not keep the server from closing, idle or not', async () => {
    const { port, close } = await serveWire([
      ec2With({ DescribeVpcs: () => new Promise(() => {}) }),
    ]);
    const agent = new Agent({ keepAlive: true });
    await ask(port, { body: form, agent });
    const silent = connect(port, '127.0.0.1');
    const pending = ask(port, describeVpcs);
    const ended = [
      expect(pending).rejects.toThrow(),
      new Promise((resolve) => silent.on('close', resolve).resume()),
    ];
    await ask(port, { body: form });
    await close();
    await Promise.all(ended);
    agent.destroy();
    await expect(ask(port, describeVpcs)).rejects.toThrow('ECONNREFUSED');
  });
});
