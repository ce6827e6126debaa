import { createServer, type RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { listen } from './testing/listen.ts';
import { awsEnvironment, tableName } from './testing/messagesTable.ts';
import { startServer } from './testing/serverProcess.ts';

describe('The messages are used once before it listens', () => {
  const start = async (table: RequestListener, workers = 1) =>
    startServer({
      ...awsEnvironment(`http://127.0.0.1:${await listen(createServer(table))}`),
      MESSAGES_TABLE: tableName,
      WORKERS: String(workers),
    });

  test.each([1, 2])('by each of %i worker(s)', async (workers) => {
    const asked: unknown[] = [];
    const server = await start(({ headers }, response) => {
      asked.push(headers['x-amz-target']);
      response.end('{"Items":[]}');
    }, workers);
    await server.url();
    // The first worker that listens is told of.
    await expect.poll(() => asked).toEqual(Array(workers).fill('DynamoDB_20120810.Query'));
  });

  test('also where that fails, which is in the log', async () => {
    const server = await start((_, response) => {
      response.writeHead(400).end('{"__type":"AccessDeniedException"}');
    });
    await server.url();
    expect(server.lines.map(({ msg }) => msg)).toEqual(['messages unavailable', 'listening']);
  });

  test('or takes too long', async () => {
    const server = await start(() => {});
    await server.url();
  });
});
