import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './lib/lockedPackage.mjs';

/** Watches what the listener answers, until `answers` of them were given. */
async function watch(listener: RequestListener, answers: number, ...args: readonly string[]) {
  let given = 0;
  const server = createServer((request, response) => {
    listener(request, response);
    given += 1;
    if (given === answers) child.kill('SIGINT');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const url = `http://app.elb.localhost:${port}/`;
  const child = spawn(process.execPath, [
    join(root, 'scripts/watch.ts'),
    ...['--url', url, '--address', '127.0.0.1', '--rate', '200', ...args],
  ]);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, code };
}

test('It tells who answers, and counts', async () => {
  const hosts = new Set<string | undefined>();
  const { stdout, stderr, code } = await watch(
    ({ headers }, response) => {
      hosts.add(headers.host?.replace(/:\d+$/, ''));
      response.setHeader('x-release', 'abc').setHeader('x-instance-id', 'i-1').end();
    },
    20,
    '--json',
    '--fail-on-error',
  );
  expect(code).toBe(0);
  expect(stderr).toMatch(/ s {2}abc on i-1\n/);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ failures: 0, instances: { 'i-1': {} } });
  expect(report.releases.abc.requests).toBeGreaterThanOrEqual(20);
  expect(hosts).toEqual(new Set(['app.elb.localhost']));
});

test.each([
  ['new', ['close']],
  ['kept', ['keep-alive']],
  ['both', ['close', 'keep-alive']],
])('Connections may be %s', async (connections, expected) => {
  const asked = new Set<string | undefined>();
  await watch(
    ({ headers }, response) => {
      asked.add(headers.connection);
      response.end();
    },
    20,
    '--connections',
    connections,
  );
  expect([...asked].toSorted()).toEqual(expected);
});

test.each([
  ['errors', (status: number) => status],
  ['answers that break off', () => 0],
])('It fails, if it is to, because of %s', async (_, statusOf) => {
  const { stdout, stderr, code } = await watch(
    ({ socket }, response) => {
      const status = statusOf(502);
      if (status === 0) socket.destroy();
      else response.writeHead(status).end();
    },
    5,
    '--fail-on-error',
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/ s {2}fails: (status 502|ECONNRESET)/);
  expect(stdout).toMatch(/Failures {5}[1-9]/);
});

async function refused(...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'scripts/watch.ts'), ...args]);
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(code).toBe(1);
  return stderr;
}

test('It says all that is wrong with what it was told', async () => {
  const stderr = await refused(
    '--rate',
    '0',
    '--for',
    'x',
    '--connections',
    'old',
    '--path',
    'version',
  );
  expect(stderr).toContain('expected --stack <stack> or --url <url>');
  expect(stderr).toContain('--rate: expected a number up to 5000, got 0');
  expect(stderr).toContain('--for: expected seconds, up to 86400, got x');
  expect(stderr).toContain('--connections: expected new, kept, both, got old');
  expect(stderr).toContain('--path: expected it to begin with /, got version');
  expect(stderr).toContain('--path: expected only with --stack');
  expect(await refused('--stack', 'dev', '--url', 'ftp://a')).toMatch(
    /expected --stack or --url, got both\n--url: expected a URL of http or https, got ftp:\/\/a/,
  );
});
