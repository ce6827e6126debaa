import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { sts } from './sts.ts';

test('GetCallerIdentity tells who calls', async () => {
  const api = await serveApi(sts);
  const identity = await new STSClient(api.client).send(new GetCallerIdentityCommand());
  expect(identity).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:user/operator',
  });
});

test('A key that the region has not issued is refused in words of STS', async () => {
  const api = await serveApi(sts);
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const stranger = new STSClient({ ...api.client, credentials });
  await expect(stranger.send(new GetCallerIdentityCommand())).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
    $metadata: { httpStatusCode: 403 },
  });
});
