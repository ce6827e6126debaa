import { expect, test } from 'vitest';
import { serveApp } from '../../testing/appServer.ts';
import { requireAnswer, runStage } from './loadStage.ts';

const signal = new AbortController().signal;

test('It asks at the rate that it is told, and counts what is refused and what fails', async () => {
  const methods = new Set<string | undefined>();
  let asked = 0;
  const url = await serveApp(({ method }, response) => {
    methods.add(method);
    asked += 1;
    response.writeHead([202, 202, 429, 503][asked % 4] ?? 0).end();
  });
  const stage = await runStage(new URL('/load?seconds=1', url), { rate: 20, seconds: 2, signal });
  expect(methods).toEqual(new Set(['POST']));
  expect(stage.reached).toBeGreaterThan(0);
  expect(stage.reached).toBeLessThan(30);
  expect(stage.failures).toBeGreaterThan(0);
  expect(stage.refusals).toBeGreaterThan(0);
  expect(stage.failures + stage.refusals).toBeLessThan(asked);
});

test('What is cut off is a failure', async () => {
  const url = await serveApp(({ socket }) => void socket.resetAndDestroy());
  const { reached, failures } = await runStage(url, { rate: 5, seconds: 1, signal });
  expect(reached).toBe(0);
  expect(failures).toBeGreaterThan(0);
});

test('It ends when it is told to', async () => {
  const stop = new AbortController();
  const url = await serveApp((_, response) => {
    response.end();
    stop.abort();
  });
  const stage = await runStage(url, { rate: 5, seconds: 3600, signal: stop.signal });
  expect(stage.failures).toBe(0);
});

test('Before it begins, it is sure that the app answers such a request', async () => {
  const url = await serveApp(({ url }, response) => {
    response
      .writeHead(url === '/' ? 200 : url?.startsWith('/busy') ? 429 : 404)
      .end('No such page');
  });
  await requireAnswer(url, 'dev');
  await requireAnswer(new URL('/busy', url), 'dev');
  await expect(requireAnswer(new URL('/nowhere', url), 'dev')).rejects.toThrow(
    /GET http:\S+nowhere: expected an answer below 400, got 404: No such page/,
  );
  await expect(requireAnswer(new URL('/load?seconds=1', url), 'dev')).rejects.toThrow(
    'The stack dev has no /load: set rollover:loadEnabled to true, and deploy it',
  );
});
