import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { jsonOf, messageOf } from './testing/json.ts';
import { instance, release, serveApp } from './testing/serveApp.ts';

const curl = { accept: '*/*', 'user-agent': 'curl/8.0' };
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('GET /', () => {
  test('curl gets lines that say who serves which release', async () => {
    const { url } = await serveApp();
    const response = await fetch(url, { headers: curl });
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe(
      [
        'Release    0123456789ab',
        'Commit     c0ffee',
        'Build      42',
        'Instance   i-0123456789abcdef0',
        'Host name  ip-10-0-1-2',
        'Zone       eu-west-1a',
        'AMI        ami-0123',
        '',
        'Messages   unavailable',
        '  This app has no table for messages: MESSAGES_TABLE is not set',
        '',
      ].join('\n'),
    );
  });

  test('A browser gets a page, whose policy allows its own style and nothing else', async () => {
    const { url } = await serveApp();
    const response = await fetch(url, { headers: browser });
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const fact of [release.id, release.commit, instance.imageId, instance.hostName]) {
      expect(page).toContain(`<code>${fact}</code>`);
    }
    expect(page).toContain('MESSAGES_TABLE is not set');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; img-src data:; form-action 'self'/,
    );
  });

  test('A program gets JSON', async () => {
    const { url } = await serveApp();
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    expect(response.headers.get('vary')).toBe('Accept');
    expect(await response.json()).toEqual({
      release,
      instance,
      messages: { unavailable: expect.stringContaining('MESSAGES_TABLE') },
    });
  });
});

test('/health is 200 while the app serves and 503 once it shuts down', async () => {
  let isClosing = false;
  const { url } = await serveApp({ isClosing: () => isClosing });
  expect((await fetch(`${url}/health`)).status).toBe(200);
  isClosing = true;
  const response = await fetch(`${url}/health`);
  expect(response.status).toBe(503);
  expect(response.headers.get('connection')).toBe('close');
});

test('/version is the release', async () => {
  const { url } = await serveApp();
  expect(await (await fetch(`${url}/version`)).json()).toEqual(release);
});

describe('GET /api', () => {
  test.each([1, 26, 1000])('gives %i letters when asked for them', async (count) => {
    const { url } = await serveApp();
    const letters = await jsonOf(await fetch(`${url}/api?count=${count}`));
    expect(Object.keys(letters)).toEqual(Array.from({ length: count }, (_, i) => String(i)));
    expect(Object.values(letters).join('')).toMatch(/^[a-z]+$/);
  });

  test('gives a random number of them else', async () => {
    const { url } = await serveApp();
    const size = async () => Object.keys(await jsonOf(await fetch(`${url}/api`))).length;
    const sizes = await Promise.all(Array.from({ length: 30 }, size));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
    expect(new Set(sizes).size).toBeGreaterThan(1);
  });

  test.each(['0', '1001', '-1', '1.5', 'abc', '', '1&count=2', '%00'])(
    'refuses ?count=%s and says what it expects',
    async (count) => {
      const { url } = await serveApp();
      const response = await fetch(`${url}/api?count=${count}`);
      expect(response.status).toBe(400);
      expect(await messageOf(response)).toMatch(
        /^count: expected an integer from 1 to 1000, got .+$/,
      );
    },
  );
});

test('/api/time has the time in GMT, twice the same, and memory in bytes', async () => {
  const { url } = await serveApp();
  const response = await fetch(`${url}/api/time`);
  const { time, memory } = await jsonOf<{ time: { iso: string; http: string }; memory: object }>(
    response,
  );
  expect(time.iso).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(time.http).toBe(new Date(time.iso).toUTCString());
  expect(time.http).toMatch(/ GMT$/);
  expect(memory).toEqual({
    unit: 'bytes',
    process: {
      rss: expect.any(Number),
      heapTotal: expect.any(Number),
      heapUsed: expect.any(Number),
    },
    instance: { total: expect.any(Number), free: expect.any(Number) },
  });
});

