import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  type GetParametersByPathCommandInput,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  type ParameterStringFilter,
  PutParameterCommand,
  paginateGetParametersByPath,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { ssm } from './ssm.ts';

type Named = { readonly Name?: string | undefined };
const namesOf = (parameters: readonly Named[] = []) => parameters.map(({ Name }) => Name);

async function serve(...names: string[]) {
  const api = await serveApi(ssm);
  const client = new SSMClient(api.client);
  const put = (Name: string, more = {}) =>
    client.send(new PutParameterCommand({ Name, Value: `of ${Name}`, Type: 'String', ...more }));
  for (const name of names) await put(name);
  const get = async (Name: string) =>
    (await client.send(new GetParameterCommand({ Name }))).Parameter;
  const byPath = async (input: GetParametersByPathCommandInput) =>
    namesOf((await client.send(new GetParametersByPathCommand(input))).Parameters);
  return { api, client, put, get, byPath };
}

describe('GetParameter', () => {
  test('takes a name or an ARN, with or without a version or a label', async () => {
    const { client, put, get } = await serve('/a/b', 'flat');
    await put('/a/b', { Value: 'second', Overwrite: true });
    await client.send(
      new LabelParameterVersionCommand({ Name: '/a/b', ParameterVersion: 1, Labels: ['old'] }),
    );
    const arn = 'arn:aws:ssm:eu-central-1:000000000000:parameter';
    expect(await get('/a/b')).toMatchObject({ Version: 2, Value: 'second' });
    expect(await get(`${arn}/a/b:1`)).toMatchObject({ Name: '/a/b', Version: 1, Selector: ':1' });
    expect(await get('/a/b:old')).toMatchObject({ Version: 1, Selector: ':old' });
    expect(await get(`${arn}/flat`)).toMatchObject({ Name: 'flat', ARN: `${arn}/flat` });
  });

  test.each([
    ['/none', 'ParameterNotFound'],
    ['/none:1', 'ParameterNotFound'],
    ['/a/b:1:1', 'ParameterNotFound'],
    ['/a/b:2', 'ParameterVersionNotFound'],
    ['/a/b:label', 'ParameterVersionNotFound'],
    ['/aws/service/debian/release/trixie/latest/amd64', 'ParameterNotFound'],
    ['arn:aws:ssm:us-east-1:000000000000:parameter/a/b', 'ParameterNotFound'],
  ])('finds nothing under %s', async (name, code) => {
    const { get } = await serve('/a/b');
    await expect(get(name)).rejects.toMatchObject({
      name: code,
      $metadata: { httpStatusCode: 400 },
    });
  });
});

test('GetParameters names what it has not found', async () => {
  const { client } = await serve('/a', '/b');
  const Names = ['/b', '/none', '/a', '/a:7'];
  const got = await client.send(new GetParametersCommand({ Names }));
  expect(namesOf(got.Parameters)).toEqual(['/b', '/a']);
  expect(got.InvalidParameters).toEqual(['/none', '/a:7']);
  await expect(
    client.send(new GetParametersCommand({ Names: Array.from({ length: 11 }, () => '/a') })),
  ).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/at 'names' failed .* length less than or equal to 10$/),
  });
});

