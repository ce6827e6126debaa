import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { logs } from './logs.ts';

const logGroupName = 'rollover-0123456';

async function serveGroup() {
  const api = await serveApi(logs);
  const client = new CloudWatchLogs(api.client);
  await client.createLogGroup({ logGroupName, tags: { app: 'rollover' } });
  const group = async () => (await client.describeLogGroups({})).logGroups?.[0];
  return { client, notBuilt: api.notBuilt, group };
}

test('A group is made once, found by its prefix, and deleted', async () => {
  const { client, group } = await serveGroup();
  await client.createLogGroup({ logGroupName: 'other' });
  expect(await client.describeLogGroups({ logGroupNamePrefix: 'rollover-' })).toMatchObject({
    logGroups: [
      {
        logGroupName,
        arn: `arn:aws:logs:eu-central-1:000000000000:log-group:${logGroupName}:*`,
        logGroupArn: `arn:aws:logs:eu-central-1:000000000000:log-group:${logGroupName}`,
        logGroupClass: 'STANDARD',
        creationTime: Date.parse('2026-01-01T00:00:00Z'),
      },
    ],
  });
  await expect(client.createLogGroup({ logGroupName })).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  });
  await client.deleteLogGroup({ logGroupName });
  await expect(client.deleteLogGroup({ logGroupName })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect((await group())?.logGroupName).toBe('other');
});

test('It keeps for as long as was said, in the days that AWS has', async () => {
  const { client, group } = await serveGroup();
  await client.putRetentionPolicy({ logGroupName, retentionInDays: 30 });
  expect((await group())?.retentionInDays).toBe(30);
  await expect(
    client.putRetentionPolicy({ logGroupName, retentionInDays: 31 }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await client.deleteRetentionPolicy({ logGroupName });
  expect((await group())?.retentionInDays).toBeUndefined();
});

test('It has tags', async () => {
  const { client, group } = await serveGroup();
  const resourceArn = (await group())?.logGroupArn ?? '';
  await client.tagResource({ resourceArn, tags: { stack: 'dev' } });
  await client.untagResource({ resourceArn, tagKeys: ['app'] });
  expect((await client.listTagsForResource({ resourceArn })).tags).toEqual({ stack: 'dev' });
});

test('With it go its streams and their events', async () => {
  const { client, group } = await serveGroup();
  const stream = { logGroupName, logStreamName: 'i-1' };
  await client.createLogStream(stream);
  const timestamp = Date.parse('2026-01-01T00:00:00Z');
  await client.putLogEvents({ ...stream, logEvents: [{ timestamp, message: 'four' }] });
  expect((await group())?.storedBytes).toBe(30);
  await client.deleteLogGroup({ logGroupName });
  await client.createLogGroup({ logGroupName });
  expect((await client.describeLogStreams({ logGroupName })).logStreams).toEqual([]);
  await client.createLogStream(stream);
  expect((await client.getLogEvents(stream)).events).toEqual([]);
});

test('Queries are not built, and say so', async () => {
  const { client, notBuilt } = await serveGroup();
  await expect(
    client.startQuery({ logGroupName, startTime: 0, endTime: 1, queryString: 'fields @message' }),
  ).rejects.toMatchObject({ name: 'NotImplemented' });
  expect(notBuilt).toEqual(['logs.StartQuery']);
});
