// For tests: instances and images of a region, as a client makes and watches them.

import {
  CreateImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { expect } from 'vitest';

export async function baseImageId(ec2: EC2Client): Promise<string> {
  // The filter that finds Debian's image on AWS.
  const { Images = [] } = await ec2.send(
    new DescribeImagesCommand({
      Owners: ['136693071363'],
      Filters: [
        { Name: 'name', Values: ['debian-13-*-*'] },
        { Name: 'state', Values: ['available'] },
      ],
    }),
  );
  return Images[0]?.ImageId ?? '';
}

export const instanceType = process.arch === 'arm64' ? 't4g.micro' : 't3.micro';

export async function run(
  ec2: EC2Client,
  input: Partial<RunInstancesCommandInput> = {},
): Promise<string> {
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: await baseImageId(ec2),
      InstanceType: instanceType,
      MinCount: 1,
      MaxCount: 1,
      ...input,
    }),
  );
  expect(Instances[0]?.State?.Name).toBe('pending');
  return Instances[0]?.InstanceId ?? '';
}

export async function instance(ec2: EC2Client, InstanceId: string): Promise<Instance> {
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({ InstanceIds: [InstanceId] }),
  );
  return Reservations[0]?.Instances?.[0] ?? {};
}

export const reaches = (ec2: EC2Client, InstanceId: string, state: string) =>
  expect
    .poll(async () => (await instance(ec2, InstanceId)).State?.Name, { interval: 5 })
    .toBe(state);

export async function createImage(
  ec2: EC2Client,
  InstanceId: string,
  NoReboot = false,
): Promise<string> {
  const { ImageId = '' } = await ec2.send(
    new CreateImageCommand({ InstanceId, Name: `image of ${InstanceId}`, NoReboot }),
  );
  await expect
    .poll(
      async () => {
        const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
        return Images?.[0]?.State;
      },
      { interval: 5 },
    )
    .toBe('available');
  return ImageId;
}