describe('GetParametersByPath', () => {
  const names = ['/app/a', '/app/b', '/app/deep/c', '/application', 'flat'];

  test('gives one level or all below it', async () => {
    const { byPath } = await serve(...names);
    expect(await byPath({ Path: '/app' })).toEqual(['/app/a', '/app/b']);
    expect(await byPath({ Path: '/app/', Recursive: true })).toEqual(names.slice(0, 3));
    expect(await byPath({ Path: '/' })).toEqual(['/application', 'flat']);
    expect(await byPath({ Path: '/', Recursive: true })).toEqual(names);
    expect(await byPath({ Path: '/none' })).toEqual([]);
    for (const Path of ['app', '//', '/a b']) {
      await expect(byPath({ Path })).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(
          /^The parameter doesn't meet the parameter name requirement/,
        ),
      });
    }
  });

  test('gives ten at a time', async () => {
    const many = Array.from({ length: 25 }, (_, index) => `/many/${index + 10}`);
    const { client, byPath } = await serve(...many);
    const sizes: (number | undefined)[] = [];
    for await (const page of paginateGetParametersByPath({ client }, { Path: '/many' })) {
      sizes.push(page.Parameters?.length);
    }
    expect(sizes).toEqual([10, 10, 5]);
    await expect(byPath({ Path: '/', MaxResults: 11 })).rejects.toMatchObject({
      message: expect.stringMatching(/'11' at 'maxResults' failed .* less than or equal to 10$/),
    });
    await expect(byPath({ Path: '/', NextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidNextToken',
    });
  });

  test('selects by label, type and key only', async () => {
    const { client, put, byPath } = await serve('/app/a');
    await put('/app/list', { Type: 'StringList' });
    await put('/app/a', { Value: 'second', Overwrite: true });
    await client.send(
      new LabelParameterVersionCommand({ Name: '/app/a', ParameterVersion: 1, Labels: ['live'] }),
    );
    const filtered = (...ParameterFilters: ParameterStringFilter[]) =>
      byPath({ Path: '/app', ParameterFilters });
    expect(await filtered({ Key: 'Type', Values: ['StringList'] })).toEqual(['/app/list']);
    const labelled = await client.send(
      new GetParametersByPathCommand({
        Path: '/app',
        ParameterFilters: [{ Key: 'Label', Values: ['live'] }],
      }),
    );
    expect(labelled.Parameters).toMatchObject([{ Name: '/app/a', Version: 1 }]);
    await expect(filtered({ Key: 'Name', Values: ['a'] })).rejects.toMatchObject({
      name: 'InvalidFilterKey',
      message:
        'The following filter key is not valid: Name. Valid filter keys include: [Type, KeyId, Label].',
    });
  });
});

describe('Deleting', () => {
  test('takes the history with it', async () => {
    const { client, put, get } = await serve('/a');
    await put('/a', { Overwrite: true });
    await client.send(new DeleteParameterCommand({ Name: '/a' }));
    await expect(get('/a')).rejects.toMatchObject({ name: 'ParameterNotFound' });
    expect(await put('/a')).toMatchObject({ Version: 1 });
    await expect(client.send(new DeleteParameterCommand({ Name: '/none' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
  });

  test('of many names those that were not there', async () => {
    const { client } = await serve('/a', '/b');
    expect(
      await client.send(new DeleteParametersCommand({ Names: ['/a', '/none', '/b'] })),
    ).toMatchObject({ DeletedParameters: ['/a', '/b'], InvalidParameters: ['/none'] });
  });
});

describe('Tags', () => {
  const resource = { ResourceType: 'Parameter', ResourceId: '/a' } as const;

  test('are added, replaced and removed', async () => {
    const { client, put } = await serve('/a');
    const add = (...Tags: { Key: string; Value: string }[]) =>
      client.send(new AddTagsToResourceCommand({ ...resource, Tags }));
    await add({ Key: 'a', Value: '1' }, { Key: 'b', Value: '1' });
    await add({ Key: 'a', Value: '2' });
    await client.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ['b', 'none'] }));
    await put('/a', { Overwrite: true });
    const { TagList } = await client.send(new ListTagsForResourceCommand(resource));
    expect(TagList).toEqual([{ Key: 'a', Value: '2' }]);
    await expect(
      add(...Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))),
    ).rejects.toMatchObject({ name: 'TooManyTagsError' });
  });

  test('are of parameters that exist', async () => {
    const { client } = await serve('/a');
    for (const other of [{ ResourceId: '/none' }, { ResourceType: 'Document' as const }]) {
      await expect(
        client.send(new ListTagsForResourceCommand({ ...resource, ...other })),
      ).rejects.toMatchObject({ name: 'InvalidResourceId' });
    }
  });
});
