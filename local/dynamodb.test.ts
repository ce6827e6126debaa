import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { createDynaliteTables } from './drivers/dynalite/tables.ts';
import { dynamodb } from './services/dynamodb/dynamodb.ts';
import { serveApi } from './testing/serveApi.ts';

const TableName = 'messages';
const arn = `arn:aws:dynamodb:eu-central-1:000000000000:table/${TableName}`;

async function serve(path?: string) {
  const tables = await createDynaliteTables(path);
  onTestFinished(() => tables.close());
  const api = await serveApi(dynamodb(tables.send));
  return { ...api, options: api.client, client: new DynamoDB(api.client) };
}

/** The table that `infra/` makes, once it can be used. */
async function createTable(client: DynamoDB): Promise<void> {
  await client.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'board', AttributeType: 'S' },
      { AttributeName: 'id', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'board', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
    SSESpecification: { Enabled: true },
    DeletionProtectionEnabled: true,
    Tags: [{ Key: 'Name', Value: 'messages' }],
  });
  await expect
    .poll(async () => (await client.describeTable({ TableName })).Table?.TableStatus)
    .toBe('ACTIVE');
}

test('A table is made, described with all that it was given, and listed', async () => {
  const { client } = await serve();
  await createTable(client);
  await expect
    .poll(async () => (await client.describeTable({ TableName })).Table)
    .toMatchObject({
      TableName,
      TableArn: arn,
      TableStatus: 'ACTIVE',
      DeletionProtectionEnabled: true,
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      CreationDateTime: new Date('2026-01-01T00:00:00Z'),
    });
  expect((await client.listTables({})).TableNames).toEqual([TableName]);
  await expect(createTable(client)).rejects.toMatchObject({ name: 'ResourceInUseException' });
});

test('Items are kept by name and by ARN of a table, and conditions hold', async () => {
  const { client } = await serve();
  await createTable(client);
  const Item = { board: { S: 'home' }, id: { S: '1' }, text: { S: 'héllo' } };
  const put = () =>
    client.putItem({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)' });
  await put();
  await expect(put()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  const { Items } = await client.query({
    TableName,
    KeyConditionExpression: 'board = :board',
    ExpressionAttributeValues: { ':board': { S: 'home' } },
  });
  expect(Items).toEqual([Item]);
});

test('A table that is protected is deleted once it is not', async () => {
  const { client } = await serve();
  await createTable(client);
  await expect(client.deleteTable({ TableName })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await client.updateTable({ TableName, DeletionProtectionEnabled: false });
  await client.deleteTable({ TableName });
  // It is DELETING before.
  await expect
    .poll(() => client.describeTable({ TableName }).catch(({ name }) => name))
    .toBe('ResourceNotFoundException');
  await expect(client.listTagsOfResource({ ResourceArn: arn })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('Tags, backups and lifetimes are what they were set to', async () => {
  const { client } = await serve();
  await createTable(client);
  await client.tagResource({ ResourceArn: arn, Tags: [{ Key: 'stack', Value: 'dev' }] });
  await client.untagResource({ ResourceArn: arn, TagKeys: ['Name'] });
  expect((await client.listTagsOfResource({ ResourceArn: arn })).Tags).toEqual([
    { Key: 'stack', Value: 'dev' },
  ]);

  const backups = async () => {
    const { ContinuousBackupsDescription } = await client.describeContinuousBackups({ TableName });
    return ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  };
  expect(await backups()).toBe('DISABLED');
  await client.updateContinuousBackups({
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  expect(await backups()).toBe('ENABLED');

  const lifetime = { Enabled: true, AttributeName: 'expires' };
  await client.updateTimeToLive({ TableName, TimeToLiveSpecification: lifetime });
  expect((await client.describeTimeToLive({ TableName })).TimeToLiveDescription).toEqual({
    TimeToLiveStatus: 'ENABLED',
    AttributeName: 'expires',
  });
});

test('What is not built says so, and strangers are not answered', async () => {
  const { client, notBuilt, options } = await serve();
  await expect(client.transactGetItems({ TransactItems: [] })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 501 },
  });
  expect(notBuilt).toEqual(['dynamodb.TransactGetItems']);
  const stranger = new DynamoDB({
    ...options,
    credentials: { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'none' },
  });
  await expect(stranger.scan({ TableName })).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
});

test('Items outlive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tables-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const tables = await createDynaliteTables(join(folder, 'tables'));
  const first = await serveApi(dynamodb(tables.send));
  const client = new DynamoDB(first.client);
  await createTable(client);
  await client.putItem({ TableName, Item: { board: { S: 'home' }, id: { S: '1' } } });
  await tables.close();

  const again = await serve(join(folder, 'tables'));
  expect((await again.client.scan({ TableName })).Count).toBe(1);
});
