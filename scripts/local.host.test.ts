import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { hostObjects } from '../local/testing/hostObjects.ts';
import { root } from './lib/lockedPackage.mjs';
import { localSettings, takeDown } from './lib/region/localRegion.ts';
import { bringRegionUp } from './lib/region/regionUp.ts';
import { descendantsOf, isRunning } from './testing/descendants.ts';

const id = 't5';
const { directory } = localSettings({ id });

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Types a command, as `npm run local -- …` runs it. */
async function local(args: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'scripts/local.ts'), ...args, '--id', id]);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}

/** What a shell has after `eval "$(npm run --silent local -- env)"`. */
async function environment(): Promise<Record<string, string>> {
  const { stdout } = await local(['env']);
  return Object.fromEntries(
    [...stdout.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

async function client(): Promise<EC2Client> {
  const env = await environment();
  return new EC2Client({
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    region: env.AWS_REGION ?? '',
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
}

afterAll(async () => {
  await local(['reset']);
  expect(hostObjects(id)).toEqual([]);
  expect(existsSync(directory)).toBe(false);
});

test('A region that does not run says how to start it', async () => {
  for (const command of ['status', 'env', 'logs i-0123456789abcdef0']) {
    const { code, stderr } = await local(command.split(' '));
    expect(code).toBe(1);
    expect(stderr).toContain(`npm run local -- up --id ${id}`);
  }
});

test('Wrong settings are told together, and nothing is made', async () => {
  const { code, stderr } = await local(['up', '--port', 'x', '--region', 'moon']);
  expect(code).toBe(1);
  expect(stderr).toContain('port: expected an integer from 0 to 65535, got NaN');
  expect(stderr).toContain("region: expected a name such as eu-central-1, got 'moon'");
  expect(existsSync(directory)).toBe(false);
});

test('Up, an instance, its log and a shell in it, down, and up again', async () => {
  const up = await local(['up', '--port', '0']);
  expect(up.stderr).not.toContain('✗');
  expect(up.stdout).toContain('answers at http://127.0.0.1:');
  const again = await local(['up']);
  expect(again.stdout).toBe(up.stdout);

  const ec2 = await client();
  const instanceId = await runInstance(ec2);
  const { stdout: status } = await local(['status']);
  expect(status).toMatch(new RegExp(`${instanceId} +running +t`));
  await vi.waitFor(
    async () => {
      const { stdout } = await local(['logs', instanceId]);
      expect(stdout).toContain('Reached target');
    },
    { timeout: 60_000 },
  );
  const { stdout: shell } = await local(['shell', instanceId], 'cat /etc/os-release; id -u');
  expect(shell).toContain('VERSION_CODENAME=trixie');
  expect(shell.trim()).toMatch(/\n0$/);
  const { stdout: log } = await local(['logs']);
  expect(log).toContain(`${instanceId} is running`);

  const down = await local(['down']);
  expect(down.stdout).toContain('Stopped, with 1 instance.');
  expect(hostObjects(id)).toEqual([]);

  await local(['up', '--port', '0']);
  const { stdout: later } = await local(['status']);
  expect(later).toMatch(new RegExp(`${instanceId} +stopped`));
});

describe('A region whose start was killed, while it comes up', () => {
  /** Its daemon. */
  async function startAndKill() {
    await local(['down']);
    const up = spawn(process.execPath, [join(root, 'scripts/local.ts'), 'up', '--id', id]);
    const daemon = await vi.waitUntil(
      async () =>
        (await descendantsOf(up.pid ?? 0)).find(({ command }) => command.includes('local/main.ts')),
      { timeout: 60_000, interval: 10 },
    );
    up.kill('SIGKILL');
    return daemon;
  }

  test('is taken down', async () => {
    const daemon = await startAndKill();
    await takeDown(localSettings({ id }));
    expect(await isRunning(daemon)).toBe(false);
    expect(hostObjects(id)).toEqual([]);
  });

  test('is the one that the next start finds', async () => {
    const daemon = await startAndKill();
    const { processId } = await bringRegionUp(localSettings({ id }));
    expect(processId).toBe(daemon.processId);
  });
});

async function runInstance(ec2: EC2Client): Promise<string> {
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: Images[0]?.ImageId ?? '',
      InstanceType: process.arch === 'arm64' ? 't4g.small' : 't3.small',
      MinCount: 1,
      MaxCount: 1,
    }),
  );
  const InstanceId = Instances[0]?.InstanceId ?? '';
  await vi.waitFor(
    async () => {
      const { Reservations } = await ec2.send(
        new DescribeInstancesCommand({ InstanceIds: [InstanceId] }),
      );
      expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('running');
    },
    { timeout: 60_000 },
  );
  return InstanceId;
}
