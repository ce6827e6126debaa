import { connect } from 'node:net';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { jsonOf, messageOf } from '../testing/json.ts';
import {
  type AwsEnvironment,
  awsEnvironment,
  createMessagesTable,
  tableName,
} from '../testing/messagesTable.ts';
import { openConnection } from '../testing/rawHttp.ts';
import { serveApp } from '../testing/serveApp.ts';
import { createDynamoDbMessages } from './dynamoDb.ts';
import type { Message } from './store.ts';

describe('With a table', () => {
  test('a message that is posted is listed, and stands on the page in each of its forms', async () => {
    const { url } = await serveWithTable();
    const posted = await post(url, { text: '  hello, world\r\nagain ' });
    expect(posted.status).toBe(201);
    const message = await jsonOf<Message>(posted);
    expect(message).toEqual({
      id: expect.stringMatching(/^\d{4}-.*Z-[0-9a-f]{8}$/),
      text: 'hello, world\nagain',
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await list(url)).toEqual({ items: [message], next: null });
    expect(await page(url, 'application/json')).toContain('"text":"hello, world\\nagain"');
    expect(await page(url, '*/*')).toContain(`  ${message.createdAt}  hello, world\n  again\n`);
    expect(await page(url, 'text/html')).toContain('<bdi>hello, world\nagain</bdi>');
  });

  test('messages come newest first, in pages that follow on one another', async () => {
    const { url } = await serveWithTable();
    const texts = Array.from({ length: 7 }, (_, i) => `message ${i}`);
    for (const text of texts) await post(url, { text });
    const seen: string[] = [];
    let next: string | null = '/api/messages?limit=3';
    for (let pages = 0; next !== null && pages < 4; pages++) {
      const result: Listed = await jsonOf(await fetch(url + next));
      expect(result.items.length).toBeLessThanOrEqual(3);
      seen.push(...result.items.map(({ text }) => text));
      next = result.next;
    }
    expect(seen).toEqual(texts.toReversed());
  });

  test('the form of the page posts, and its browser comes back to the page', async () => {
    const { url } = await serveWithTable();
    const body = new URLSearchParams({ text: 'from a form & back' });
    const response = await fetch(`${url}/api/messages`, {
      method: 'POST',
      body,
      redirect: 'manual',
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(await list(url)).toMatchObject({ items: [{ text: 'from a form & back' }] });
  });

  test('hostile text does no harm on the page', async () => {
    const { url } = await serveWithTable();
    const text = `<script>alert(1)</script>"'&\u202e</bdi>`;
    await post(url, { text });
    const html = await page(url, 'text/html');
    expect(html).not.toContain('<script');
    expect(html).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\u202e&lt;/bdi&gt;',
    );
    expect(await page(url, '*/*')).not.toContain('\u202e');
  });

  test.each<[string, unknown]>([
    ['no text', {}],
    ['null', null],
    ['a list', ['text']],
    ['a number as text', { text: 42 }],
    ['empty text', { text: ' \n ' }],
    ['too long a text', { text: 'x'.repeat(501) }],
    ['an escape sequence', { text: '\u001b[2J' }],
    ['half a character', { text: '\ud800' }],
  ])('%s is refused and not kept', async (_, body) => {
    const { url } = await serveWithTable();
    const response = await post(url, body);
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toMatch(/^(text|body): expected .+, got .+$/s);
    expect(await list(url)).toEqual({ items: [], next: null });
  });

  test('500 characters fit, however many bytes they take', async () => {
    const { url } = await serveWithTable();
    expect((await post(url, { text: '😀'.repeat(500) })).status).toBe(201);
  });

  test.each(['limit=0', 'limit=101', 'limit=x', 'limit=1&limit=2', 'before=x', 'before='])(
    'a list with ?%s is refused',
    async (query) => {
      const { url } = await serveWithTable();
      expect((await fetch(`${url}/api/messages?${query}`)).status).toBe(400);
    },
  );
});

describe('A body', () => {
  test('that is not JSON is refused, and the next request is served', async () => {
    const { url } = await serveApp();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/messages`, {
      method: 'POST',
      body: '{"text":',
      headers,
    });
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toBe(
      'body: expected JSON such as {"text":"hello"}, got "{\\"text\\":"',
    );
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('that is missing is refused as such', async () => {
    const { url } = await serveApp();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/messages`, { method: 'POST', headers });
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toMatch(/^body: expected JSON such as .*, got nothing$/);
  });

  test('of another type is refused', async () => {
    const { url } = await serveApp();
    const headers = { 'content-type': 'text/xml' };
    const response = await fetch(`${url}/api/messages`, { method: 'POST', body: '<a/>', headers });
    expect(response.status).toBe(415);
  });

  test('that is not UTF-8 is refused', async () => {
    const { url } = await serveApp();
    const headers = { 'content-type': 'application/json' };
    const body = new Uint8Array([0x22, 0xff, 0x22]);
    const response = await fetch(`${url}/api/messages`, { method: 'POST', body, headers });
    expect(response.status).toBe(400);
  });

  test.each([20_000, 900_000, 5_000_000])(
    'of %i bytes is refused, and the client hears it',
    async (size) => {
      const { port } = await serveApp();
      const { socket, until } = openConnection(port);
      socket.write(
        'POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
          `Content-Length: ${size}\r\n\r\n`,
      );
      if (size <= 1_048_576) socket.write('x'.repeat(size));
      expect(await until(/\r\n\r\n.*}/s)).toMatch(/^HTTP\/1.1 413 /);
    },
  );

  test('without a length is counted while it comes', async () => {
    const { port } = await serveApp();
    const { socket, until } = openConnection(port);
    socket.write(
      'POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
        `Transfer-Encoding: chunked\r\n\r\n${'4000\r\n'}${'x'.repeat(0x4000)}\r\n`,
    );
    socket.write(`4000\r\n${'x'.repeat(0x4000)}\r\n0\r\n\r\n`);
    expect(await until(/\r\n\r\n.*}/s)).toMatch(/^HTTP\/1.1 413 /);
  });
});

