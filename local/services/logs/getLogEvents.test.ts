import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serveLogStream, start, stream } from '../../testing/serveLogStream.ts';

test('The latest events come first, in order; backward leads to the beginning and stays there', async () => {
  const { client, put } = await serveLogStream();
  await put(['1', '2', '3', '4', '5']);
  const page = async (nextToken?: string) => {
    const answer = await client.getLogEvents({ ...stream, limit: 2, nextToken });
    return { ...answer, messages: answer.events?.map(({ message }) => message) };
  };
  const latest = await page();
  expect(latest.messages).toEqual(['4', '5']);
  const middle = await page(latest.nextBackwardToken);
  expect(middle.messages).toEqual(['2', '3']);
  const first = await page(middle.nextBackwardToken);
  expect(first.messages).toEqual(['1']);
  const none = await page(first.nextBackwardToken);
  expect(none).toMatchObject({ messages: [], nextBackwardToken: first.nextBackwardToken });
  expect((await page(none.nextForwardToken)).messages).toEqual(['1', '2']);

  const end = await page(latest.nextForwardToken);
  expect(end).toMatchObject({ messages: [], nextForwardToken: latest.nextForwardToken });
  expect((await page(end.nextBackwardToken)).messages).toEqual(['4', '5']);
  await put(['6'], 10);
  expect((await page(end.nextForwardToken)).messages).toEqual(['6']);
});

test('A token of an empty stream shows what comes later', async () => {
  const { client, put } = await serveLogStream();
  const { events, nextForwardToken } = await client.getLogEvents(stream);
  expect(events).toEqual([]);
  await put(['hello']);
  expect((await client.getLogEvents({ ...stream, nextToken: nextForwardToken })).events).toEqual([
    { timestamp: start, ingestionTime: start, message: 'hello' },
  ]);
});

test('From the head, within a time of which the end is not part', async () => {
  const { client, put } = await serveLogStream();
  await put(['1', '2', '3', '4']);
  const { events } = await client.getLogEvents({
    ...stream,
    startFromHead: true,
    startTime: start + 1,
    endTime: start + 3,
  });
  expect(events?.map(({ message }) => message)).toEqual(['2', '3']);
});

test('An answer holds at most 1 MiB', async () => {
  const { client, put } = await serveLogStream();
  for (let at = 0; at < 3; at++) await put(['x'.repeat(500_000)], at);
  const first = await client.getLogEvents({ ...stream, startFromHead: true });
  expect(first.events).toHaveLength(2);
  const second = await client.getLogEvents({ ...stream, nextToken: first.nextForwardToken });
  expect(second.events).toHaveLength(1);
});

test('A wrong token, and a stream that does not exist, are refused', async () => {
  const { client } = await serveLogStream();
  await expect(client.getLogEvents({ ...stream, nextToken: 'f/1/s' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'The specified nextToken is invalid.',
  });
  await expect(client.getLogEvents({ ...stream, logStreamName: 'other' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('Whatever the batches and the pages, every event is given once, by time', async () => {
  const batch = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      async (batches, limit, startFromHead) => {
        const { client } = await serveLogStream();
        for (const offsets of batches) {
          await client.putLogEvents({
            ...stream,
            logEvents: offsets
              .toSorted((a, b) => a - b)
              .map((offset) => ({ timestamp: start + offset, message: String(offset) })),
          });
        }
        const given: string[] = [];
        let nextToken: string | undefined;
        for (;;) {
          const answer = await client.getLogEvents({ ...stream, limit, startFromHead, nextToken });
          const next = startFromHead ? answer.nextForwardToken : answer.nextBackwardToken;
          const messages = (answer.events ?? []).map(({ message = '' }) => message);
          given.splice(startFromHead ? given.length : 0, 0, ...messages);
          if (next === nextToken) break;
          nextToken = next;
        }
        const all = batches.flat().toSorted((a, b) => a - b);
        expect(given).toEqual(all.map(String));
      },
    ),
    { numRuns: 15 },
  );
});
