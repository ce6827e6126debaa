import { Agent } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { ask, startLoad } from './testing/client.ts';
import { findHaproxy } from './testing/findHaproxy.ts';
import { routedGroup, routedListener } from './testing/routed.ts';
import { records, setUp } from './testing/setUp.ts';
import { routedTarget, startTarget } from './testing/target.ts';

/** Runs requests on connections that stay and on new ones, and says what failed. */
async function underLoad(url: string, work: () => Promise<void>): Promise<readonly string[]> {
  const load = startLoad(url, 8);
  /** What comes next is under way, too. */
  const some = async () => {
    const before = load.count();
    await vi.waitUntil(() => load.count() > before + 100, { timeout: 20_000 });
  };
  try {
    await some();
    await work();
    await some();
  } finally {
    // Also where something was thrown, or it would never end.
    load.halt();
  }
  return load.stop();
}

describe('No request is lost while', () => {
  test('targets come, drain and go', async () => {
    const { url, targets, routeTo, config } = await setUp(3);
    const [first, second, third] = targets.map((target) => routedTarget(target));
    if (!first || !second || !third) throw new Error('There are three targets');
    await routeTo(first);
    const before = await findHaproxy(config);
    const failures = await underLoad(url, async () => {
      for (let round = 0; round < 2; round++) {
        await routeTo(first, second);
        await routeTo({ ...first, state: 'draining' }, second, { ...third, share: 0.3 });
        await vi.waitUntil(async () => JSON.parse((await ask(url)).body).name !== 'i-1', 20_000);
        await routeTo(second, third);
        await routeTo({ ...second, state: 'draining' }, third, first);
        await routeTo({ ...third, state: 'draining' }, first);
        await routeTo(first);
      }
    });
    expect(failures).toEqual([]);
    // Nothing was loaded anew.
    expect((await findHaproxy(config)).sort()).toEqual(before.sort());
  });

  test('the configuration is loaded again', async () => {
    const setup = await setUp(2);
    await setup.route();
    const failures = await underLoad(setup.url, async () => {
      for (let round = 0; round < 3; round++) {
        await setup.route({ idleTimeoutSeconds: 30 + round });
      }
    });
    expect(failures).toEqual([]);
    const found = await records(setup, 200);
    expect(found.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describe('A request under way', () => {
  test('ends on a target that drains, while new ones go elsewhere', async () => {
    const { url, targets, routeTo } = await setUp(2);
    const [first, second] = targets.map((target) => routedTarget(target));
    if (!first || !second) throw new Error('There are two targets');
    await routeTo(first);
    const waiting = ask(`${url}/wait`);
    await expect.poll(() => targets[0]?.waiting()).toBe(1);
    await routeTo({ ...first, state: 'draining' }, second);
    expect(JSON.parse((await ask(url)).body).name).toBe('i-2');
    targets[0]?.release();
    expect((await waiting).status).toBe(200);
  });

  test.each(['off', 'gone'] as const)('gets 502 from a target that is %s', async (how) => {
    const { url, targets, routeTo } = await setUp(2);
    const [first, second] = targets.map((target) => routedTarget(target));
    if (!first || !second) throw new Error('There are two targets');
    await routeTo(first);
    const agent = new Agent({ keepAlive: true });
    await ask(url, { agent });
    const waiting = ask(`${url}/wait`, { agent });
    await expect.poll(() => targets[0]?.waiting()).toBe(1);
    await routeTo({ ...first, state: 'draining' }, second);
    await routeTo(...(how === 'off' ? [{ ...first, state: how }, second] : [second]));
    expect((await waiting).status).toBe(502);
    agent.destroy();
  });

  test('ends although the configuration is loaded again, and is cut by what comes after', async () => {
    const { url, targets, route } = await setUp();
    const [first] = targets.map((target) => routedTarget(target));
    if (!first) throw new Error('There is a target');
    await route();
    const [one, other] = [ask(`${url}/wait`), ask(`${url}/wait`)];
    await expect.poll(() => targets[0]?.waiting()).toBe(2);
    await route({ idleTimeoutSeconds: 30 });
    expect((await ask(url)).status).toBe(200);
    await route({
      idleTimeoutSeconds: 30,
      groups: [routedGroup({ targets: [{ ...first, state: 'draining' }] })],
    });
    expect((await ask(url)).status).toBe(503);
    expect(targets[0]?.waiting()).toBe(2);
    await route({ idleTimeoutSeconds: 30, groups: [routedGroup()] });
    expect([(await one).status, (await other).status]).toEqual([502, 502]);
  });
});

test('A target that moves to another address is another one', async () => {
  const { url, targets, routeTo } = await setUp();
  const [first] = targets.map((target) => routedTarget(target));
  if (!first) throw new Error('There is a target');
  const moved = await startTarget('i-1', 0);
  await routeTo(first);
  await routeTo({ ...first, sourceAddress: '127.0.0.10' });
  expect(JSON.parse((await ask(url)).body).from).toBe('127.0.0.10');
  await moved.close();
});

test('Shares are weights: who has less gets less', async () => {
  const { url, targets, routeTo } = await setUp(2);
  const [first, second] = targets.map((target) => routedTarget(target));
  if (!first || !second) throw new Error('There are two targets');
  await routeTo(first, { ...second, share: 0.5 });
  await routeTo(first, { ...second, share: 0.1 });
  const names: string[] = [];
  for (let index = 0; index < 110; index++) names.push(JSON.parse((await ask(url)).body).name);
  expect(names.filter((name) => name === 'i-2')).toHaveLength(10);
});

test('Listeners come and go', async () => {
  const { url, route } = await setUp();
  const second = routedListener({
    ListenerArn: 'arn:aws:elasticloadbalancing:eu-central-1:000000000000:listener/app/web/50dc/02',
    port: 8080,
  });
  await route({ listeners: [routedListener(), second] });
  expect((await ask(`${url}:8080`)).status).toBe(200);
  await route({ listeners: [second] });
  await expect(ask(url)).rejects.toThrow('ECONNREFUSED');
  expect((await ask(`${url}:8080`)).status).toBe(200);
});
