import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DeleteLaunchTemplateVersionsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  ModifyLaunchTemplateCommand,
  paginateDescribeLaunchTemplateVersions,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { computingOperations } from './computing.ts';
import { ec2 } from './service.ts';

async function createTemplate(data: RequestLaunchTemplateData = { InstanceType: 't3.micro' }) {
  const api = await serveApi(ec2(...computingOperations));
  const client = new EC2Client(api.client);
  const { LaunchTemplate } = await client.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'web',
      LaunchTemplateData: data,
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'a', Value: 'b' }] }],
    }),
  );
  return { client, LaunchTemplateId: LaunchTemplate?.LaunchTemplateId ?? '' };
}

const versionsOf = async (client: EC2Client, LaunchTemplateId: string, Versions?: string[]) => {
  const { LaunchTemplateVersions = [] } = await client.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions }),
  );
  return LaunchTemplateVersions.map(({ VersionNumber }) => VersionNumber);
};

test('A template is described with its tags, by its id or name', async () => {
  const { client, LaunchTemplateId } = await createTemplate();
  const expected = [
    {
      LaunchTemplateId,
      LaunchTemplateName: 'web',
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
      Tags: [{ Key: 'a', Value: 'b' }],
    },
  ];
  for (const named of [
    { LaunchTemplateIds: [LaunchTemplateId] },
    { LaunchTemplateNames: ['web'] },
    { Filters: [{ Name: 'tag:a', Values: ['b'] }] },
  ]) {
    const { LaunchTemplates } = await client.send(new DescribeLaunchTemplatesCommand(named));
    expect(LaunchTemplates).toMatchObject(expected);
  }
});

test('What its data holds comes back as it was given', async () => {
  const data: RequestLaunchTemplateData = {
    ImageId: 'ami-0123456789abcdef0',
    InstanceType: 't3.micro',
    IamInstanceProfile: { Arn: 'arn:aws:iam::000000000000:instance-profile/web' },
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, VolumeType: 'gp3', Encrypted: true } },
    ],
    NetworkInterfaces: [{ DeviceIndex: 0, Groups: ['sg-1'], AssociatePublicIpAddress: false }],
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    Monitoring: { Enabled: true },
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }],
    UserData: Buffer.from('#cloud-config').toString('base64'),
  };
  const { client, LaunchTemplateId } = await createTemplate(data);
  const { LaunchTemplateVersions } = await client.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ['$Latest'] }),
  );
  expect(LaunchTemplateVersions?.[0]).toMatchObject({
    VersionNumber: 1,
    DefaultVersion: true,
    LaunchTemplateData: data,
  });
});

test('A version takes over what its source has and it does not say', async () => {
  const { client, LaunchTemplateId } = await createTemplate({ InstanceType: 't3.micro' });
  const { LaunchTemplateVersion } = await client.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId,
      SourceVersion: '1',
      LaunchTemplateData: { ImageId: 'ami-1' },
    }),
  );
  expect(LaunchTemplateVersion).toMatchObject({
    VersionNumber: 2,
    DefaultVersion: false,
    LaunchTemplateData: { InstanceType: 't3.micro', ImageId: 'ami-1' },
  });
});

test('Versions are found by number, latest and default', async () => {
  const { client, LaunchTemplateId } = await createTemplate();
  const next = { LaunchTemplateId, LaunchTemplateData: { EbsOptimized: true } };
  await client.send(new CreateLaunchTemplateVersionCommand(next));
  await client.send(new CreateLaunchTemplateVersionCommand(next));
  await client.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: '2' }));
  expect(await versionsOf(client, LaunchTemplateId)).toEqual([3, 2, 1]);
  expect(await versionsOf(client, LaunchTemplateId, ['$Latest', '$Default', '1'])).toEqual([
    3, 2, 1,
  ]);
  await expect(versionsOf(client, LaunchTemplateId, ['4'])).rejects.toMatchObject({
    name: 'InvalidLaunchTemplateId.VersionNotFound',
  });
});

test('The latest and default versions of all templates are found a page at a time', async () => {
  const { client, LaunchTemplateId } = await createTemplate();
  const data = { EbsOptimized: true };
  const next = { LaunchTemplateId, LaunchTemplateData: data };
  await client.send(new CreateLaunchTemplateVersionCommand(next));
  await client.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName: 'api', LaunchTemplateData: data }),
  );
  const Versions = ['$Latest', '$Default'];
  const found: string[] = [];
  for await (const page of paginateDescribeLaunchTemplateVersions(
    { client, pageSize: 2 },
    { Versions },
  )) {
    for (const { LaunchTemplateName, VersionNumber } of page.LaunchTemplateVersions ?? [])
      found.push(`${LaunchTemplateName} ${VersionNumber}`);
  }
  expect(found).toEqual(['web 2', 'web 1', 'api 1']);
  await expect(
    client.send(new DescribeLaunchTemplateVersionsCommand({ Versions: ['1'] })),
  ).rejects.toMatchObject({ name: 'MissingParameter' });
});

test('Numbers are not given again, and the default version cannot be deleted', async () => {
  const { client, LaunchTemplateId } = await createTemplate();
  const next = { LaunchTemplateId, LaunchTemplateData: { EbsOptimized: true } };
  await client.send(new CreateLaunchTemplateVersionCommand(next));
  const answer = await client.send(
    new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ['1', '2', '9'] }),
  );
  expect(
    answer.SuccessfullyDeletedLaunchTemplateVersions?.map(({ VersionNumber }) => VersionNumber),
  ).toEqual([2]);
  expect(
    answer.UnsuccessfullyDeletedLaunchTemplateVersions?.map(({ VersionNumber }) => VersionNumber),
  ).toEqual([1, 9]);
  const { LaunchTemplateVersion } = await client.send(new CreateLaunchTemplateVersionCommand(next));
  expect(LaunchTemplateVersion?.VersionNumber).toBe(3);
});

test('A deleted template is gone, and its name is free', async () => {
  const { client, LaunchTemplateId } = await createTemplate();
  const again = { LaunchTemplateName: 'web', LaunchTemplateData: { EbsOptimized: true } };
  await expect(client.send(new CreateLaunchTemplateCommand(again))).rejects.toMatchObject({
    name: 'InvalidLaunchTemplateName.AlreadyExistsException',
  });
  await client.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId }));
  await expect(versionsOf(client, LaunchTemplateId)).rejects.toMatchObject({
    name: 'InvalidLaunchTemplateId.NotFound',
  });
  await client.send(new CreateLaunchTemplateCommand(again));
});

test('Data that no launch could use is refused when it is given', async () => {
  const { client, LaunchTemplateId } = await createTemplate();
  const version = (LaunchTemplateData: RequestLaunchTemplateData) =>
    client.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, LaunchTemplateData }));
  const UserData = Buffer.alloc(16 * 1024 + 1).toString('base64');
  await expect(version({ UserData })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(version({ InstanceType: 'x9.tiny' as 't3.micro' })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
});
