import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { halfPost, keepAsking } from './testing/clients.ts';
import { createMessagesTable, tableName } from './testing/messagesTable.ts';
import { openConnection } from './testing/rawHttp.ts';
import { type ServerProcess, startServer, workersOf } from './testing/serverProcess.ts';

describe('Settings', () => {
  test('that are wrong end the process with 78 and the whole list', async () => {
    const server = startServer({ PORT: 'x', LOAD_ENABLED: 'maybe', RELEASE_FILE: '/nonexistent' });
    expect(await server.exit).toEqual({ code: 78, signal: null });
    expect(server.errorOutput()).toBe(
      [
        'The settings have 3 problem(s):',
        '  - PORT: expected an integer from 0 to 65535, got "x"',
        '  - LOAD_ENABLED: expected true or false, got "maybe"',
        "  - RELEASE_FILE: expected a file that can be read, got ENOENT: no such file or directory, open '/nonexistent'",
        '',
      ].join('\n'),
    );
    expect(server.lines).toEqual([]);
  });

  test('reach the app: table, load and log level', async () => {
    const server = startServer({
      ...(await createMessagesTable()),
      MESSAGES_TABLE: tableName,
      LOAD_ENABLED: 'true',
    });
    const url = await server.url();
    expect((await fetch(`${url}/load?seconds=0.1`, { method: 'POST' })).status).toBe(202);
    const headers = { 'content-type': 'application/json' };
    const body = '{"text":"hello"}';
    const posted = await fetch(`${url}/api/messages`, { method: 'POST', headers, body });
    expect(posted.status).toBe(201);
  });
});

describe.each([1, 2])('With %i worker(s)', (workers) => {
  const start = (env = {}) => startServer({ WORKERS: String(workers), ...env });

  test('a port in use ends the process with 1 and says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const server = start({ PORT: String(port) });
    expect((await server.exit).code).toBe(1);
    expect(server.lines).toContainEqual(
      expect.objectContaining({
        level: 'fatal',
        msg: `cannot listen on 127.0.0.1 port ${port}: another process does. Stop it, or set PORT`,
      }),
    );
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s under load loses no request, and the process ends with 0',
    async (signal) => {
      const server = start();
      const url = await server.url();
      const posts = Array.from({ length: 4 }, () => halfPost(url));
      await Promise.all(posts.map(({ started }) => started));
      const clients = Array.from({ length: 16 }, () => keepAsking(url));
      await Promise.all(clients.map(({ answered }) => answered));

      server.child.kill(signal);
      const counts = await Promise.all(clients.map(({ toldToClose }) => toldToClose));
      for (const { finish } of posts) finish();
      for (const { answer } of posts)
        expect(await answer).toMatch(/^HTTP\/1.1 503 .*Connection: close/s);

      expect(await server.exit).toEqual({ code: 0, signal: null });
      const logged = server.lines.filter(({ msg, path }) => msg === 'request' && path === '/api');
      expect(logged).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
      expect(server.lines.filter(({ msg }) => msg === 'not JSON')).toEqual([]);
    },
  );

  test('SIGTERM before it listens ends it at once', async () => {
    // An instance metadata service that does not answer.
    const metadata = createServer().listen(0, '127.0.0.1');
    await once(metadata, 'listening');
    onTestFinished(() => void metadata.close());
    const { port } = metadata.address() as AddressInfo;
    const server = start({
      AWS_EC2_METADATA_DISABLED: 'false',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
      INSTANCE_METADATA_TIMEOUT_SECONDS: '60',
    });
    await once(metadata, 'connection');
    server.child.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
  });

  test('what does not finish in time is cut off, and the process still ends with 0', async () => {
    const server = start({ SHUTDOWN_TIMEOUT_SECONDS: '2' });
    const stuck = halfPost(await server.url());
    await stuck.started;
    server.child.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
  });

  test.each(['destroy', 'pause'] as const)(
    'a log that cannot be written (%s) does not keep the process from ending',
    async (hinder) => {
      const server = start({ SHUTDOWN_TIMEOUT_SECONDS: '2' });
      const url = await server.url();
      server.child.stdout?.[hinder]();
      // More lines than fit into a pipe, which holds 64 KiB.
      const headers = { 'user-agent': 'x'.repeat(250) };
      for (let i = 0; i < 300; i++)
        expect((await fetch(`${url}/health`, { headers })).status).toBe(200);
      server.child.kill('SIGTERM');
      const [code] = await once(server.child, 'exit');
      if (hinder === 'destroy') expect(code).toBe(0);
    },
  );
});

