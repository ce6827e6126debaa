import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  GetInstanceProfileCommand,
  IAMClient,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
  waitUntilInstanceProfileExists,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { instanceProfileByArn } from '../../store/iam.ts';
import { serveApi } from '../../testing/serveApi.ts';
import { iam } from './iam.ts';
import { roleOfInstanceProfile } from './instanceProfileRole.ts';

const trust =
  '{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';
const pair = { InstanceProfileName: 'web', RoleName: 'web-role' };
const Arn = 'arn:aws:iam::000000000000:instance-profile/web';

async function serveProfile() {
  const api = await serveApi(iam);
  const client = new IAMClient(api.client);
  const { InstanceProfileName, RoleName } = pair;
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const created = await client.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  return { api, client, created };
}

test('A profile and its role come and go in the one order that is allowed', async () => {
  const { api, client, created } = await serveProfile();
  expect(created.InstanceProfile).toMatchObject({
    Arn,
    InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
    Roles: [],
  });
  await waitUntilInstanceProfileExists({ client, maxWaitTime: 5 }, { InstanceProfileName: 'web' });
  await client.send(new AddRoleToInstanceProfileCommand(pair));
  await expect(client.send(new AddRoleToInstanceProfileCommand(pair))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  });
  const { InstanceProfile } = await client.send(new GetInstanceProfileCommand(pair));
  expect(InstanceProfile?.Roles).toMatchObject([{ RoleName: 'web-role', Path: '/' }]);
  const ofRole = await client.send(new ListInstanceProfilesForRoleCommand(pair));
  expect(ofRole.InstanceProfiles).toMatchObject([{ InstanceProfileName: 'web' }]);

  const message = 'Cannot delete entity, must remove roles from instance profile first.';
  for (const refuse of [
    () => client.send(new DeleteRoleCommand(pair)),
    () => client.send(new DeleteInstanceProfileCommand(pair)),
  ]) {
    await expect(refuse()).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message,
    });
  }
  await client.send(new RemoveRoleFromInstanceProfileCommand(pair));
  await expect(client.send(new RemoveRoleFromInstanceProfileCommand(pair))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
  await client.send(new DeleteInstanceProfileCommand(pair));
  await client.send(new DeleteRoleCommand(pair));
  await expect(client.send(new GetInstanceProfileCommand(pair))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'Instance Profile web cannot be found.',
  });
  expect(api.defects).toEqual([]);
});

test('A profile’s name is taken once', async () => {
  const { client } = await serveProfile();
  await expect(
    client.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'Web' })),
  ).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'Instance Profile Web already exists.',
  });
});

test('Profiles are listed by path, and have tags', async () => {
  const { client } = await serveProfile();
  const Tags = [{ Key: 'app', Value: 'rollover' }];
  await client.send(
    new CreateInstanceProfileCommand({ InstanceProfileName: 'db', Path: '/data/', Tags }),
  );
  const list = async (PathPrefix: string) =>
    (await client.send(new ListInstanceProfilesCommand({ PathPrefix }))).InstanceProfiles?.map(
      (each) => each.InstanceProfileName,
    );
  expect(await list('/')).toEqual(['db', 'web']);
  expect(await list('/data/')).toEqual(['db']);

  const tagsOf = async (InstanceProfileName: string) =>
    (await client.send(new ListInstanceProfileTagsCommand({ InstanceProfileName }))).Tags;
  expect(await tagsOf('db')).toEqual(Tags);
  await client.send(new TagInstanceProfileCommand({ InstanceProfileName: 'web', Tags }));
  await client.send(
    new UntagInstanceProfileCommand({ InstanceProfileName: 'db', TagKeys: ['app'] }),
  );
  expect([await tagsOf('db'), await tagsOf('web')]).toEqual([[], Tags]);
});

describe('The role of an instance', () => {
  test('is found by the profile’s name and by its ARN', async () => {
    const { api, client } = await serveProfile();
    await client.send(new AddRoleToInstanceProfileCommand(pair));
    for (const wanted of [{ Name: 'web' }, { Arn }]) {
      const { instanceProfile, role } = roleOfInstanceProfile(api, wanted);
      expect([instanceProfile.Arn, role.RoleName]).toEqual([Arn, 'web-role']);
    }
    expect(instanceProfileByArn(api.store, Arn)?.role?.RoleName).toBe('web-role');
    expect(instanceProfileByArn(api.store, `${Arn}2`)).toBeUndefined();
  });

  test.each([
    [
      { Name: 'none' },
      'Value (none) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
    ],
    [
      { Arn: `${Arn}2` },
      `Value (${Arn}2) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`,
    ],
    [{ Name: 'web' }, `IAM Instance Profile "${Arn}" has no associated IAM Roles`],
  ])('is refused in EC2’s words: %o', async (wanted, message) => {
    const { api } = await serveProfile();
    expect(() => roleOfInstanceProfile(api, wanted)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterValue', message }),
    );
  });
});
