import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { createCredentials } from '../../credentials.ts';
import { serveApi } from '../../testing/serveApi.ts';
import { iam } from './iam.ts';

test('GetUser shows the user who calls, by whose ARN clients learn the account', async () => {
  const client = new IAMClient((await serveApi(iam)).client);
  const { User } = await client.send(new GetUserCommand());
  expect(User).toMatchObject({
    UserName: 'operator',
    Path: '/',
    Arn: 'arn:aws:iam::000000000000:user/operator',
  });
  expect(await client.send(new GetUserCommand({ UserName: 'operator' }))).toMatchObject({ User });
  await expect(client.send(new GetUserCommand({ UserName: 'other' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The user with name other cannot be found.',
  });
});

test('A role is no user', async () => {
  const api = await serveApi(iam);
  const key = createCredentials(api.store, () => new Date('2026-01-01T00:00:00Z')).issue({
    Account: '000000000000',
    Arn: 'arn:aws:sts::000000000000:assumed-role/web/i-0123456789abcdef0',
    UserId: 'AROAEXAMPLE:i-0123456789abcdef0',
  });
  const credentials = { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
  const client = new IAMClient({ ...api.client, credentials });
  await expect(client.send(new GetUserCommand())).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Must specify userName when calling with non-User credentials',
  });
});
