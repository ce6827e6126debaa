import {
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  paginateListRoles,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { iam } from './iam.ts';

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});
const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';

async function serve() {
  const api = await serveApi(iam);
  const client = new IAMClient(api.client);
  const create = (RoleName: string, more = {}) =>
    client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, ...more }));
  return { api, client, create };
}

describe('CreateRole', () => {
  test('makes a role that GetRole shows, its document percent-encoded', async () => {
    const { client, create } = await serve();
    const created = await create('web', {
      Path: '/app/',
      Description: 'Serves',
      Tags: [{ Key: 'app', Value: 'rollover' }],
    });
    const { Role } = await client.send(new GetRoleCommand({ RoleName: 'web' }));
    expect(Role).toMatchObject({
      Path: '/app/',
      RoleName: 'web',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: 'arn:aws:iam::000000000000:role/app/web',
      CreateDate: new Date('2026-01-01T00:00:00Z'),
      Description: 'Serves',
      MaxSessionDuration: 3600,
      Tags: [{ Key: 'app', Value: 'rollover' }],
    });
    expect(created.Role).toMatchObject({ Arn: Role?.Arn, RoleId: Role?.RoleId });
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22/);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
  });

  test('refuses a name that is taken, in whatever case', async () => {
    const { create } = await serve();
    await create('web');
    await expect(create('WEB')).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      message: 'Role with name WEB already exists.',
      $metadata: { httpStatusCode: 409 },
    });
  });

  test.each([
    ['not json', 'This policy contains invalid Json'],
    ['{"Version":"2012-10-17"}', 'Syntax errors in policy.'],
    [trust.replace('"Action"', '"Resource":"*","Action"'), 'Has prohibited field Resource'],
    [
      trust.replace('sts:AssumeRole', 's3:GetObject'),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
  ])('refuses the document %s', async (document, message) => {
    const { create } = await serve();
    await expect(create('web', { AssumeRolePolicyDocument: document })).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message,
    });
  });

  test('refuses a document of more than 2048 characters without white space', async () => {
    const { create } = await serve();
    const padded = trust.replaceAll(',', `,${' '.repeat(2000)}`);
    await create('padded', { AssumeRolePolicyDocument: padded });
    const long = trust.replace('ec2.amazonaws.com', 'x'.repeat(2000));
    await expect(create('long', { AssumeRolePolicyDocument: long })).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
    });
  });

  test('tells all that is wrong with the members at once', async () => {
    const { create } = await serve();
    await expect(create('a role', { MaxSessionDuration: 60 })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(
        /^2 validation errors detected: .*'a role' at 'roleName'.*pattern: \[\\w\+=,\.@-\]\+; Value '60' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600$/,
      ),
    });
  });

  test('makes one role of many calls at the same time', async () => {
    const { create } = await serve();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => create('web')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

test('Updates change what they name', async () => {
  const { client, create } = await serve();
  await create('web', { Description: 'old' });
  const other = trust.replace('ec2', 'ecs-tasks');
  await client.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'web', PolicyDocument: other }));
  await client.send(new UpdateRoleCommand({ RoleName: 'web', MaxSessionDuration: 7200 }));
  await client.send(new UpdateRoleDescriptionCommand({ RoleName: 'web', Description: 'new' }));
  const { Role } = await client.send(new GetRoleCommand({ RoleName: 'web' }));
  expect(Role).toMatchObject({ Description: 'new', MaxSessionDuration: 7200 });
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(other);
});

test('ListRoles gives the roles below a path, by name, a page at a time', async () => {
  const { client, create } = await serve();
  for (const name of ['c', 'A', 'e', 'b', 'd']) await create(name, { Path: '/app/' });
  await create('elsewhere');
  const pages = paginateListRoles({ client, pageSize: 2 }, { PathPrefix: '/app/' });
  const names: (string | undefined)[][] = [];
  for await (const { Roles = [] } of pages) names.push(Roles.map(({ RoleName }) => RoleName));
  expect(names).toEqual([['A', 'b'], ['c', 'd'], ['e']]);
  const all = await client.send(new ListRolesCommand());
  expect(all.Roles).toHaveLength(6);
  expect(all.IsTruncated).toBe(false);
});

test('A marker of nobody’s is refused', async () => {
  const { client } = await serve();
  await expect(client.send(new ListRolesCommand({ Marker: 'x' }))).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('Tags are merged without regard to the case of keys, and taken away', async () => {
  const { client, create } = await serve();
  const tag = (...Tags: { Key: string; Value: string }[]) =>
    client.send(new TagRoleCommand({ RoleName: 'web', Tags }));
  await create('web', { Tags: [{ Key: 'app', Value: '1' }] });
  await tag({ Key: 'App', Value: '2' }, { Key: 'env', Value: '' });
  const listed = await client.send(new ListRoleTagsCommand({ RoleName: 'web', MaxItems: 1 }));
  expect(listed).toMatchObject({ Tags: [{ Key: 'App', Value: '2' }], IsTruncated: true });
  await client.send(new UntagRoleCommand({ RoleName: 'web', TagKeys: ['APP'] }));
  const { Role } = await client.send(new GetRoleCommand({ RoleName: 'web' }));
  expect(Role?.Tags).toEqual([{ Key: 'env', Value: '' }]);

  await expect(tag({ Key: 'x', Value: '' }, { Key: 'X', Value: '' })).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  });
  await expect(
    tag(...Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))),
  ).rejects.toMatchObject({ name: 'LimitExceededException' });
  await expect(tag({ Key: 'no{', Value: '' })).rejects.toMatchObject({
    message: expect.stringContaining("Value 'no{' at 'tags.1.member.key' failed"),
  });
});

test('A boundary is a policy that exists; lists do not show it', async () => {
  const { client, create } = await serve();
  await create('web');
  const put = (PermissionsBoundary: string) =>
    client.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'web', PermissionsBoundary }));
  await put(boundary);
  const { Role } = await client.send(new GetRoleCommand({ RoleName: 'web' }));
  expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundary);
  const { Roles } = await client.send(new ListRolesCommand());
  expect(Roles?.[0]).not.toHaveProperty('PermissionsBoundary');
  await expect(put('arn:aws:iam::000000000000:policy/none')).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
  await client.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'web' }));
});

describe('DeleteRole', () => {
  test('refuses while a policy is attached', async () => {
    const { client, create } = await serve();
    await create('web');
    await client.send(new AttachRolePolicyCommand({ RoleName: 'web', PolicyArn: boundary }));
    await expect(client.send(new DeleteRoleCommand({ RoleName: 'web' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: 'Cannot delete entity, must detach all policies first.',
    });
  });

  test('leaves nothing but NoSuchEntity', async () => {
    const { api, client, create } = await serve();
    await create('web');
    await client.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'web' }));
    await client.send(new DeleteRoleCommand({ RoleName: 'web' }));
    for (const refuse of [
      () => client.send(new GetRoleCommand({ RoleName: 'web' })),
      () => client.send(new DeleteRoleCommand({ RoleName: 'web' })),
      () => client.send(new ListRoleTagsCommand({ RoleName: 'web' })),
    ]) {
      await expect(refuse()).rejects.toMatchObject({
        name: 'NoSuchEntityException',
        message: 'The role with name web cannot be found.',
        $metadata: { httpStatusCode: 404 },
      });
    }
    expect(api.defects).toEqual([]);
  });
});
