// The region as a user of the AWS CLI has it. Debian 12's, 2.9, does not know AWS_ENDPOINT_URL yet.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hostObjects } from './testing/hostObjects.ts';
import { type HostRegion, instanceType, startHostRegion } from './testing/hostRegion.ts';

let region: HostRegion;

beforeAll(async () => {
  region = await startHostRegion('t6');
});

afterAll(async () => {
  await region?.remove();
  expect(hostObjects('t6')).toEqual([]);
});

async function aws(command: string, ...more: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    '/usr/bin/aws',
    [
      ...['--endpoint-url', region.endpoint.endpoint, '--output', 'text'],
      ...command.split(' '),
      ...more,
    ],
    {
      env: {
        ...region.environment,
        HOME: region.settings.directory,
        // Debian's before any other: version 1 has no `logs tail`.
        PATH: `/usr/bin:${process.env.PATH}`,
      },
    },
  );
  return stdout.trim();
}

test('Who calls, an image, an instance of it, an image of that, and the end of both', async () => {
  expect(await aws('sts get-caller-identity --query Account')).toBe('000000000000');
  const debian = await aws(
    'ec2 describe-images --owners 136693071363 --filters Name=name,Values=debian-13-* --query Images[0].ImageId',
  );
  expect(debian).toMatch(/^ami-[0-9a-f]{17}$/);
  expect(await aws('ec2 describe-images --owners self --query Images')).toBe('');

  const id = await aws(
    `ec2 run-instances --image-id ${debian} --instance-type ${instanceType} --query Instances[0].InstanceId`,
    '--tag-specifications',
    'ResourceType=instance,Tags=[{Key=Name,Value=from the CLI}]',
  );
  const state = (expected: string) =>
    vi.waitFor(
      async () =>
        expect(
          await aws(
            `ec2 describe-instances --instance-ids ${id} --query Reservations[0].Instances[0].State.Name`,
          ),
        ).toBe(expected),
      { timeout: 60_000 },
    );
  await state('running');
  expect(
    await aws(
      'ec2 describe-instances --filters Name=tag:Name,Values=from* --query Reservations[].Instances[].InstanceId',
    ),
  ).toBe(id);

  const image = await aws(
    `ec2 create-image --instance-id ${id} --no-reboot --name ours --query ImageId`,
  );
  await vi.waitFor(
    async () =>
      expect(await aws('ec2 describe-images --owners self --query Images[].[ImageId,State]')).toBe(
        `${image}\tavailable`,
      ),
    { timeout: 60_000 },
  );
  await aws(`ec2 terminate-instances --instance-ids ${id}`);
  await state('terminated');
  await aws(`ec2 deregister-image --image-id ${image}`);
  expect(await aws('ec2 describe-images --owners self --query Images')).toBe('');
});

test('A dry run, and an instance that does not exist, are told in words of EC2', async () => {
  const debian = await aws('ec2 describe-images --owners amazon --query Images[0].ImageId');
  await expect(
    aws(`ec2 run-instances --dry-run --image-id ${debian} --instance-type ${instanceType}`),
  ).rejects.toThrow(/\(DryRunOperation\)/);
  await expect(aws('ec2 terminate-instances --instance-ids i-0123456789abcdef0')).rejects.toThrow(
    /\(InvalidInstanceID.NotFound\).*The instance ID 'i-0123456789abcdef0' does not exist/,
  );
});

test('`aws logs tail` shows events of all streams, as far as a pattern matches', async () => {
  await aws('logs create-log-group --log-group-name web');
  for (const name of ['i-1', 'i-2']) {
    await aws(`logs create-log-stream --log-group-name web --log-stream-name ${name}`);
    const events = ['{"status":200}', `{"status":500,"by":"${name}"}`].map((message) => ({
      timestamp: Date.now(),
      message,
    }));
    await aws(
      `logs put-log-events --log-group-name web --log-stream-name ${name} --log-events`,
      JSON.stringify(events),
    );
  }
  const all = await aws('logs tail web --format short');
  expect(all.split('\n')).toHaveLength(4);
  const errors = await aws('logs tail web --filter-pattern', '{ $.status >= 500 }');
  expect(errors).toMatch(/^\S+ i-1 .*"by":"i-1"}\n\S+ i-2 .*"by":"i-2"}$/);
});
