import {
  DescribeParametersCommand,
  type DescribeParametersCommandInput,
  type ParameterMetadata,
  type ParameterStringFilter,
  PutParameterCommand,
  paginateDescribeParameters,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { ssm } from './ssm.ts';

const namesOf = (parameters: readonly ParameterMetadata[] = []) =>
  parameters.map(({ Name }) => Name);

/** With four parameters. */
async function serve() {
  const api = await serveApi(ssm);
  const client = new SSMClient(api.client);
  const put = (Name: string, more = {}) =>
    client.send(new PutParameterCommand({ Name, Value: `of ${Name}`, Type: 'String', ...more }));
  for (const name of ['/app/a', '/app/deep/b', 'apple']) await put(name);
  await put('/secret', {
    Type: 'SecureString',
    Tags: [
      { Key: 'env', Value: 'dev' },
      { Key: 'app', Value: 'rollover' },
    ],
  });
  const described = async (input: DescribeParametersCommandInput) =>
    namesOf((await client.send(new DescribeParametersCommand(input))).Parameters);
  return { client, put, described };
}

test.each<[string, ParameterStringFilter[], string[]]>([
  ['a name', [{ Key: 'Name', Values: ['/app/a'] }], ['/app/a']],
  ['a name’s rooted form', [{ Key: 'Name', Values: ['/apple'] }], ['apple']],
  [
    'how names begin',
    [{ Key: 'Name', Option: 'BeginsWith', Values: ['/app'] }],
    ['/app/a', '/app/deep/b', 'apple'],
  ],
  ['what names contain', [{ Key: 'Name', Option: 'Contains', Values: ['eep'] }], ['/app/deep/b']],
  ['a level', [{ Key: 'Path', Values: ['/app'] }], ['/app/a']],
  [
    'a hierarchy',
    [{ Key: 'Path', Option: 'Recursive', Values: ['/app'] }],
    ['/app/a', '/app/deep/b'],
  ],
  ['a type', [{ Key: 'Type', Values: ['SecureString', 'StringList'] }], ['/secret']],
  ['a key', [{ Key: 'KeyId', Values: ['alias/aws/ssm'] }], ['/secret']],
  ['a tag', [{ Key: 'tag:env', Values: ['dev', 'prod'] }], ['/secret']],
  ['a tag’s key', [{ Key: 'tag:env' }], ['/secret']],
  [
    'two tags',
    [
      { Key: 'tag:env', Option: 'BeginsWith', Values: ['d'] },
      { Key: 'tag:app', Values: ['other'] },
    ],
    [],
  ],
])('DescribeParameters filters by %s', async (_, ParameterFilters, names) => {
  const { described } = await serve();
  expect(await described({ ParameterFilters })).toEqual(names);
});

test('DescribeParameters filters in the older form too, but not in both', async () => {
  const { described } = await serve();
  expect(await described({ Filters: [{ Key: 'Name', Values: ['/app/'] }] })).toEqual([
    '/app/a',
    '/app/deep/b',
  ]);
  const Filters = [{ Key: 'Type' as const, Values: ['SecureString'] }];
  expect(await described({ Filters })).toEqual(['/secret']);
  await expect(
    described({ Filters, ParameterFilters: [{ Key: 'tag:env' }] }),
  ).rejects.toMatchObject({
    message: 'You can use either Filters or ParameterFilters in a single request.',
  });
});

test.each<[ParameterStringFilter[], string, RegExp]>([
  [[{ Key: 'Label', Values: ['x'] }], 'InvalidFilterKey', /not valid: Label\. Valid filter keys/],
  [[{ Key: 'Nam' }], 'ValidationException', /'Nam' at 'parameterFilters\.1\.member\.key' failed/],
  [[{ Key: 'Name' }], 'InvalidFilterValue', /values are missing : null for filter key Name$/],
  [
    [{ Key: 'Name', Option: 'OneLevel', Values: ['x'] }],
    'InvalidFilterOption',
    /not valid: OneLevel\. Valid options include: \[Equals, BeginsWith, Contains\]\.$/,
  ],
  [[{ Key: 'Type', Values: ['Str'] }], 'InvalidFilterValue', /value is not valid: Str\. Valid/],
  [[{ Key: 'Path', Values: ['/ssm'] }], 'ValidationException', /^Filters for common parameters/],
  [
    [
      { Key: 'tag:a', Values: ['x'] },
      { Key: 'tag:a', Values: ['y'] },
    ],
    'InvalidFilterKey',
    /duplicated in the request: tag:a\./,
  ],
])('DescribeParameters refuses %j', async (ParameterFilters, name, message) => {
  const { described } = await serve();
  await expect(described({ ParameterFilters })).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test('DescribeParameters goes page by page, and shows no values', async () => {
  const { client, put } = await serve();
  for (let index = 0; index < 8; index++) await put(`/p/${index}`);
  const pages: ParameterMetadata[][] = [];
  for await (const page of paginateDescribeParameters({ client, pageSize: 5 }, {})) {
    pages.push(page.Parameters ?? []);
  }
  expect(pages.map(({ length }) => length)).toEqual([5, 5, 2]);
  expect(new Set(pages.flatMap(namesOf)).size).toBe(12);
  expect(pages[0]?.[0]).not.toHaveProperty('Value');
});
