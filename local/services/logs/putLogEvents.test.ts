import { describe, expect, test } from 'vitest';
import { logStreams, streamKey } from '../../store/logs.ts';
import { logGroupName, serveLogStream, start, stream } from '../../testing/serveLogStream.ts';
import { maxStreamBytes } from './eventChunks.ts';

const day = 86_400_000;

describe('A batch is refused', () => {
  test.each<[string, { timestamp: number; message: string }[], RegExp]>([
    ['without events', [], /'logEvents' .* greater than or equal to 1/],
    [
      'with more than 10,000 events',
      Array.from({ length: 10_001 }, () => ({ timestamp: start, message: 'x' })),
      /less than or equal to 10000/,
    ],
    [
      'above 1 MiB, with 26 bytes more for each event',
      [{ timestamp: start, message: 'ä'.repeat(1_048_552 / 2) }],
      /Upload too large: 1048578 bytes exceeds limit of 1048576/,
    ],
    [
      'out of order',
      [
        { timestamp: start, message: 'x' },
        { timestamp: start - 1, message: 'x' },
      ],
      /chronological order/,
    ],
    [
      'of more than a day',
      [
        { timestamp: start - day - 1, message: 'x' },
        { timestamp: start, message: 'x' },
      ],
      /cannot span more than 24 hours/,
    ],
    ['with an empty message', [{ timestamp: start, message: '' }], /logEvents\.1\.member\.message/],
    ['before 1970', [{ timestamp: -1, message: 'x' }], /logEvents\.1\.member\.timestamp/],
  ])('%s', async (_, logEvents, message) => {
    const { client } = await serveLogStream();
    await expect(client.putLogEvents({ ...stream, logEvents })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    });
  });

  test('for a stream that does not exist', async () => {
    const { client } = await serveLogStream();
    await expect(
      client.putLogEvents({
        logGroupName,
        logStreamName: 'other',
        logEvents: [{ timestamp: start, message: 'x' }],
      }),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
  });
});

test('A batch of just 1 MiB is taken', async () => {
  const { client, put } = await serveLogStream();
  await put(['x'.repeat(1_048_576 - 26)]);
  expect((await client.getLogEvents(stream)).events).toHaveLength(1);
});

test('Events that are too old, expired or too new are left out, and which is told', async () => {
  const { client } = await serveLogStream();
  const batch = (...timestamps: number[]) =>
    client.putLogEvents({
      ...stream,
      logEvents: timestamps.map((timestamp) => ({ timestamp, message: 'x' })),
    });
  const hour = 3_600_000;
  expect(
    (await batch(start, start + 2 * hour, start + 2 * hour + 1)).rejectedLogEventsInfo,
  ).toEqual({ tooNewLogEventStartIndex: 2 });
  const old = await batch(start - 14 * day - 2, start - 14 * day - 1, start - 14 * day);
  expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 2 });
  await client.putRetentionPolicy({ logGroupName, retentionInDays: 1 });
  const expired = await batch(start - day - 1, start - day);
  expect(expired.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 });
  const { events } = await client.getLogEvents({ ...stream, startFromHead: true });
  expect(events?.map(({ timestamp }) => timestamp)).toEqual([start - day, start, start + 2 * hour]);
});

test('A stream that grows beyond its bound loses its oldest events', async () => {
  const { api, client, put } = await serveLogStream();
  const message = 'x'.repeat(1_000_000);
  for (let at = 0; at < 36; at++) await put([`${at} ${message}`], at);
  const row = logStreams(api.store).get(streamKey(stream));
  expect(row?.keptBytes).toBeLessThanOrEqual(maxStreamBytes);
  const { events } = await client.getLogEvents({ ...stream, startFromHead: true, limit: 1 });
  expect(events?.[0]?.message).toMatch(/^3 /);
});
