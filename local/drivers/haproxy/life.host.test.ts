import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, test, vi } from 'vitest';
import { hostObjects } from '../../testing/hostObjects.ts';
import type { AccessRecord } from '../loadBalancers.ts';
import { createHaproxy } from './haproxy.ts';
import { haproxyPaths } from './paths.ts';
import { ask, startLoad } from './testing/client.ts';
import { findHaproxy } from './testing/findHaproxy.ts';
import { routedGroup, routedListener, routedLoadBalancer } from './testing/routed.ts';
import { records, regionId, setUp } from './testing/setUp.ts';
import { routedTarget } from './testing/target.ts';

test('What was killed is started again, worker or all', async () => {
  const { url, route, config } = await setUp();
  await route();
  const all = await findHaproxy(config);
  for (const id of all) process.kill(id, 'SIGKILL');
  await vi.waitUntil(async () => (await findHaproxy(config)).length === 0, 20_000);
  await expect(ask(url)).rejects.toThrow('ECONNREFUSED');
  await route();
  expect((await ask(url)).status).toBe(200);
  const worker = Math.max(...(await findHaproxy(config)));
  process.kill(worker, 'SIGKILL');
  await expect.poll(() => ask(url).catch(({ code }) => code)).toBe('ECONNREFUSED');
  await route();
  expect((await ask(url)).status).toBe(200);
});

test('Another driver of the same folder finds what runs, and what was served meanwhile', async () => {
  const setup = await setUp(2);
  await setup.route();
  await ask(setup.url);
  await records(setup, 1);
  const before = await findHaproxy(setup.config);
  await ask(setup.url);
  const driver = createHaproxy({ directory: setup.directory });
  const found = await records({ driver }, 1);
  expect(found).toHaveLength(1);
  const [first] = setup.targets.map((target) => routedTarget(target));
  const address = new URL(setup.url).hostname;
  const groups = [routedGroup({ targets: first ? [first] : [] })];
  await driver.apply([routedLoadBalancer({ address, groups })]);
  expect(await findHaproxy(setup.config)).toEqual(before);
  const names = [await ask(setup.url), await ask(setup.url)].map(
    ({ body }) => JSON.parse(body).name,
  );
  expect(names).toEqual(['i-1', 'i-1']);
});

test('It comes up right by the configuration on disk alone', async () => {
  const { url, targets, routeTo, driver, config } = await setUp(2);
  const [first, second] = targets.map((target) => routedTarget(target));
  if (!first || !second) throw new Error('There are two targets');
  await routeTo(first);
  await routeTo({ ...first, state: 'draining' }, second);
  for (const id of await findHaproxy(config)) process.kill(id, 'SIGKILL');
  await vi.waitUntil(async () => (await findHaproxy(config)).length === 0, 20_000);
  await routeTo({ ...first, state: 'draining' }, second);
  for (let index = 0; index < 4; index++) {
    expect(JSON.parse((await ask(url)).body).name).toBe('i-2');
  }
  expect(await driver.takeAccessRecords()).not.toEqual([]);
});

test('What cannot listen is said, the rest goes on, and it is made good', async () => {
  const { url, targets, route } = await setUp(2);
  const [first, second] = targets.map((target) => routedTarget(target));
  if (!first || !second) throw new Error('There are two targets');
  const taken = createServer().listen(8080, new URL(url).hostname);
  await once(taken, 'listening');
  const listeners = [
    routedListener(),
    routedListener({
      ListenerArn: 'arn:aws:elasticloadbalancing:eu-central-1:000000000000:listener/app/web/1/02',
      port: 8080,
    }),
  ];
  const moved = [routedGroup({ targets: [{ ...first, state: 'draining' }, second] })];
  await route({ groups: [routedGroup({ targets: [first] })] });
  const load = startLoad(url, 2);
  await expect(route({ listeners, groups: [routedGroup({ targets: [first] })] })).rejects.toThrow(
    /Another program listens on .*:8080/,
  );
  expect(JSON.parse((await ask(url)).body).name).toBe('i-1');
  await expect(route({ listeners, groups: moved })).rejects.toThrow('8080');
  expect(JSON.parse((await ask(url)).body).name).toBe('i-2');
  taken.close();
  await once(taken, 'close');
  await route({ listeners, groups: moved });
  expect((await ask(`${url}:8080`)).status).toBe(200);
  expect(await load.stop()).toEqual([]);
});

test('The access log stays small, and no record is lost', async () => {
  const setup = await setUp();
  await setup.route();
  const load = startLoad(setup.url, 4);
  const found: AccessRecord[] = [];
  for (let round = 0; round < 10; round++) {
    const before = load.count();
    await vi.waitUntil(() => load.count() > before + 50, { timeout: 20_000 });
    found.push(...(await setup.driver.takeAccessRecords()));
  }
  expect(await load.stop()).toEqual([]);
  await vi.waitFor(async () => {
    found.push(...(await setup.driver.takeAccessRecords()));
    expect(found).toHaveLength(load.count());
  }, 20_000);
});

test('Without listeners nothing runs, and after destroy there is nothing left', async () => {
  const { url, driver, route, config, directory } = await setUp();
  await driver.apply([]);
  expect(await readdir(directory)).toEqual([]);
  await route();
  await driver.apply([]);
  expect(await findHaproxy(config)).toEqual([]);
  await route();
  expect((await ask(url)).status).toBe(200);
  await driver.destroy();
  await driver.destroy();
  expect(await readdir(directory)).toEqual([]);
  const own = (line: string) => line.includes(haproxyPaths(directory).folder);
  expect(hostObjects(regionId).filter(own)).toEqual([]);
});
