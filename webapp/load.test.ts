import { expect, test } from 'vitest';
import { createCpuLoad } from './load.ts';
import { jsonOf, messageOf } from './testing/json.ts';
import { serveApp } from './testing/serveApp.ts';

test('POST /load does not exist unless it is switched on', async () => {
  const { url } = await serveApp();
  expect((await fetch(`${url}/load`, { method: 'POST' })).status).toBe(404);
});

test('POST /load burns CPU beside the event loop, which goes on answering', async () => {
  const { url } = await serveApp({ load: createCpuLoad(2) });
  const before = process.cpuUsage();
  const response = await fetch(`${url}/load?seconds=1&cores=1`, { method: 'POST' });
  expect(response.status).toBe(202);
  const { until } = await jsonOf<{ until: string }>(response);
  expect(Date.parse(until)).toBeGreaterThan(Date.now());
  // While it burns, every one of these is answered: a burning event loop would answer none.
  let answers = 0;
  while (Date.now() < Date.parse(until)) {
    expect((await fetch(`${url}/health`)).status).toBe(200);
    answers++;
  }
  expect(answers).toBeGreaterThan(10);
  const { user } = process.cpuUsage(before);
  expect(user).toBeGreaterThan(200_000);
});

test('No more cores burn at a time than there are; later there is room again', async () => {
  const { url } = await serveApp({ load: createCpuLoad(2) });
  const post = (query: string) => fetch(`${url}/load?${query}`, { method: 'POST' });
  expect((await post('seconds=0.5&cores=2')).status).toBe(202);
  const refused = await post('seconds=0.5&cores=1');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await messageOf(refused)).toMatch(/^cores: expected at most 2 to burn at a time/);
  await expect
    .poll(async () => (await post('seconds=0.1&cores=2')).status, { timeout: 20_000 })
    .toBe(202);
});

test.each([
  'seconds=0',
  'seconds=301',
  'seconds=-1',
  'seconds=1e2',
  'seconds=',
  'seconds=1&seconds=2',
  'cores=0',
  'cores=3',
  'cores=x',
])('POST /load?%s is refused', async (query) => {
  const { url } = await serveApp({ load: createCpuLoad(2) });
  expect((await fetch(`${url}/load?${query}`, { method: 'POST' })).status).toBe(400);
});
