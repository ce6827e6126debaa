import { expect, test } from 'vitest';
import { logGroupName, serveLogStream, start, stream } from '../testing/serveLogStream.ts';
import { expireLogEvents } from './logRetention.ts';

const day = 86_400_000;

test('Events that their group no longer keeps are not shown, and are dropped', async () => {
  const { api, client, put } = await serveLogStream();
  await client.putRetentionPolicy({ logGroupName, retentionInDays: 1 });
  await put(['old', 'less old']);
  api.advance(day + 1);
  const shown = async () =>
    (await client.getLogEvents(stream)).events?.map(({ message }) => message);
  const storedBytes = async () => (await client.describeLogGroups({})).logGroups?.[0]?.storedBytes;
  expect(await shown()).toEqual(['less old']);
  expireLogEvents(api.store, new Date(start + day + 1));
  expect(await storedBytes()).toBeGreaterThan(0);
  api.advance(1);
  expireLogEvents(api.store, new Date(start + day + 2));
  expect(await storedBytes()).toBe(0);
  expect(await shown()).toEqual([]);
});
