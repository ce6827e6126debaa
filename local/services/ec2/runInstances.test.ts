import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { serveComputing } from './testing/serveComputing.ts';

describe('RunInstances', () => {
  test('answers with what AWS says of an instance that is just launched', async () => {
    const { ec2, ImageId } = await serveComputing();
    const { Instances = [], ReservationId } = await ec2.runInstances({
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 2,
      MaxCount: 2,
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] },
        { ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'root' }] },
      ],
    });
    expect(ReservationId).toMatch(/^r-/);
    expect(Instances.map(({ AmiLaunchIndex }) => AmiLaunchIndex)).toEqual([0, 1]);
    expect(Instances[0]).toMatchObject({
      ImageId,
      State: { Code: 0, Name: 'pending' },
      InstanceType: 't3.micro',
      Architecture: 'x86_64',
      RootDeviceType: 'ebs',
      Monitoring: { State: 'disabled' },
      MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 1 },
      SecurityGroups: [{ GroupName: 'default' }],
      Tags: [{ Key: 'Name', Value: 'web' }],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda' }],
    });
    const { Volumes } = await ec2.describeVolumes({
      Filters: [{ Name: 'attachment.instance-id', Values: [Instances[0]?.InstanceId ?? ''] }],
    });
    expect(Volumes).toMatchObject([{ Size: 8, Tags: [{ Key: 'Name', Value: 'root' }] }]);
  });

  test('takes from a launch template what the request does not say', async () => {
    const { ec2, ImageId } = await serveComputing();
    const { LaunchTemplate } = await ec2.createLaunchTemplate({
      LaunchTemplateName: 'web',
      LaunchTemplateData: {
        ImageId,
        InstanceType: 't3.micro',
        Monitoring: { Enabled: true },
        MetadataOptions: { HttpTokens: 'required' },
        NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false }],
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }],
      },
    });
    const LaunchTemplateId = LaunchTemplate?.LaunchTemplateId;
    const { Instances = [] } = await ec2.runInstances({
      LaunchTemplate: { LaunchTemplateId, Version: '$Latest' },
      InstanceType: 't3.small',
      MinCount: 1,
      MaxCount: 1,
    });
    expect(Instances[0]).toMatchObject({
      ImageId,
      InstanceType: 't3.small',
      Monitoring: { State: 'enabled' },
      MetadataOptions: { HttpTokens: 'required' },
      Tags: [
        { Key: 'Name', Value: 'web' },
        { Key: 'aws:ec2launchtemplate:id', Value: LaunchTemplateId },
        { Key: 'aws:ec2launchtemplate:version', Value: '1' },
      ],
    });
    expect(Instances[0]?.PublicIpAddress).toBeUndefined();
  });

  test('knows the role of its instance profile', async () => {
    const { ec2, ImageId, client } = await serveComputing();
    const iam = new IAM(client);
    const { InstanceProfile } = await iam.createInstanceProfile({ InstanceProfileName: 'web' });
    const launch = {
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: { Name: 'web' },
    } as const;
    // Packer and Terraform try again on this very code.
    await expect(ec2.runInstances(launch)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await iam.createRole({
      RoleName: 'web',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'ec2.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: 'web', RoleName: 'web' });
    const { Instances } = await ec2.runInstances(launch);
    expect(Instances?.[0]?.IamInstanceProfile).toEqual({
      Arn: InstanceProfile?.Arn,
      Id: InstanceProfile?.InstanceProfileId,
    });
  });

  test.each<[string, Partial<RunInstancesCommandInput>, RegExp]>([
    ['an architecture that is not the image’s', { InstanceType: 't4g.micro' }, /architecture/],
    ['a type that is none', { InstanceType: 'x9.tiny' as 't3.micro' }, /The local region knows/],
    [
      'a shutdown behaviour that is none',
      { InstanceInitiatedShutdownBehavior: 'burn' as 'stop' },
      /burn/,
    ],
    [
      'tokens that are none',
      { MetadataOptions: { HttpTokens: 'maybe' as 'required' } },
      /HttpTokens/,
    ],
    ['a count of none', { MinCount: 2, MaxCount: 1 }, /MinCount/],
    ['user data that is not Base64', { UserData: '#!/bin/sh' }, /BASE64/],
    [
      'user data that is too long',
      { UserData: Buffer.alloc(16 * 1024 + 1).toString('base64') },
      /16384/,
    ],
  ])('refuses %s, and makes nothing', async (_, input, message) => {
    const { ec2, run, tables } = await serveComputing();
    await expect(run(input)).rejects.toThrow(message);
    expect((await ec2.describeInstances({})).Reservations).toEqual([]);
    expect(tables.networkInterfaces.list()).toEqual([]);
  });

  test('refuses a root volume that is smaller than the image', async () => {
    const { run } = await serveComputing();
    const BlockDeviceMappings = [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 4 } }];
    await expect(run({ BlockDeviceMappings })).rejects.toMatchObject({
      name: 'InvalidBlockDeviceMapping',
    });
  });

  test('says loudly what it cannot do', async () => {
    const { run, notBuilt } = await serveComputing();
    const BlockDeviceMappings = [{ DeviceName: '/dev/sdb', Ebs: { VolumeSize: 4 } }];
    await expect(run({ BlockDeviceMappings })).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(notBuilt).toEqual(['ec2.RunInstances']);
  });

  test('takes no tag that only AWS may set', async () => {
    const { run } = await serveComputing();
    const Tags = [{ Key: 'aws:autoscaling:groupName', Value: 'web' }];
    await expect(
      run({ TagSpecifications: [{ ResourceType: 'instance', Tags }] }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});
