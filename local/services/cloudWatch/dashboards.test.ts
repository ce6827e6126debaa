import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { cloudWatch } from './cloudWatch.ts';

const DashboardName = 'rollover-dev';
const widget = { type: 'metric', x: 0, y: 0, width: 12, height: 6, properties: { metrics: [] } };
const DashboardBody = JSON.stringify({ widgets: [widget] });

const serve = async () => new CloudWatch((await serveApi(cloudWatch)).client);

test('A dashboard is kept as it was given, listed and deleted', async () => {
  const client = await serve();
  expect(await client.putDashboard({ DashboardName, DashboardBody })).toMatchObject({
    DashboardValidationMessages: [],
  });
  const DashboardArn = 'arn:aws:cloudwatch::000000000000:dashboard/rollover-dev';
  expect(await client.getDashboard({ DashboardName })).toMatchObject({
    ...{ DashboardArn, DashboardBody, DashboardName },
  });
  await client.putDashboard({ DashboardName: 'other', DashboardBody });
  const { DashboardEntries } = await client.listDashboards({ DashboardNamePrefix: 'roll' });
  const LastModified = new Date('2026-01-01T00:00:00Z');
  expect(DashboardEntries).toEqual([
    { DashboardName, DashboardArn, LastModified, Size: DashboardBody.length },
  ]);
  await client.deleteDashboards({ DashboardNames: [DashboardName] });
  await expect(client.getDashboard({ DashboardName })).rejects.toMatchObject({
    name: 'ResourceNotFound',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(
    client.deleteDashboards({ DashboardNames: ['other', DashboardName] }),
  ).rejects.toMatchObject({ name: 'ResourceNotFound' });
  expect((await client.listDashboards({})).DashboardEntries).toHaveLength(1);
});

test.each([
  ['no JSON', '{', 'valid JSON'],
  ['no widgets', '{}', 'widgets'],
  ['a widget of no type', '{"widgets":[{"properties":{}}]}', '/widgets/0'],
])('Refuses a body with %s', async (_, body, message) => {
  const client = await serve();
  await expect(client.putDashboard({ DashboardName, DashboardBody: body })).rejects.toMatchObject({
    name: 'DashboardInvalidInputError',
    message: expect.stringContaining(message),
  });
});

test('Refuses a name with other characters', async () => {
  const client = await serve();
  await expect(client.putDashboard({ DashboardName: 'a b', DashboardBody })).rejects.toMatchObject({
    name: 'DashboardInvalidInputError',
  });
});
