import { describe, expect, test } from 'vitest';
import type { RoutedAction, RoutedRule } from '../loadBalancers.ts';
import { ask } from './testing/client.ts';
import {
  forwardTo,
  LoadBalancerArn,
  otherGroupArn,
  routedGroup,
  routedListener,
  TargetGroupArn,
} from './testing/routed.ts';
import { records, setUp } from './testing/setUp.ts';
import { routedTarget } from './testing/target.ts';

type Conditions = RoutedRule['conditions'];

function answer(body: string): RoutedAction {
  return { kind: 'fixed-response', statusCode: 200, contentType: 'text/plain', body };
}

function rules(...all: readonly (readonly [Conditions, RoutedAction])[]): RoutedRule[] {
  return all.map(([conditions, action], index) => ({ priority: index + 1, conditions, action }));
}

test('Of rules, the first whose conditions all hold has the request', async () => {
  const { url, route } = await setUp();
  const host = { field: 'host-header', values: ['*.Example.com', 'b?.test'] } as const;
  const listener = routedListener({
    rules: rules(
      [[{ field: 'path-pattern', values: ['/a/*/c', '/exact.html'] }], answer('path')],
      [[host, { field: 'http-request-method', values: ['DELETE'] }], answer('host and method')],
      [[host], answer('host')],
      [[{ field: 'http-header', name: 'X-Kind', values: ["*it's*"] }], answer('header')],
      [
        [{ field: 'query-string', values: [{ key: 'version', value: 'v?' }, { value: 'any*' }] }],
        answer('query'),
      ],
      [
        [
          { field: 'source-ip', values: ['127.0.0.0/8'] },
          { field: 'path-pattern', values: ['/me'] },
        ],
        answer('source'),
      ],
      [[{ field: 'source-ip', values: ['192.0.2.0/24'] }], answer('elsewhere')],
    ),
    defaultAction: answer('default'),
  });
  await route({ listeners: [listener] });
  const body = async (path: string, options: Parameters<typeof ask>[1] = {}) =>
    (await ask(`${url}${path}`, options)).body;
  expect(await body('/a/b/c?d=e')).toBe('path');
  expect(await body('/A/b/c')).toBe('default');
  expect(await body('/exactxhtml')).toBe('default');
  const headers = { Host: 'www.example.COM:80' };
  expect(await body('/', { headers })).toBe('host');
  expect(await body('/', { headers, method: 'DELETE' })).toBe('host and method');
  expect(await body('/', { headers: { Host: 'b1.test' } })).toBe('host');
  expect(await body('/', { headers: { Host: 'b11.test' } })).toBe('default');
  expect(await body('/', { headers: { 'x-kind': "say IT'S so" } })).toBe('header');
  expect(await body('/?a=b&version=v2')).toBe('query');
  expect(await body('/?a=b&version=v22')).toBe('default');
  expect(await body('/?a=anything')).toBe('query');
  expect(await body('/me')).toBe('source');
  expect(await body('/')).toBe('default');
});

describe('A redirect', () => {
  const redirect = {
    kind: 'redirect',
    protocol: '#{protocol}',
    host: '#{host}',
    port: '#{port}',
    path: '/#{path}',
    query: '#{query}',
    statusCode: 302,
  } as const;

  test.each([
    [{ protocol: 'HTTPS', port: '443', statusCode: 301 as const }, 'https://HOST:443/a/b?c=d%20e'],
    [{ host: 'new.#{host}', path: '/x/#{path}' }, 'http://new.HOST:80/x/a/b?c=d%20e'],
    [{ query: 'from=#{query}&x=1' }, 'http://HOST:80/a/b?from=c=d%20e&x=1'],
    [{ query: '', path: '/100%' }, 'http://HOST:80/100%'],
  ])('%j leads to %s', async (changes, expected) => {
    const { url, route } = await setUp();
    const defaultAction = { ...redirect, ...changes };
    await route({ listeners: [routedListener({ defaultAction })] });
    const { status, headers, body } = await ask(`${url}/a/b?c=d%20e`);
    expect(status).toBe(defaultAction.statusCode);
    expect(headers.location).toBe(expected.replace('HOST', new URL(url).hostname));
    expect(headers.server).toBe('awselb/2.0');
    expect(body).toContain('<center><h1>30');
  });

  test('of no query has no question mark', async () => {
    const { url, route } = await setUp();
    const defaultAction = { ...redirect, protocol: 'HTTPS' };
    await route({ listeners: [routedListener({ defaultAction })] });
    const { headers } = await ask(`${url}/a`);
    expect(headers.location).toBe(`https://${new URL(url).hostname}:80/a`);
  });
});

test('A fixed response is what was said, of any characters, and recorded without a target', async () => {
  const setup = await setUp();
  const body = `It's "odd" \\ $HOME %[src] #{host}\n\tä ${'x'.repeat(900)}`;
  const defaultAction: RoutedAction = {
    kind: 'fixed-response',
    statusCode: 404,
    contentType: 'application/json',
    body,
  };
  await setup.route({ listeners: [routedListener({ defaultAction })] });
  const answered = await ask(setup.url);
  expect(answered).toMatchObject({ status: 404, body });
  expect(answered.headers['content-type']).toBe('application/json');
  const [record] = await records(setup, 1);
  expect(record).toMatchObject({
    LoadBalancerArn,
    TargetGroupArn: undefined,
    targetId: undefined,
    status: 404,
    targetStatus: undefined,
  });
});

test('Weights share requests out among groups', async () => {
  const { url, route, targets } = await setUp(2);
  const [first, second] = targets.map((target) => routedTarget(target));
  if (!first || !second) throw new Error('There are two targets');
  const groups = [
    routedGroup({ targets: [first] }),
    routedGroup({ TargetGroupArn: otherGroupArn, targets: [second] }),
  ];
  const weighted = (weight: number): RoutedAction => ({
    kind: 'forward',
    groups: [
      { TargetGroupArn, weight },
      { TargetGroupArn: otherGroupArn, weight: 1 },
    ],
  });
  const names = async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask(url)));
    return new Set(answers.map(({ body }) => JSON.parse(body).name));
  };
  await route({ groups, listeners: [routedListener({ defaultAction: weighted(1) })] });
  // That one of them gets none has a chance of 1 in 2^59.
  expect(await names()).toEqual(new Set(['i-1', 'i-2']));
  await route({ groups, listeners: [routedListener({ defaultAction: weighted(0) })] });
  expect(await names()).toEqual(new Set(['i-2']));
  await route({
    groups,
    listeners: [routedListener({ defaultAction: forwardTo(TargetGroupArn) })],
  });
  expect(await names()).toEqual(new Set(['i-1']));
});

test('Stickiness leads a client back to its target, and on when that drains', async () => {
  const { url, route, targets } = await setUp(3);
  const all = targets.map((target) => routedTarget(target));
  const sticky = (routed: typeof all) =>
    route({ groups: [routedGroup({ targets: routed, stickySeconds: 60 })] });
  await sticky(all);
  const { body, headers } = await ask(url);
  const [cookie = ''] = headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/^AWSALB=/);
  const { name } = JSON.parse(body);
  const options = { headers: { Cookie: cookie.split(';')[0] } };
  for (let index = 0; index < 4; index++) {
    expect(JSON.parse((await ask(url, options)).body).name).toBe(name);
  }
  await sticky(
    all.map((target) =>
      target.id.startsWith(`${name}:`) ? { ...target, state: 'draining' } : target,
    ),
  );
  expect(JSON.parse((await ask(url, options)).body).name).not.toBe(name);
});
