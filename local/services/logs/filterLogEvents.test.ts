import { describe, expect, test } from 'vitest';
import { logGroupName, serveLogStream, start, stream } from '../../testing/serveLogStream.ts';
import { parseFilterPattern } from './filterPatterns.ts';

test('Events of all streams come in the order of time, page by page, under ids of their own', async () => {
  const { client, put } = await serveLogStream();
  await client.createLogStream({ logGroupName, logStreamName: 'i-2' });
  await put(['a', 'c', 'e']);
  await put(['b', 'd'], 1, 'i-2');
  const ids = new Set<string | undefined>();
  const messages = [];
  let nextToken: string | undefined;
  do {
    const page = await client.filterLogEvents({ logGroupName, limit: 2, nextToken });
    messages.push(...(page.events ?? []).map(({ message }) => message));
    for (const { eventId } of page.events ?? []) ids.add(eventId);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(messages.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect([messages[0], messages.at(-2), messages.at(-1)].toSorted()).toEqual(['a', 'd', 'e']);
  expect(ids.size).toBe(5);
  const { events } = await client.filterLogEvents({
    logGroupName,
    logStreamNames: ['i-2'],
    startTime: start + 2,
    endTime: start + 2,
  });
  expect(events).toEqual([
    {
      logStreamName: 'i-2',
      timestamp: start + 2,
      ingestionTime: start,
      message: 'd',
      eventId: expect.stringMatching(/^\d{56}$/),
    },
  ]);
  const byPrefix = await client.filterLogEvents({ logGroupName, logStreamNamePrefix: 'i-0' });
  expect(byPrefix.events?.map(({ message }) => message)).toEqual(['a', 'c', 'e']);
});

test('A pattern is applied before the pages are cut', async () => {
  const { client, put } = await serveLogStream();
  await put(['{"status":200}', '{"status":500}', 'no JSON', '{"status":503}']);
  const request = { logGroupName, filterPattern: '{ $.status >= 500 }', limit: 1 };
  const first = await client.filterLogEvents(request);
  expect(first.events?.map(({ message }) => message)).toEqual(['{"status":500}']);
  const second = await client.filterLogEvents({ ...request, nextToken: first.nextToken });
  expect(second.events?.map(({ message }) => message)).toEqual(['{"status":503}']);
  expect(second.nextToken).toBeUndefined();
});

test('What AWS refuses is refused', async () => {
  const { client } = await serveLogStream();
  const invalid = { name: 'InvalidParameterException' };
  const filter = (request: object) => client.filterLogEvents({ logGroupName, ...request });
  await expect(filter({ filterPattern: 'a-b' })).rejects.toMatchObject({
    ...invalid,
    message: "Invalid character(s) in term 'a-b'",
  });
  await expect(filter({ nextToken: 'x' })).rejects.toMatchObject(invalid);
  await expect(filter({ logStreamNames: ['a'], logStreamNamePrefix: 'a' })).rejects.toMatchObject(
    invalid,
  );
  await expect(filter({ startTime: 2, endTime: 1 })).rejects.toMatchObject(invalid);
  await expect(filter({ limit: 10_001 })).rejects.toMatchObject(invalid);
  await expect(filter({ logStreamNames: ['other'] })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect((await filter({ logStreamNames: [stream.logStreamName] })).events).toEqual([]);
});

describe('The pattern', () => {
  test.each([
    ['', 'anything', true],
    ['error 404', 'a 404 is an error', true],
    ['error 404', 'an error', false],
    ['error', 'ERROR', false],
    ['"not found" -timeout', 'it was not found', true],
    ['"not found" -timeout', 'not found: timeout', false],
    ['-"at start"', 'here', true],
    ['?error ?warning', 'a warning', true],
    ['?error ?warning', 'info', false],
    ['?error info', 'info', true],
    ['"say \\"hi\\""', 'to say "hi"', true],
    ['{ $.level = "error" && $.status >= 500 }', '{"level":"error","status":500}', true],
    ['{ $.level = "error" && $.status >= 500 }', '{"level":"error","status":499}', false],
    ['{ $.a = 1 || $.b = 2 && $.c = 3 }', '{"a":1}', true],
    ['{ ($.a = 1 || $.b = 2) && $.c = 3 }', '{"a":1}', false],
    ['{ $.path = "/api/*" }', '{"path":"/api/time"}', true],
    ['{ $.a.b[1] = x }', '{"a":{"b":["y","x"]}}', true],
    ['{ $.a != 1 }', '{"a":2}', true],
    ['{ $.a != 1 }', '{}', false],
    ['{ $.a = 0 }', '{"a":""}', false],
    ['{ $.release = * }', '{"release":"abc"}', true],
    ['{ $.a < 1.5e1 }', '{"a":14}', true],
    ['{ $.a IS NULL }', '{"a":null}', true],
    ['{ $.a IS TRUE }', '{"a":true}', true],
    ['{ $.a NOT EXISTS }', '{"b":1}', true],
    ['{ $.a NOT EXISTS }', 'no JSON', false],
  ])('%s, of %s: %s', (pattern, message, expected) => {
    expect(parseFilterPattern(pattern)(message)).toBe(expected);
  });

  test.each([
    '[a, b]',
    '%regex%',
    '"open',
    '{ $.a = }',
    '{ $.path = /api* }',
    '{ $.a > "b" }',
    '{ $.a = 1',
    '{ ($.a = 1 }',
    '{ $.a = 1 } x',
    '{ a = 1 }',
    '{ $.a = 1 && }',
    '{}',
  ])('%s is refused', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(/Invalid/);
  });
});
