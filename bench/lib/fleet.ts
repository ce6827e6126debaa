// Instances of a local region, timed from the call to the answer.

import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  CreateImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Image,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Endpoint } from '../../local/settings.ts';
import { now } from './clock.ts';
import { openPorts } from './ports.ts';

export type Fleet = {
  debianImage(): Promise<string>;
  /** The newest of the web app's. */
  webappImage(): Promise<string>;
  /** Each: seconds from the call; what was launched is terminated. */
  timeToSsh(ImageId: string): Promise<number>;
  timeToHealth(ImageId: string, count: number): Promise<number>;
  timeToImage(ImageId: string): Promise<number>;
};

const deadlineSeconds = 120;
/** Seldom enough that asking costs the instances little. */
const everyMilliseconds = 50;

export async function openFleet(endpoint: Endpoint): Promise<Fleet> {
  const { accessKeyId, secretAccessKey } = endpoint;
  const ec2 = new EC2Client({
    endpoint: endpoint.endpoint,
    region: endpoint.regionName,
    credentials: { accessKeyId, secretAccessKey },
  });
  await openPorts(ec2, [22, 8080]);

  async function launch(ImageId: string, count: number): Promise<string[]> {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId,
        InstanceType: process.arch === 'arm64' ? 't4g.small' : 't3.small',
        MinCount: count,
        MaxCount: count,
      }),
    );
    return Instances.flatMap(({ InstanceId }) => InstanceId ?? []);
  }

  async function instances(InstanceIds: string[]) {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  }

  async function reach(InstanceIds: string[], state: string): Promise<void> {
    await until(async () =>
      (await instances(InstanceIds)).every(({ State }) => State?.Name === state),
    );
  }

  async function end(InstanceIds: string[]): Promise<void> {
    await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    await reach(InstanceIds, 'terminated');
  }

  async function timeTo(
    ImageId: string,
    count: number,
    isThere: (address: string) => Promise<boolean>,
  ): Promise<number> {
    const start = now();
    const ids = await launch(ImageId, count);
    try {
      const launched = await instances(ids);
      await Promise.all(
        launched.map(({ PublicIpAddress = '' }) => until(() => isThere(PublicIpAddress))),
      );
      return (now() - start) / 1000;
    } finally {
      await end(ids);
    }
  }

  async function newest(Owners: string[], name: string): Promise<string> {
    const { Images = [] } = await ec2.send(
      new DescribeImagesCommand({ Owners, Filters: [{ Name: 'name', Values: [name] }] }),
    );
    const at = ({ CreationDate = '' }: Image) => CreationDate;
    const [image] = Images.toSorted((a, b) => at(b).localeCompare(at(a)));
    if (!image?.ImageId) throw new Error(`expected an image named ${name}, found none`);
    return image.ImageId;
  }

  return {
    debianImage: () => newest(['136693071363'], 'debian-13-*'),
    webappImage: () => newest(['self'], '*'),
    timeToSsh: (ImageId) => timeTo(ImageId, 1, hasBanner),
    timeToHealth: (ImageId, count) => timeTo(ImageId, count, isHealthy),
    async timeToImage(ImageId) {
      const ids = await launch(ImageId, 1);
      await reach(ids, 'running');
      await ec2.send(new StopInstancesCommand({ InstanceIds: ids }));
      await reach(ids, 'stopped');
      const start = now();
      const Name = `bench ${start}`;
      const image = await ec2.send(new CreateImageCommand({ InstanceId: ids[0], Name }));
      await until(async () => {
        const { Images } = await ec2.send(
          new DescribeImagesCommand({ ImageIds: [image.ImageId ?? ''] }),
        );
        return Images?.[0]?.State === 'available';
      });
      const seconds = (now() - start) / 1000;
      await end(ids);
      return seconds;
    },
  };
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = AbortSignal.timeout(deadlineSeconds * 1000);
  while (!(await isTrue())) {
    deadline.throwIfAborted();
    await setTimeout(everyMilliseconds);
  }
}

function hasBanner(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 22, timeout: 500 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => end(data.toString().startsWith('SSH-')));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
    socket.once('end', () => end(false));
  });
}

async function isHealthy(host: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(1000);
    const { status } = await fetch(`http://${host}:8080/health`, { signal });
    return status === 200;
  } catch {
    return false;
  }
}
