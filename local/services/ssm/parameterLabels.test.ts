import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
  UnlabelParameterVersionCommand,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { ssm } from './ssm.ts';

const Name = '/release';

async function serveVersions(count: number) {
  const client = new SSMClient((await serveApi(ssm)).client);
  for (let version = 1; version <= count; version++) {
    await client.send(
      new PutParameterCommand({ Name, Value: `${version}`, Type: 'String', Overwrite: true }),
    );
  }
  const label = (Labels: string[], ParameterVersion?: number) =>
    client.send(
      new LabelParameterVersionCommand({
        Name,
        Labels,
        ...(ParameterVersion && { ParameterVersion }),
      }),
    );
  const labels = async () =>
    (await client.send(new GetParameterHistoryCommand({ Name }))).Parameters?.map(
      (version) => version.Labels,
    );
  return { client, label, labels };
}

test('A label is on one version, and moves', async () => {
  const { client, label, labels } = await serveVersions(3);
  expect(await label(['live', 'tried'])).toMatchObject({ InvalidLabels: [], ParameterVersion: 3 });
  await label(['live'], 1);
  expect(await labels()).toEqual([['live'], [], ['tried']]);
  const { Parameter } = await client.send(new GetParameterCommand({ Name: `${Name}:live` }));
  expect(Parameter).toMatchObject({ Version: 1, Value: '1' });
  const unlabelled = await client.send(
    new UnlabelParameterVersionCommand({ Name, ParameterVersion: 1, Labels: ['live', 'tried'] }),
  );
  expect(unlabelled).toMatchObject({ RemovedLabels: ['live'], InvalidLabels: ['tried'] });
  expect(await labels()).toEqual([[], [], ['tried']]);
});

test('Labels that may not be are named; the others are given', async () => {
  const { label, labels } = await serveVersions(1);
  const invalid = ['9lives', 'awsome', 'SSM-x', 'a/b'];
  expect((await label([...invalid, 'fine_1.0-a'])).InvalidLabels).toEqual(invalid);
  expect(await labels()).toEqual([['fine_1.0-a']]);
});

test('A version takes ten labels', async () => {
  const { label } = await serveVersions(1);
  await label(Array.from({ length: 10 }, (_, index) => `l${index}`));
  await label(['l9']);
  await expect(label(['l10'])).rejects.toMatchObject({
    name: 'ParameterVersionLabelLimitExceeded',
  });
  await expect(label(['x'.repeat(101)])).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(
      "at 'labels' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 100, Member must have length greater than or equal to 1]",
    ),
  });
});

test('A version that there is not takes none', async () => {
  const { label } = await serveVersions(1);
  await expect(label(['live'], 2)).rejects.toMatchObject({
    name: 'ParameterVersionNotFound',
    message: `Systems Manager could not find version 2 of ${Name}. Verify the version and try again.`,
  });
});
