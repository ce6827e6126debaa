import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createCpuLoad } from './load.ts';
import { jsonOf, messageOf } from './testing/json.ts';
import { serveApp } from './testing/serveApp.ts';

test('POST /load does not exist unless it is switched on', async () => {
  const { url } = await serveApp();
  expect((await fetch(`${url}/load`, { method: 'POST' })).status).toBe(404);
});

test('POST /load burns CPU in threads of its own, beside the event loop', async () => {
  const { url } = await serveApp({ load: createCpuLoad(2) });
  const before = new Map(await cpuTicks());
  const response = await fetch(`${url}/load?seconds=10&cores=1`, { method: 'POST' });
  expect(response.status).toBe(202);
  const { until } = await jsonOf<{ until: string }>(response);
  expect(new Date(until).toISOString()).toBe(until);
  // A new thread has used a tenth of a second, and the app answers meanwhile.
  const busyThreads = async () => {
    expect((await fetch(`${url}/health`)).status).toBe(200);
    return (await cpuTicks()).filter(([thread, ticks]) => !before.has(thread) && ticks > 10);
  };
  await expect.poll(busyThreads, { timeout: 20_000 }).toHaveLength(1);
});

test('No more cores burn at a time than there are; later there is room again', async () => {
  const { url } = await serveApp({ load: createCpuLoad(2) });
  const post = (query: string) => fetch(`${url}/load?${query}`, { method: 'POST' });
  expect((await post('seconds=0.5&cores=2')).status).toBe(202);
  const refused = await post('seconds=0.5&cores=1');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await messageOf(refused)).toMatch(
    /^cores: expected at most 2 to burn at a time in one worker/,
  );
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

/** The processor time that each thread of this process has used, in hundredths of a second. */
async function cpuTicks(): Promise<[thread: string, ticks: number][]> {
  const threads = await readdir('/proc/self/task');
  return Promise.all(
    threads.map(async (thread) => {
      const stat = await readFile(`/proc/self/task/${thread}/stat`, 'utf8').catch(() => '');
      return [thread, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[11] ?? 0)];
    }),
  );
}
