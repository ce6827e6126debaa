// For host tests: a region of their own, with real machines and a real network, and ways to look in.

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateKeyPairCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { expect, vi } from 'vitest';
import { daemonCommand } from '../daemonCommand.ts';
import { createDrivers } from '../drivers.ts';
import { defaults, type Endpoint, endpointFile, type RegionSettings } from '../settings.ts';

const execute = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

export type HostRegion = {
  readonly settings: RegionSettings;
  readonly endpoint: Endpoint;
  /** Configuration of any client of the AWS SDK. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly ec2: EC2Client;
  /** Kills the daemon with SIGKILL and starts it again; `meanwhile` runs in between. */
  killAndRestart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Environment that leads any AWS tool to the region. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes everything of the region off this machine. */
  remove(): Promise<void>;
};

/** Starts the daemon of a region with this id, of 1 to 6 letters and digits. */
export async function startHostRegion(id: string): Promise<HostRegion> {
  const directory = await mkdtemp(join(tmpdir(), `region-${id}-`));
  const cacheDirectory = join(root, '.cache', 'images');
  const settings: RegionSettings = { ...defaults, id, directory, cacheDirectory, port: 0 };
  let endpoint = await startDaemon(settings);
  let ec2 = clientOf(endpoint);
  return {
    settings,
    get endpoint() {
      return endpoint;
    },
    get client() {
      return configOf(endpoint);
    },
    get ec2() {
      return ec2;
    },
    get environment() {
      return {
        PATH: process.env.PATH ?? '',
        AWS_ENDPOINT_URL: endpoint.endpoint,
        AWS_REGION: endpoint.regionName,
        AWS_DEFAULT_REGION: endpoint.regionName,
        AWS_ACCESS_KEY_ID: endpoint.accessKeyId,
        AWS_SECRET_ACCESS_KEY: endpoint.secretAccessKey,
      };
    },
    async killAndRestart(meanwhile) {
      process.kill(endpoint.processId, 'SIGKILL');
      await waitForEnd(endpoint.processId);
      await meanwhile?.();
      endpoint = await startDaemon(settings);
      ec2.destroy();
      ec2 = clientOf(endpoint);
    },
    async remove() {
      ec2.destroy();
      process.kill(endpoint.processId, 'SIGKILL');
      await waitForEnd(endpoint.processId);
      const { machines, network, tables, loadBalancers } = await createDrivers(settings);
      for (const InstanceId of (await machines.list()).keys()) await machines.remove(InstanceId);
      await machines.close();
      await tables.close();
      await loadBalancers.destroy();
      await network.destroy();
      await rm(directory, { recursive: true });
    },
  };
}

async function startDaemon(settings: RegionSettings): Promise<Endpoint> {
  await rm(endpointFile(settings.directory), { force: true });
  const [command, ...args] = daemonCommand(settings);
  const daemon = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [daemon.stdout, daemon.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  try {
    // Long enough to make the base image, where there is none.
    return await vi.waitFor(
      async (): Promise<Endpoint> => {
        if (daemon.exitCode !== null) throw new Error(`The daemon ended:\n${said}`);
        return JSON.parse(await readFile(endpointFile(settings.directory), 'utf8'));
      },
      { timeout: 240_000, interval: 50 },
    );
  } catch (error) {
    daemon.kill('SIGKILL');
    throw error;
  }
}

async function waitForEnd(processId: number): Promise<void> {
  await vi.waitUntil(
    async () => {
      const stat = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => 'gone');
      return stat === 'gone' || / Z /.test(stat);
    },
    { timeout: 30_000 },
  );
}

function configOf({ endpoint, regionName, accessKeyId, secretAccessKey }: Endpoint) {
  return { endpoint, region: regionName, credentials: { accessKeyId, secretAccessKey } };
}

function clientOf(endpoint: Endpoint): EC2Client {
  return new EC2Client(configOf(endpoint));
}

/** The id of Debian's image, found as on AWS. */
export async function debianImageId({ ec2 }: HostRegion): Promise<string> {
  const { Images = [] } = await ec2.send(
    new DescribeImagesCommand({
      Owners: ['136693071363'],
      Filters: [{ Name: 'name', Values: ['debian-13-*'] }],
    }),
  );
  return Images[0]?.ImageId ?? '';
}

export const instanceType = process.arch === 'arm64' ? 't4g.small' : 't3.small';

/** Runs an instance from Debian's image, unless told another, and waits until it is running. */
export async function runInstance(
  region: HostRegion,
  input: Partial<RunInstancesCommandInput> = {},
): Promise<Instance & { readonly InstanceId: string }> {
  const { Instances = [] } = await region.ec2.send(
    new RunInstancesCommand({
      ImageId: await debianImageId(region),
      InstanceType: instanceType,
      MinCount: 1,
      MaxCount: 1,
      ...input,
    }),
  );
  const InstanceId = Instances[0]?.InstanceId ?? '';
  await reaches(region, InstanceId, 'running');
  return { ...(await describeInstance(region, InstanceId)), InstanceId };
}

export async function describeInstance({ ec2 }: HostRegion, InstanceId: string): Promise<Instance> {
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({ InstanceIds: [InstanceId] }),
  );
  return Reservations[0]?.Instances?.[0] ?? {};
}

export async function reaches(
  region: HostRegion,
  InstanceId: string,
  state: string,
): Promise<void> {
  await vi.waitFor(
    async () => {
      const { State, StateReason } = await describeInstance(region, InstanceId);
      expect(State?.Name, StateReason?.Message).toBe(state);
    },
    { timeout: 60_000 },
  );
}

/** Logs in over SSH as the image's user. */
export type Login = {
  /** Runs a command, and gives what it prints; tries until the instance lets it in. */
  run(address: string | undefined, command: string): Promise<string>;
  readonly KeyName: string;
};

export async function createLogin({ ec2, settings }: HostRegion): Promise<Login> {
  const KeyName = 'login';
  const { KeyMaterial = '' } = await ec2.send(
    new CreateKeyPairCommand({ KeyName, KeyType: 'ed25519' }),
  );
  const file = join(settings.directory, 'login.pem');
  await writeFile(file, KeyMaterial, { mode: 0o600 });
  const options = [
    ...['-i', file, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
    ...['-o', 'LogLevel=ERROR', '-o', 'ConnectTimeout=2', '-o', 'BatchMode=yes'],
  ];
  return {
    KeyName,
    async run(address, command) {
      const ssh = () => execute('ssh', [...options, `admin@${address}`, command]);
      const { stdout } = await vi.waitFor(ssh, { timeout: 60_000, interval: 100 });
      return stdout.trim();
    },
  };
}
