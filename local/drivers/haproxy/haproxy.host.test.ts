import { Agent } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { title } from './pages.ts';
import { ask } from './testing/client.ts';
import { LoadBalancerArn, routedListener, TargetGroupArn } from './testing/routed.ts';
import { records, setUp } from './testing/setUp.ts';
import { routedTarget, type Seen } from './testing/target.ts';

const seen = ({ body }: { readonly body: string }): Seen => JSON.parse(body);

test('Requests reach the targets in turn, and are recorded', async () => {
  const setup = await setUp(2);
  await setup.route();
  const answers = [await ask(`${setup.url}/a?b=c`), await ask(`${setup.url}/a?b=c`)];
  expect(answers.map((answer) => seen(answer).name).sort()).toEqual(['i-1', 'i-2']);
  const found = await records(setup, 2);
  const ids = setup.targets.map(({ name, port }) => `${name}:${port}`);
  expect(found.map(({ targetId }) => targetId).sort()).toEqual(ids);
  expect(found[0]).toMatchObject({
    LoadBalancerArn,
    TargetGroupArn,
    status: 200,
    targetStatus: 200,
  });
  expect(found[0]?.targetSeconds).toBeGreaterThan(0);
  expect(found[0]?.receivedBytes).toBeGreaterThan(0);
  expect(found[0]?.sentBytes).toBeGreaterThan(answers[0]?.body.length ?? 0);
  expect(await setup.driver.takeAccessRecords()).toEqual([]);
});

describe('A target gets', () => {
  test('what AWS adds, from the address of the load balancer', async () => {
    const { route, url } = await setUp();
    await route();
    expect(seen(await ask(`${url}/a?b=c`))).toMatchObject({
      url: '/a?b=c',
      from: '127.0.0.9',
      headers: {
        host: url.slice('http://'.length),
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-port': '80',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      },
    });
  });

  test('what the client says of itself, as far as it is wanted', async () => {
    const { route, url } = await setUp();
    const headers = {
      'X-Forwarded-For': '192.0.2.1',
      'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678',
      'X-Forwarded-Proto': 'https',
      wrong_name: 'a',
    };
    await route();
    const appended = seen(await ask(url, { headers })).headers;
    expect(appended).toMatchObject({
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      'x-forwarded-proto': 'http',
      wrong_name: 'a',
    });
    expect(appended['x-amzn-trace-id']).toMatch(
      /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678$/,
    );
    await route({ xForwardedFor: 'preserve', dropsInvalidHeaders: true });
    const preserved = seen(await ask(url, { headers })).headers;
    expect(preserved['x-forwarded-for']).toBe('192.0.2.1');
    expect(preserved).not.toHaveProperty('wrong_name');
    await route({ xForwardedFor: 'remove' });
    expect(seen(await ask(url, { headers })).headers).not.toHaveProperty('x-forwarded-for');
  });

  test('many requests over few connections', async () => {
    const { route, url, targets } = await setUp();
    await route();
    for (let index = 0; index < 20; index++) await ask(url);
    expect(targets[0]?.connections().total).toBeLessThanOrEqual(2);
  });
});

/** One that nobody listens at. */
const nobody = { name: 'i-9', port: 9 };

describe('A client gets', () => {
  test("the target's own 503, which is recorded as the target's", async () => {
    const setup = await setUp();
    await setup.route();
    const answer = await ask(`${setup.url}/status/503`);
    expect(seen(answer).name).toBe('i-1');
    expect(answer.headers).not.toHaveProperty('server');
    const [record] = await records(setup, 1);
    expect(record).toMatchObject({ status: 503, targetStatus: 503 });
  });

  test.each([
    ['502 from a target that refuses', '/', 502],
    ['502 from a target that cuts the connection', '/cut', 502],
    ['502 from a target that speaks no HTTP', '/garbage', 502],
    ['504 from a target that does not answer in the idle time', '/wait', 504],
    ['503 without targets', '/', 503],
  ])('%s', async (name, path, status) => {
    const setup = await setUp();
    const [target] = setup.targets.map((each) => routedTarget(each));
    const routed = {
      '502 from a target that refuses': routedTarget(nobody),
      '503 without targets': undefined,
    };
    const asked = name in routed ? routed[name as keyof typeof routed] : target;
    await setup.route({
      idleTimeoutSeconds: 1,
      groups: [
        { TargetGroupArn, algorithm: 'round_robin', targets: asked === undefined ? [] : [asked] },
      ],
    });
    const { status: answered, headers, body } = await ask(`${setup.url}${path}`);
    expect(answered).toBe(status);
    expect(headers).toMatchObject({
      server: 'awselb/2.0',
      'content-type': 'text/html',
      date: expect.stringMatching(/GMT$/),
    });
    expect(body).toContain(`<center><h1>${title(status)}</h1></center>`);
    const [record] = await records(setup, 1);
    expect(record).toMatchObject({ status, targetId: asked?.id, TargetGroupArn });
    expect(record?.targetStatus).toBeUndefined();
    expect(record?.targetSeconds).toBeUndefined();
  });

  test('502 also as the second answer of a connection', async () => {
    const { route, url } = await setUp();
    await route();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask(url, { agent })).status).toBe(200);
    expect((await ask(`${url}/cut`, { agent })).status).toBe(502);
    agent.destroy();
  });

  test('no answer where groups do not let it in', async () => {
    const { route, url } = await setUp();
    await route({ listeners: [routedListener({ isOpen: false })] });
    const signal = AbortSignal.timeout(500);
    await expect(ask(url, { signal })).rejects.toThrow('aborted');
    await route();
    expect((await ask(url)).status).toBe(200);
  });
});

test('A client that leaves before the answer is recorded as 460', async () => {
  const setup = await setUp();
  await setup.route();
  const socket = connect(80, setup.url.slice('http://'.length));
  socket.write('GET /wait HTTP/1.1\r\nHost: a\r\n\r\n');
  await expect.poll(() => setup.targets[0]?.waiting()).toBe(1);
  socket.destroy();
  const [record] = await records(setup, 1);
  expect(record).toMatchObject({ status: 460, targetStatus: undefined });
  await expect.poll(() => setup.targets[0]?.waiting()).toBe(0);
});
