import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  type PolicyScopeType,
  paginateListPolicies,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { iam } from './iam.ts';

const trust =
  '{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';
const document = (Action = 's3:GetObject') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
const PolicyArn = 'arn:aws:iam::000000000000:policy/app/read';
const awsManaged = 'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy';

async function servePolicy() {
  const api = await serveApi(iam);
  const client = new IAMClient(api.client);
  const create = (PolicyName: string, more = {}) =>
    client.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: document(), ...more }));
  await create('read', { Path: '/app/', Description: 'Reads' });
  return { api, client, create };
}

test('A policy goes the way that Terraform takes it: made, read with its version, deleted', async () => {
  const { api, client, create } = await servePolicy();
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
  expect(Policy).toMatchObject({
    PolicyName: 'read',
    PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    Arn: PolicyArn,
    Path: '/app/',
    DefaultVersionId: 'v1',
    AttachmentCount: 0,
    IsAttachable: true,
    Description: 'Reads',
  });
  const { PolicyVersion } = await client.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }),
  );
  expect(PolicyVersion).toMatchObject({ VersionId: 'v1', IsDefaultVersion: true });
  expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(document());

  await expect(create('READ')).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'A policy called READ already exists. Duplicate names are not allowed.',
  });
  await client.send(new DeletePolicyCommand({ PolicyArn }));
  await expect(client.send(new GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `Policy ${PolicyArn} was not found.`,
  });
  expect(api.defects).toEqual([]);
});

test('Versions: five at most, numbers given once, the default not deleted', async () => {
  const { client } = await servePolicy();
  const createVersion = (SetAsDefault: boolean) =>
    client.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document('s3:*'), SetAsDefault }),
    );
  const deleteVersion = (VersionId: string) =>
    client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  const { PolicyVersion } = await createVersion(true);
  expect(PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: true });
  await deleteVersion('v1');
  for (const VersionId of ['v3', 'v4', 'v5', 'v6']) {
    expect((await createVersion(false)).PolicyVersion?.VersionId).toBe(VersionId);
  }
  await expect(createVersion(false)).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: expect.stringMatching(/^A managed policy can have up to 5 versions\./),
  });
  await expect(deleteVersion('v2')).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete the default version of a policy.',
  });
  await client.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v6' }));
  await deleteVersion('v2');
  await expect(deleteVersion('v2')).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `Policy ${PolicyArn} version v2 does not exist or is not attachable.`,
  });
  const { Versions } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
  expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['v6', 'v5', 'v4', 'v3']);
  await expect(client.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: expect.stringMatching(/^This policy has more than one version\./),
  });
});

test('A policy on a role is counted, and not deleted', async () => {
  const { client } = await servePolicy();
  await client.send(new CreateRoleCommand({ RoleName: 'web', AssumeRolePolicyDocument: trust }));
  await client.send(new AttachRolePolicyCommand({ RoleName: 'web', PolicyArn }));
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
  expect(Policy?.AttachmentCount).toBe(1);
  await expect(client.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete a policy attached to entities.',
  });
  await client.send(new DetachRolePolicyCommand({ RoleName: 'web', PolicyArn }));
  await client.send(new DeletePolicyCommand({ PolicyArn }));
});

test('AWS’s policies are there without being made, and are not for changing', async () => {
  const { client } = await servePolicy();
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn: awsManaged }));
  expect(Policy).toMatchObject({ PolicyName: 'CloudWatchAgentServerPolicy', Path: '/' });
  const again = await client.send(new GetPolicyCommand({ PolicyArn: awsManaged }));
  expect(again.Policy).toEqual(Policy);
  await client.send(new GetPolicyVersionCommand({ PolicyArn: awsManaged, VersionId: 'v1' }));
  await expect(
    client.send(new DeletePolicyCommand({ PolicyArn: awsManaged })),
  ).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
});

test('ListPolicies tells the account’s from AWS’s, and what is attached from what is not', async () => {
  const { client, create } = await servePolicy();
  await create('write');
  await client.send(new CreateRoleCommand({ RoleName: 'web', AssumeRolePolicyDocument: trust }));
  for (const arn of [PolicyArn, awsManaged]) {
    await client.send(new AttachRolePolicyCommand({ RoleName: 'web', PolicyArn: arn }));
  }
  const names = async (input: { Scope?: PolicyScopeType; OnlyAttached?: boolean }) =>
    (await client.send(new ListPoliciesCommand(input))).Policies?.map((each) => each.PolicyName);
  expect(await names({ Scope: 'Local' })).toEqual(['read', 'write']);
  expect(await names({ Scope: 'AWS' })).toEqual(['CloudWatchAgentServerPolicy']);
  expect(await names({ OnlyAttached: true })).toEqual(['CloudWatchAgentServerPolicy', 'read']);
  // A value that the client's types do not have, as from a client of another version.
  await expect(names({ Scope: 'Mine' as PolicyScopeType })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(
      "Value 'Mine' at 'scope' failed to satisfy constraint: Member must satisfy enum value set: [AWS, All, Local]",
    ),
  });
  const long = `/${'p'.repeat(500)}/`;
  for (const name of ['x', 'y', 'z']) await create(name, { Path: long });
  const paged: (string | undefined)[] = [];
  for await (const { Policies = [] } of paginateListPolicies(
    { client, pageSize: 1 },
    { PathPrefix: long },
  )) {
    paged.push(...Policies.map(({ PolicyName }) => PolicyName));
  }
  expect(paged).toEqual(['x', 'y', 'z']);
});

test('Policies have tags', async () => {
  const { client } = await servePolicy();
  const Tags = [{ Key: 'app', Value: 'rollover' }];
  await client.send(new TagPolicyCommand({ PolicyArn, Tags }));
  expect((await client.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual(Tags);
  await client.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['app'] }));
  expect((await client.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([]);
});

test('A managed policy may have 6,144 characters', async () => {
  const { create } = await servePolicy();
  await expect(
    create('long', { PolicyDocument: document(`s3:${'x'.repeat(6144)}`) }),
  ).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for PolicySize: 6144',
  });
});
