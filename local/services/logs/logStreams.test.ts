import { expect, test } from 'vitest';
import { logGroupName, serveLogStream, start, stream } from '../../testing/serveLogStream.ts';

test('A stream is made once, described, and deleted with its events', async () => {
  const { client, put } = await serveLogStream();
  await put(['one', 'two'], 5);
  expect((await client.describeLogStreams({ logGroupName })).logStreams).toEqual([
    {
      logStreamName: stream.logStreamName,
      arn: `arn:aws:logs:eu-central-1:000000000000:log-group:${logGroupName}:log-stream:${stream.logStreamName}`,
      creationTime: start,
      firstEventTimestamp: start + 5,
      lastEventTimestamp: start + 6,
      lastIngestionTime: start,
      storedBytes: 0,
    },
  ]);
  await expect(client.createLogStream(stream)).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log stream already exists',
  });
  await client.deleteLogStream(stream);
  await expect(client.deleteLogStream(stream)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  });
  await client.createLogStream(stream);
  expect((await client.getLogEvents(stream)).events).toEqual([]);
});

test('Streams are listed by name, or by their last events, page by page', async () => {
  const { client, put } = await serveLogStream();
  for (const name of ['a-2', 'a-1']) {
    await client.createLogStream({ logGroupName, logStreamName: name });
  }
  await put(['x'], 10, 'a-2');
  await put(['x'], 20, 'a-1');
  const list = async (request: object) =>
    (await client.describeLogStreams({ logGroupName, ...request })).logStreams?.map(
      ({ logStreamName }) => logStreamName,
    );
  expect(await list({})).toEqual(['a-1', 'a-2', stream.logStreamName]);
  expect(await list({ logStreamNamePrefix: 'a-', descending: true })).toEqual(['a-2', 'a-1']);
  expect(await list({ orderBy: 'LastEventTime', descending: true })).toEqual([
    'a-1',
    'a-2',
    stream.logStreamName,
  ]);
  const first = await client.describeLogStreams({ logGroupName, limit: 2 });
  expect(first.logStreams).toHaveLength(2);
  expect(await list({ limit: 2, nextToken: first.nextToken })).toEqual([stream.logStreamName]);
});

test('What AWS refuses is refused', async () => {
  const { client } = await serveLogStream();
  const invalid = { name: 'InvalidParameterException' };
  await expect(
    client.createLogStream({ logGroupName, logStreamName: 'a:b' }),
  ).rejects.toMatchObject(invalid);
  await expect(
    client.describeLogStreams({
      logGroupName,
      orderBy: 'LastEventTime',
      logStreamNamePrefix: 'a',
    }),
  ).rejects.toMatchObject(invalid);
  await expect(client.describeLogStreams({})).rejects.toMatchObject(invalid);
  await expect(
    client.createLogStream({ logGroupName: 'other', logStreamName: 'a' }),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
});