describe('Workers', () => {
  test('that are killed are replaced, and lose only the requests that they held', async () => {
    const server = startServer({ WORKERS: '2' });
    const url = await server.url();
    // The kernel shares connections out as it likes: until each worker holds some of the clients'.
    const clients: ReturnType<typeof keepAsking>[] = [];
    const holders = async () => {
      clients.push(...Array.from({ length: 4 }, () => keepAsking(url)));
      await Promise.all(clients.map(({ answered }) => answered));
      const ids = new Set<unknown>(clients.map(({ id }) => id));
      const lines = server.lines.filter(({ traceId }) => ids.has(traceId));
      return [...new Set(lines.map(({ pid }) => pid))];
    };
    await expect.poll(holders, { timeout: 20_000, interval: 200 }).toHaveLength(2);
    const [killed = 0] = await workersOf(server);

    process.kill(killed, 'SIGKILL');
    await server.line(({ msg, workerPid }) => msg === 'worker died' && workerPid === killed);
    await expect.poll(() => servingWorkers(server, url), { timeout: 20_000 }).toHaveLength(3);

    server.child.kill('SIGTERM');
    const outcomes = await Promise.allSettled(clients.map(({ toldToClose }) => toldToClose));
    await server.exit;
    for (const [i, outcome] of outcomes.entries()) {
      const id = clients[i]?.id;
      const servers = new Set(
        server.lines.filter(({ traceId }) => traceId === id).map(({ pid }) => pid),
      );
      // A worker that is killed may not have written what it served last.
      if (outcome.status === 'rejected')
        expect([...servers].filter((pid) => pid !== killed)).toEqual([]);
    }
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  });

  test('that are killed lose no connection that they had not taken yet', async () => {
    const server = startServer({ WORKERS: '2' });
    const url = await server.url();
    await expect.poll(() => servingWorkers(server, url), { timeout: 20_000 }).toHaveLength(2);
    const [killed = 0, other = 0] = await workersOf(server);
    // Held still, neither takes a connection until one of them is dead.
    for (const pid of [killed, other]) process.kill(pid, 'SIGSTOP');
    const connections = Array.from({ length: 8 }, () => openConnection(Number(new URL(url).port)));
    for (const { socket } of connections) {
      socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    }
    await Promise.all(connections.map(({ socket }) => once(socket, 'connect')));
    process.kill(killed, 'SIGKILL');
    await server.line(({ workerPid }) => workerPid === killed);
    process.kill(other, 'SIGCONT');
    for (const { until } of connections) expect(await until(/ok\n$/)).toMatch(/^HTTP\/1.1 200 /);
  });

  test('that die again and again end the process, so that systemd sees it', async () => {
    const server = startServer({ WORKERS: '2' });
    await server.url();
    const killing = setInterval(async () => {
      for (const pid of await workersOf(server).catch(() => [])) killQuietly(pid);
    }, 50);
    onTestFinished(() => clearInterval(killing));
    expect((await server.exit).code).toBe(1);
    expect(server.lines).toContainEqual(
      expect.objectContaining({ level: 'fatal', msg: 'workers die in a loop' }),
    );
  });

  test('do not outlive a supervisor that is killed', async () => {
    const server = startServer({ WORKERS: '2' });
    await server.url();
    const workers = await workersOf(server);
    expect(workers).toHaveLength(2);
    server.child.kill('SIGKILL');
    for (const pid of workers) {
      await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
    }
  });
});

/** The workers that have served something. */
async function servingWorkers(server: ServerProcess, url: string): Promise<unknown[]> {
  const ask = () => fetch(`${url}/version`, { headers: { connection: 'close' } }).catch(() => {});
  await Promise.all(Array.from({ length: 8 }, ask));
  return [...new Set(server.lines.filter(({ msg }) => msg === 'request').map(({ pid }) => pid))];
}

/** Whether a process still runs; one that has ended but was not yet waited for does not. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return /^State:\s+[^ZX]/m.test(status);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}
