import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  ParameterAlreadyExists,
  type ParameterType,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { ssm } from './ssm.ts';

const Name = '/rollover/dev/live';

async function serve() {
  const api = await serveApi(ssm);
  const client = new SSMClient(api.client);
  const put = (input: Partial<PutParameterCommandInput>) =>
    client.send(new PutParameterCommand({ Name, Value: 'v', Type: 'String', ...input }));
  const overwrite = (Value: string, more: Partial<PutParameterCommandInput> = {}) =>
    client.send(new PutParameterCommand({ Name, Value, Overwrite: true, ...more }));
  const get = async (name = Name) =>
    (await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter;
  const metadata = async () => {
    const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [Name] }];
    return (await client.send(new DescribeParametersCommand({ ParameterFilters }))).Parameters?.[0];
  };
  return { api, client, put, overwrite, get, metadata };
}

test('PutParameter without Overwrite is a lock: one of many gets it', async () => {
  const { api, put } = await serve();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => put({ Value: `holder ${index}` })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes.filter((each) => each.status === 'rejected')) {
    expect(outcome.reason).toBeInstanceOf(ParameterAlreadyExists);
    expect(outcome.reason.message).toBe(
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  expect(api.defects).toEqual([]);
});

describe('A new version', () => {
  test('keeps what it does not change, and says who made it and when', async () => {
    const { api, put, overwrite, get, metadata } = await serve();
    const Description = 'What is live';
    expect(await put({ Description, AllowedPattern: '[a-z]+' })).toMatchObject({
      Version: 1,
      Tier: 'Standard',
    });
    api.advance(90_000);
    expect(await overwrite('w')).toMatchObject({ Version: 2 });
    expect(await get()).toMatchObject({
      Name,
      Type: 'String',
      Value: 'w',
      Version: 2,
      LastModifiedDate: new Date('2026-01-01T00:01:30Z'),
      ARN: 'arn:aws:ssm:eu-central-1:000000000000:parameter/rollover/dev/live',
      DataType: 'text',
    });
    expect(await metadata()).toMatchObject({
      Description,
      AllowedPattern: '[a-z]+',
      LastModifiedUser: 'arn:aws:iam::000000000000:user/operator',
      Tier: 'Standard',
      DataType: 'text',
      Policies: [],
    });
    await expect(overwrite('9')).rejects.toMatchObject({
      name: 'ParameterPatternMismatchException',
      message: 'Parameter value, cannot be validated against allowedPattern: [a-z]+',
    });
  });

  test('is without a pattern and a description that it empties, as Terraform does', async () => {
    const { put, overwrite, metadata } = await serve();
    await put({ Description: 'old', AllowedPattern: '[a-z]+' });
    await overwrite('9', { Description: '', AllowedPattern: '' });
    expect(await metadata()).not.toHaveProperty('AllowedPattern');
    expect(await metadata()).not.toHaveProperty('Description');
  });

  test('may be of another type', async () => {
    const { put, overwrite, get } = await serve();
    await put({ Type: 'SecureString' });
    await overwrite('w', { Type: 'String' });
    expect(await get()).toMatchObject({ Type: 'String', Value: 'w' });
    expect(await get(`${Name}:1`)).toMatchObject({ Type: 'SecureString', Value: 'v' });
  });

  test('beyond a hundred takes the place of the oldest, unless that has a label', async () => {
    const { client, put, overwrite, get } = await serve();
    await put({ Value: '1' });
    for (let version = 2; version <= 101; version++) await overwrite(String(version));
    await expect(get(`${Name}:1`)).rejects.toMatchObject({
      name: 'ParameterVersionNotFound',
      message: `Systems Manager could not find version 1 of ${Name}. Verify the version and try again.`,
    });
    const newest = await client.send(new GetParameterHistoryCommand({ Name, MaxResults: 50 }));
    const rest = await client.send(
      new GetParameterHistoryCommand({ Name, ...(newest.NextToken && newest) }),
    );
    const versions = [...(newest.Parameters ?? []), ...(rest.Parameters ?? [])];
    expect(versions.map(({ Value }) => Value)).toEqual(
      Array.from({ length: 100 }, (_, index) => String(index + 2)),
    );
    expect(rest.NextToken).toBeUndefined();

    await client.send(
      new LabelParameterVersionCommand({ Name, ParameterVersion: 2, Labels: ['kept'] }),
    );
    await expect(overwrite('102')).rejects.toMatchObject({
      name: 'ParameterMaxVersionLimitExceeded',
      message: expect.stringMatching(/Version 2, the oldest version, can't be deleted because/),
    });
    expect(await get()).toMatchObject({ Version: 101 });
  });
});

describe('PutParameter refuses', () => {
  test.each([
    ['ssm_x', 'ValidationException', /^Parameter name: can't be prefixed with "aws" or "ssm"/],
    ['AWSx', 'ValidationException', /^Parameter name: can't be prefixed with "aws" or "ssm"/],
    ['/ssm/x', 'ValidationException', /can't be prefixed with "ssm".*following 3 symbols \.-_$/],
    ['/aws/service/x', 'AccessDeniedException', /^No access to reserved parameter name: /],
    ['a/b', 'ValidationException', /^Parameter name must be a fully qualified name\.$/],
    ['/a//b', 'ValidationException', /it can consist of sub-paths/],
    ['/a/', 'ValidationException', /it can consist of sub-paths/],
    ['/a b', 'ValidationException', /it can consist of sub-paths/],
    ['/a'.repeat(16), 'HierarchyLevelLimitExceededException', /maximum of 15 levels/],
    ['a'.repeat(1000), 'ValidationException', /maximum of 1011 characters/],
    ['a'.repeat(2049), 'ValidationException', /at 'name' failed .* less than or equal to 2048$/],
  ])('the name %s', async (name, code, message) => {
    const { put } = await serve();
    await expect(put({ Name: name })).rejects.toMatchObject({
      name: code,
      message: expect.stringMatching(message),
    });
  });

  test.each<[string, Partial<PutParameterCommandInput>, RegExp]>([
    [
      'no type',
      { Type: undefined },
      /^A parameter type is required when you create a parameter\.$/,
    ],
    [
      'a type that is none',
      // A value that the client's types do not have, as from another client.
      { Type: 'Str' as ParameterType },
      /^1 validation error detected: Value 'Str' at 'type' .* enum value set: \[SecureString, String, StringList\]$/,
    ],
    ['no value', { Value: '' }, /^1 validation error detected: Value at 'value' failed/],
    ['tags to overwrite with', { Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] }, /together/],
    ['a key for plain text', { KeyId: 'alias/aws/ssm' }, /^KeyId is required for SecureString/],
    ['a data type that is none', { DataType: 'Text' }, /^The following data type is not supported/],
    ['a wrong image id', { DataType: 'aws:ec2:image', Value: 'i-1' }, /is not a valid image ID/],
    ['AWS’s tags', { Tags: [{ Key: 'aws:x', Value: 'b' }] }, /are reserved/],
  ])('%s', async (_, input, message) => {
    const { api, put } = await serve();
    await expect(put(input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
    expect(api.defects).toEqual([]);
  });

  test('patterns that are none, and those that never end', async () => {
    const { put } = await serve();
    for (const AllowedPattern of ['(', '(a+)+']) {
      await expect(put({ Value: `${'a'.repeat(64)}b`, AllowedPattern })).rejects.toMatchObject({
        name: 'InvalidAllowedPatternException',
      });
    }
  });

  test('policies, loudly', async () => {
    const { api, put } = await serve();
    const Policies = '[{"Type":"Expiration","Version":"1.0"}]';
    await expect(put({ Tier: 'Advanced', Policies })).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    expect(api.notBuilt).toEqual(['ssm.PutParameter']);
  });
});

test('A pattern is for each item of a list', async () => {
  const { put, overwrite } = await serve();
  await put({ Type: 'StringList', Value: 'a,bb', AllowedPattern: '[a-z]{1,2}' });
  await expect(overwrite('a,bbb')).rejects.toMatchObject({
    name: 'ParameterPatternMismatchException',
  });
});

describe('The tier', () => {
  test('is told by the size, if asked to, and never goes down', async () => {
    const { put, overwrite } = await serve();
    const Tier = 'Intelligent-Tiering';
    expect(await put({ Value: 'x'.repeat(4096), Tier })).toMatchObject({ Tier: 'Standard' });
    expect(await overwrite('x'.repeat(4097), { Tier })).toMatchObject({ Tier: 'Advanced' });
    expect(await overwrite('x')).toMatchObject({ Tier: 'Advanced' });
    await expect(overwrite('x', { Tier: 'Standard' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^This parameter uses the advanced-parameter tier\./),
    });
  });

  test('bounds the value', async () => {
    const { put } = await serve();
    await expect(put({ Value: 'x'.repeat(4097) })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^Standard tier parameters support a maximum .* of 4096 /),
    });
    await expect(put({ Value: 'x'.repeat(8193), Tier: 'Advanced' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^Advanced tier parameters support a maximum .* of 8192 /),
    });
  });
});

test('Tags come with the first version', async () => {
  const { client, put } = await serve();
  const Tags = [{ Key: 'app', Value: 'rollover' }];
  await put({ Tags });
  const { TagList } = await client.send(
    new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: Name }),
  );
  expect(TagList).toEqual(Tags);
});
