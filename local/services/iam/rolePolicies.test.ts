import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { iam } from './iam.ts';

const trust =
  '{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';
const statement = { Effect: 'Allow', Action: ['dynamodb:*Item'], Resource: "arn:aws:s3:::it's(!)" };
const document = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const managed = 'arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM';

async function serveRole() {
  const { client } = await serveApi(iam);
  const connection = new IAMClient(client);
  await connection.send(
    new CreateRoleCommand({ RoleName: 'web', AssumeRolePolicyDocument: trust }),
  );
  const put = (PolicyDocument: string, PolicyName = 'table') =>
    connection.send(new PutRolePolicyCommand({ RoleName: 'web', PolicyName, PolicyDocument }));
  return { client: connection, put };
}

test('A role’s own policy is put, read encoded by RFC 3986, replaced, listed and deleted', async () => {
  const { client, put } = await serveRole();
  const named = { RoleName: 'web', PolicyName: 'table' };
  await put(document({ ...statement, Effect: 'Deny' }));
  await put(document(statement));
  await put(document(statement), 'Another');
  const read = await client.send(new GetRolePolicyCommand(named));
  expect(read).toMatchObject(named);
  expect(read.PolicyDocument).toMatch(/^[\w.~%-]+$/);
  expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(document(statement));
  const listed = await client.send(new ListRolePoliciesCommand({ RoleName: 'web' }));
  expect(listed).toMatchObject({ PolicyNames: ['Another', 'table'], IsTruncated: false });

  await expect(client.send(new DeleteRoleCommand({ RoleName: 'web' }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must delete policies first.',
  });
  await client.send(new DeleteRolePolicyCommand(named));
  for (const refuse of [
    () => client.send(new GetRolePolicyCommand(named)),
    () => client.send(new DeleteRolePolicyCommand(named)),
  ]) {
    await expect(refuse()).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role policy with name table cannot be found.',
    });
  }
});

test.each([
  ['{', 'Syntax errors in policy.'],
  [document(), 'Syntax errors in policy.'],
  [document({ ...statement, Effect: 'allow' }), 'Syntax errors in policy.'],
  [document({ ...statement, NotAction: 's3:*' }), 'Syntax errors in policy.'],
  [
    JSON.stringify({ Statement: [statement] }),
    'Policy document must be version 2012-10-17 or greater.',
  ],
  [document({ ...statement, Principal: '*' }), 'Policy document should not specify a principal.'],
  [document({ ...statement, Action: [] }), 'Policy statement must contain actions.'],
  [document({ Effect: 'Allow', Action: '*' }), 'Policy statement must contain resources.'],
  [
    document({ ...statement, Sid: 'a' }, { ...statement, Sid: 'a' }),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    document({ ...statement, Action: 'GetObject' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [document({ ...statement, Resource: 'table' }), 'Resource table must be in ARN format or "*".'],
])('PutRolePolicy refuses %s', async (policy, message) => {
  const { put } = await serveRole();
  await expect(put(policy)).rejects.toMatchObject({
    name: 'MalformedPolicyDocumentException',
    message,
    $metadata: { httpStatusCode: 400 },
  });
});

test('The policies of a role may have 10,240 characters together', async () => {
  const { put } = await serveRole();
  const half = document({ ...statement, Resource: `arn:${'x'.repeat(5000)}` });
  await put(half, 'first');
  await put(half, 'second');
  await put(half, 'first');
  await expect(put(half, 'third')).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Maximum policy size of 10240 bytes exceeded for role web',
  });
});

test('Attaching is repeatable; detaching what is not attached is not', async () => {
  const { client } = await serveRole();
  const pair = { RoleName: 'web', PolicyArn: managed };
  await client.send(new AttachRolePolicyCommand(pair));
  await client.send(new AttachRolePolicyCommand(pair));
  const listed = await client.send(new ListAttachedRolePoliciesCommand({ RoleName: 'web' }));
  expect(listed.AttachedPolicies).toEqual([
    { PolicyName: 'AmazonEC2RoleforSSM', PolicyArn: managed },
  ]);
  const elsewhere = await client.send(
    new ListAttachedRolePoliciesCommand({ RoleName: 'web', PathPrefix: '/other/' }),
  );
  expect(elsewhere.AttachedPolicies).toEqual([]);
  const entities = await client.send(new ListEntitiesForPolicyCommand({ PolicyArn: managed }));
  expect(entities.PolicyRoles).toMatchObject([{ RoleName: 'web' }]);
  const users = await client.send(
    new ListEntitiesForPolicyCommand({ PolicyArn: managed, EntityFilter: 'User' }),
  );
  expect(users).toMatchObject({ PolicyRoles: [], PolicyUsers: [], PolicyGroups: [] });

  await client.send(new DetachRolePolicyCommand(pair));
  await expect(client.send(new DetachRolePolicyCommand(pair))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `Policy ${managed} was not found.`,
  });
});

test.each([
  ['arn:aws:iam::000000000000:policy/none', 'NoSuchEntityException', /is not attachable\.$/],
  ['arn:aws:iam::aws:role/SomethingElse', 'InvalidInputException', /^ARN .* is not valid\.$/],
  ['short', 'ValidationError', /length greater than or equal to 20$/],
])('AttachRolePolicy refuses %s', async (PolicyArn, name, message) => {
  const { client } = await serveRole();
  await expect(
    client.send(new AttachRolePolicyCommand({ RoleName: 'web', PolicyArn })),
  ).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test('A role takes ten managed policies', async () => {
  const { client } = await serveRole();
  const attach = (index: number) =>
    client.send(
      new AttachRolePolicyCommand({
        RoleName: 'web',
        PolicyArn: `arn:aws:iam::aws:policy/Number${index}`,
      }),
    );
  for (let index = 0; index < 10; index++) await attach(index);
  await expect(attach(10)).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for PoliciesPerRole: 10',
  });
});