describe('Every answer', () => {
  test.each([
    ['GET', '/', 200],
    ['HEAD', '/', 200],
    ['GET', '/health', 200],
    ['HEAD', '/health', 200],
    ['GET', '/api?count=0', 400],
    ['GET', '/nothing', 404],
    ['GET', '/health/', 404],
    ['GET', '/__proto__', 404],
    ['POST', '/load', 404],
    ['DELETE', '/', 405],
    ['POST', '/health', 405],
    ['OPTIONS', '/api/messages', 405],
    ['GET', '/api/messages', 503],
  ])('names the release and the instance: %s %s is %i', async (method, path, status) => {
    const { url } = await serveApp();
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-release': '0123456789ab',
      'x-instance-id': 'i-0123456789abcdef0',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  test('to a wrong method says which are right', async () => {
    const { url } = await serveApp();
    const response = await fetch(`${url}/api/messages`, { method: 'PUT' });
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await messageOf(response)).toBe('/api/messages: expected GET, HEAD, POST, got PUT');
  });

  test('to a defect is a bare 500; the log has its cause', async () => {
    const messages = {
      list: () => Promise.reject(new Error('secret cause')),
      add: () => Promise.reject(new Error('secret cause')),
    };
    const { url, logLines } = await serveApp({ messages });
    const response = await fetch(`${url}/api/messages`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/secret|at .*\.ts/);
    expect(logLines.find(({ msg }) => msg === 'defect')).toMatchObject({
      err: { message: 'secret cause', stack: expect.stringContaining('app.test.ts') },
    });
  });
});

describe('The log', () => {
  test('has one line per request, with the trace and without query, headers or body', async () => {
    const { url, logLines } = await serveApp();
    await fetch(`${url}/api?count=3&token=hunter2`, {
      headers: {
        authorization: 'Bearer hunter2',
        cookie: 'session=hunter2',
        'user-agent': 'a-client/1.0',
        'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
      },
    });
    await expect.poll(() => logLines).toHaveLength(1);
    expect(JSON.stringify(logLines)).not.toContain('hunter2');
    expect(logLines[0]).toMatchObject({
      msg: 'request',
      method: 'GET',
      path: '/api',
      status: 200,
      bytes: expect.any(Number),
      durationMs: expect.any(Number),
      ip: '127.0.0.1',
      traceId: 'Root=1-67891233-abcdef012345678912345678',
      userAgent: 'a-client/1.0',
    });
  });

  test('marks a request whose client did not wait', async () => {
    const gate = Promise.withResolvers<{ items: []; before: null }>();
    const asked = Promise.withResolvers<void>();
    const messages = {
      list: () => {
        asked.resolve();
        return gate.promise;
      },
      add: () => Promise.reject(new Error('not asked')),
    };
    const { url, logLines } = await serveApp({ messages });
    const client = request(`${url}/api/messages`);
    client.on('error', () => {});
    client.end();
    await asked.promise;
    client.destroy();
    await expect.poll(() => logLines).toMatchObject([{ msg: 'request', aborted: true }]);
    gate.resolve({ items: [], before: null });
  });
});

describe('X-Forwarded-*', () => {
  const forwarded = {
    'x-forwarded-for': '203.0.113.9, 198.51.100.7',
    'x-forwarded-proto': 'https',
  };

  test('is believed of a trusted proxy, and of the addresses only the one that it added', async () => {
    const { url, logLines } = await serveApp({ trustedProxies: ['10.0.0.0/8', '127.0.0.0/8'] });
    const response = await fetch(`${url}/health`, { headers: forwarded });
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
    await expect.poll(() => logLines).toMatchObject([{ ip: '198.51.100.7' }]);
  });

  test('is not believed of anybody else', async () => {
    const { url, logLines } = await serveApp({ trustedProxies: ['10.0.0.0/8'] });
    const response = await fetch(`${url}/health`, { headers: forwarded });
    expect(response.headers.get('strict-transport-security')).toBeNull();
    await expect.poll(() => logLines).toMatchObject([{ ip: '127.0.0.1' }]);
  });

  test('with what is not an address leaves the peer’s', async () => {
    const { url, logLines } = await serveApp({ trustedProxies: ['127.0.0.1'] });
    await fetch(`${url}/health`, { headers: { 'x-forwarded-for': '203.0.113.9, unknown' } });
    await expect.poll(() => logLines).toMatchObject([{ ip: '127.0.0.1' }]);
  });
});
