import { describe, expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const tags = { app: 'rollover' };
const trust = (Service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service } }],
  });
const allow = (...Action: string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

async function serveRole() {
  const served = await serveProviders();
  const role = await served.make('aws:iam/role:Role', {
    name: 'web',
    assumeRolePolicy: trust('ec2.amazonaws.com'),
  });
  return { served, role };
}

describe('Role', () => {
  test('lives', async () => {
    const { outputs } = await live(await serveProviders(), {
      token: 'aws:iam/role:Role',
      inputs: { assumeRolePolicy: trust('ec2.amazonaws.com'), description: 'Instances', tags },
      updates: [
        { assumeRolePolicy: trust('ecs.amazonaws.com') },
        { description: 'Other', maxSessionDuration: 7200 },
        { permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess' },
        { permissionsBoundary: undefined, description: undefined },
        { tags: { app: 'other', more: '1' } },
      ],
      replacements: [{ path: '/app/' }, { name: 'web' }],
    });
    expect(outputs).toMatchObject({
      arn: expect.stringMatching(/^arn:aws:iam::000000000000:role\/instances-[0-9a-f]{7}$/),
      uniqueId: expect.stringMatching(/^AROA/),
      createDate: expect.stringMatching(/^2026-01-01T/),
      path: '/',
      maxSessionDuration: 3600,
    });
    expect(outputs).not.toHaveProperty('region');
  });

  test('is the same with a policy that only looks otherwise', async () => {
    const { diff } = (await serveProviders()).typeOf('aws:iam/role:Role');
    const assumeRolePolicy = trust('ec2.amazonaws.com');
    const { Statement, ...rest } = JSON.parse(assumeRolePolicy);
    const [statement] = Statement;
    const other = JSON.stringify({
      Statement: { ...statement, Action: ['sts:AssumeRole'] },
      ...rest,
    });
    expect(diff({ assumeRolePolicy }, { assumeRolePolicy: other }).changed).toEqual([]);
  });

  test('loses policies that others attached, if it is to', async () => {
    const { typeOf, creating, context, aws } = await serveProviders();
    const { create, delete: remove, read } = typeOf('aws:iam/role:Role');
    const { id, outputs } = await create(
      { assumeRolePolicy: trust('ec2.amazonaws.com'), forceDetachPolicies: true },
      creating(),
    );
    await aws.iam.attachRolePolicy({ RoleName: id, PolicyArn: readOnly });
    await aws.iam.putRolePolicy({ RoleName: id, PolicyName: 'own', PolicyDocument: allow('s3:*') });
    await remove(id, outputs, context);
    expect(await read(id, outputs, context)).toBeUndefined();
  });
});

test('RolePolicy lives', async () => {
  const { served, role } = await serveRole();
  const { id } = await live(served, {
    token: 'aws:iam/rolePolicy:RolePolicy',
    inputs: { role, name: 'own', policy: allow('s3:GetObject') },
    updates: [{ policy: allow('s3:GetObject', 's3:PutObject') }],
    replacements: [{ name: 'other' }, { role: 'other' }],
  });
  expect(id).toBe('web:own');
});

test('RolePolicyAttachment lives', async () => {
  const { served, role } = await serveRole();
  await live(served, {
    token: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    inputs: { role, policyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore' },
    replacements: [{ policyArn: readOnly }],
  });
});

test('InstanceProfile lives, and changes its role', async () => {
  const { served, role } = await serveRole();
  const other = await served.make('aws:iam/role:Role', {
    name: 'other',
    assumeRolePolicy: trust('ec2.amazonaws.com'),
  });
  const { id, outputs } = await live(served, {
    token: 'aws:iam/instanceProfile:InstanceProfile',
    inputs: { role, tags },
    updates: [{ role: other }, { role: undefined }, { role, tags: undefined }],
    replacements: [{ path: '/app/' }],
  });
  expect(outputs).toMatchObject({
    arn: `arn:aws:iam::000000000000:instance-profile/${id}`,
    uniqueId: expect.stringMatching(/^AIPA/),
  });
});

test('Policy lives through more versions than IAM keeps', async () => {
  const actions = ['s3:Get*', 's3:Put*', 's3:List*', 'ec2:Describe*', 'ssm:Get*', 'sns:Publish'];
  const { outputs } = await live(await serveProviders(), {
    token: 'aws:iam/policy:Policy',
    inputs: { name: 'own', policy: allow('s3:*'), description: 'Own', tags },
    updates: [...actions.map((action) => ({ policy: allow(action) })), { tags: { app: 'other' } }],
    replacements: [{ description: 'Other' }, { path: '/app/' }],
  });
  expect(outputs).toMatchObject({ arn: 'arn:aws:iam::000000000000:policy/own' });
});

test('A role in use is deleted once it is free', async () => {
  const { served, role } = await serveRole();
  const { typeOf, context, aws, said } = served;
  const policy = { RoleName: role, PolicyName: 'own' };
  await aws.iam.putRolePolicy({ ...policy, PolicyDocument: allow('s3:*') });
  const deleting = typeOf('aws:iam/role:Role').delete(role, {}, context);
  await expect.poll(() => said).toContain('Waiting for web to be used by nothing');
  await aws.iam.deleteRolePolicy(policy);
  await deleting;
});
