import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { ssmTables } from '../../store/ssm.ts';
import { serveApi } from '../../testing/serveApi.ts';
import { ssm } from './ssm.ts';

const Name = '/rollover/token';
const Value = 'geheim: Schlüssel 🔑';

async function serveSecret() {
  const { client, store } = await serveApi(ssm);
  const connection = new SSMClient(client);
  const put = (more: { Overwrite?: boolean; KeyId?: string }) =>
    connection.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', ...more }));
  await put({});
  return { client: connection, store, put };
}

test('A SecureString is text only for those who ask for it, and is not in the records', async () => {
  const { client, store, put } = await serveSecret();
  await put({ Overwrite: true, KeyId: 'alias/aws/ssm' });
  const read = async (WithDecryption: boolean) => {
    const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption }));
    const history = await client.send(new GetParameterHistoryCommand({ Name, WithDecryption }));
    return [Parameter, ...(history.Parameters ?? [])].map((each) => each?.Value);
  };
  expect(await read(true)).toEqual([Value, Value, Value]);
  const sealed = await read(false);
  for (const text of sealed) expect(text).toMatch(/^[A-Za-z0-9+/]{40,}=*$/);
  expect(new Set(sealed).size).toBe(2);
  expect(JSON.stringify(ssmTables(store).parameters.list())).not.toContain('geheim');
});

test('There is no other key', async () => {
  const { put } = await serveSecret();
  await expect(put({ Overwrite: true, KeyId: 'alias/mine' })).rejects.toMatchObject({
    name: 'InvalidKeyId',
    message: 'Invalid keyId alias/mine',
  });
});

test('What was encrypted for one parameter does not open as another’s', async () => {
  const { client, store } = await serveSecret();
  const { parameters } = ssmTables(store);
  const row = parameters.get(Name);
  if (!row) throw new Error('not put');
  parameters.put('/other', { ...row, Name: '/other', ARN: `${row.ARN}2` });
  await expect(
    client.send(new GetParameterCommand({ Name: '/other', WithDecryption: true })),
  ).rejects.toMatchObject({ name: 'InternalFailure' });
});
