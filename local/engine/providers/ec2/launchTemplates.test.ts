import { expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const token = 'aws:ec2/launchTemplate:LaunchTemplate';
const inputs = {
  imageId: 'ami-0123456789abcdef0',
  instanceType: 't4g.small',
  iamInstanceProfile: { arn: 'arn:aws:iam::000000000000:instance-profile/web' },
  vpcSecurityGroupIds: ['sg-0123456789abcdef0'],
  userData: Buffer.from('#!/bin/sh\n').toString('base64'),
  metadataOptions: {
    httpEndpoint: 'enabled',
    httpTokens: 'required',
    httpPutResponseHopLimit: 1,
    instanceMetadataTags: 'enabled',
  },
  monitoring: { enabled: true },
  blockDeviceMappings: [
    {
      deviceName: '/dev/xvda',
      ebs: { volumeType: 'gp3', volumeSize: 8, encrypted: 'true', deleteOnTermination: 'true' },
    },
  ],
  tagSpecifications: [
    { resourceType: 'instance', tags: { Name: 'rollover' } },
    { resourceType: 'volume', tags: { Name: 'rollover' } },
  ],
  updateDefaultVersion: true,
  tags: { Name: 'rollover' },
};

test('LaunchTemplate lives, and each change of its data is a version', async () => {
  const served = await serveProviders();
  const { outputs } = await live(served, {
    token,
    inputs,
    updates: [
      { instanceType: 't3.small', imageId: 'ami-0123456789abcdef1' },
      { monitoring: undefined, description: 'Without monitoring' },
      { vpcSecurityGroupIds: ['sg-1', 'sg-2'], tags: { Name: 'other' } },
    ],
    replacements: [{ name: 'web' }, { namePrefix: 'web-' }],
  });
  expect(outputs).toMatchObject({
    name: expect.stringMatching(/^instances-[0-9a-f]{7}$/),
    arn: expect.stringContaining(':launch-template/lt-'),
    latestVersion: 1,
    defaultVersion: 1,
  });
});

test('A version becomes the default if it is to', async () => {
  const { typeOf, creating, context, aws } = await serveProviders();
  const { create, update } = typeOf(token);
  const { id, outputs } = await create(inputs, creating());
  const second = { ...inputs, instanceType: 't3.small' };
  const updated = await update(id, outputs, second, context);
  expect(updated).toMatchObject({ latestVersion: 2, defaultVersion: 2 });
  const third = { ...second, instanceType: 't3.medium', updateDefaultVersion: false };
  const kept = await update(id, updated, third, context);
  expect(kept).toMatchObject({ latestVersion: 3, defaultVersion: 2 });
  const back = await update(id, kept, { ...third, defaultVersion: 1 }, context);
  expect(back).toMatchObject({ latestVersion: 3, defaultVersion: 1 });

  const { LaunchTemplateVersions } = await aws.ec2.describeLaunchTemplateVersions({
    LaunchTemplateId: id,
    Versions: ['$Latest'],
  });
  expect(LaunchTemplateVersions?.[0]?.LaunchTemplateData).toMatchObject({
    InstanceType: 't3.medium',
    SecurityGroupIds: inputs.vpcSecurityGroupIds,
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: 8 } }],
    TagSpecifications: [
      { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'rollover' }] },
      { ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'rollover' }] },
    ],
  });
});