describe('Without a usable table', () => {
  test('messages are 503 with the reason, and the page still serves', async () => {
    const { url } = await serveApp();
    for (const response of [await fetch(`${url}/api/messages`), await post(url, { text: 'x' })]) {
      expect(response.status).toBe(503);
      expect(await response.json()).toEqual({
        error: { code: 'NoTable', message: expect.stringContaining('MESSAGES_TABLE is not set') },
      });
    }
    expect((await fetch(url)).status).toBe(200);
  });

  test('a table that does not exist is named', async () => {
    const aws = await createMessagesTable();
    const { url } = await serveWithTable(aws, 'another-table');
    const response = await fetch(`${url}/api/messages`);
    expect(response.status).toBe(503);
    expect(await messageOf(response)).toMatch(/another-table does not exist/);
    expect(await page(url, '*/*')).toMatch(
      /unavailable\n {2}The table another-table does not exist/,
    );
  });

  test('a database that cannot be reached leaves page and health as they are', async () => {
    const { url, logLines } = await serveWithTable(
      awsEnvironment(`http://127.0.0.1:${await closedPort()}`),
    );
    expect(await page(url, 'text/html')).toContain('does not answer');
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/api/messages`)).status).toBe(503);
    await expect
      .poll(() => logLines.filter(({ msg }) => msg === 'messages unavailable'))
      .toHaveLength(2);
  });
});

type Listed = { items: Message[]; next: string | null };

async function serveWithTable(aws?: AwsEnvironment, name = tableName) {
  for (const [variable, value] of Object.entries(aws ?? (await createMessagesTable()))) {
    vi.stubEnv(variable, value);
  }
  onTestFinished(() => void vi.unstubAllEnvs());
  const logLines: { msg: string }[] = [];
  const log = pino({}, { write: (line: string) => void logLines.push(JSON.parse(line)) });
  const served = await serveApp({ messages: createDynamoDbMessages({ tableName: name, log }) });
  return { ...served, logLines };
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function list(url: string): Promise<unknown> {
  return (await fetch(`${url}/api/messages`)).json();
}

async function page(url: string, accept: string): Promise<string> {
  return (await fetch(url, { headers: { accept } })).text();
}

/** A port at which nothing listens: one that was just given and given back. */
async function closedPort(): Promise<number> {
  const { port, server } = await serveApp();
  await new Promise((resolve) => server.close(resolve));
  await new Promise((resolve) => connect(port).once('error', resolve));
  return port;
}
