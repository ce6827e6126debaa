// For host tests: a region to bake in, bakes in it, and what they leave.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type _InstanceType,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import { root } from '../lib/lockedPackage.mjs';
import { localSettings, startDaemon, takeDown } from '../lib/region/localRegion.ts';

export type BakeRegion = {
  readonly ec2: EC2Client;
  /** Configuration of any client of the AWS SDK. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly callerAddress: string;
  /** Of the stack, and for this machine's architecture. */
  readonly instanceType: _InstanceType;
  /** Writes the stack's settings again, with another agent. */
  writeSettings(ssmAgent: string): Promise<void>;
  startBake(...args: readonly string[]): Bake;
  /** A bake that has to succeed. */
  bake(...args: readonly string[]): Promise<Outcome>;
  /** Everything in the region that is neither its own nor an image that was baked to the end. */
  leftovers(): Promise<(string | undefined)[]>;
  remove(): Promise<void>;
};

export type Bake = {
  readonly process: ChildProcess & { readonly pid: number };
  /** What it has said on standard error. */
  said(): string;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string }>;
};

export type Outcome = {
  readonly ami: string;
  readonly key: string;
  readonly reused: boolean;
  readonly commit: string;
  readonly build: string;
  readonly seconds: number;
};

export async function startBakeRegion(id: string): Promise<BakeRegion> {
  const settings = localSettings({ id, port: 0 });
  const folder = await mkdtemp(join(tmpdir(), 'bake-'));
  const configFile = join(folder, 'Pulumi.test.yaml');
  const instanceType = process.arch === 'arm64' ? 't4g.small' : 't3.small';
  const writeSettings = (ssmAgent: string) =>
    writeFile(
      configFile,
      `config:
  aws:region: ${settings.regionName}
  rollover:localRegion: ${id}
  rollover:instanceType: ${instanceType}
  rollover:ssmAgent: ${ssmAgent}
`,
    );
  await writeSettings('false');
  const endpoint = await startDaemon(settings);
  const client = {
    endpoint: endpoint.endpoint,
    region: endpoint.regionName,
    credentials: endpoint,
  };
  const ec2 = new EC2Client(client);
  const startBake = (...args: readonly string[]) => spawnBake(configFile, args);
  return {
    ec2,
    client,
    callerAddress: endpoint.callerAddress,
    instanceType,
    writeSettings,
    startBake,
    async bake(...args) {
      const running = startBake(...args);
      const { code, stdout } = await running.ended;
      expect(code, running.said()).toBe(0);
      return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    },
    leftovers: () => findLeftovers(ec2),
    async remove() {
      ec2.destroy();
      await takeDown(settings);
      await rm(settings.directory, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `npm run bake -- --stack test --json …` */
function spawnBake(configFile: string, args: readonly string[]): Bake {
  const child = spawn(process.execPath, [
    join(root, 'scripts/bake.ts'),
    ...['--stack', 'test', '--config-file', configFile, '--json', ...args],
  ]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout }));
  });
  // Node was found: there is a process.
  return { process: child as Bake['process'], said: () => stderr, ended };
}

async function findLeftovers(ec2: EC2Client): Promise<(string | undefined)[]> {
  const [reservations, keyPairs, groups, images, snapshots] = await Promise.all([
    ec2.send(new DescribeInstancesCommand()),
    ec2.send(new DescribeKeyPairsCommand()),
    ec2.send(new DescribeSecurityGroupsCommand()),
    ec2.send(new DescribeImagesCommand({ Owners: ['self'] })),
    ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] })),
  ]);
  const instances = reservations.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? [];
  return [
    ...instances.flatMap(({ InstanceId, State }) =>
      State?.Name === 'terminated' ? [] : [`${InstanceId} ${State?.Name}`],
    ),
    ...(keyPairs.KeyPairs ?? []).map(({ KeyName }) => KeyName),
    ...(groups.SecurityGroups ?? []).flatMap(({ GroupName }) =>
      GroupName === 'default' ? [] : [GroupName],
    ),
    ...(images.Images ?? []).flatMap(({ Name, Tags }) => (Tags?.length ? [] : [Name])),
    ...(snapshots.Snapshots ?? []).flatMap(({ SnapshotId, Tags }) =>
      Tags?.length ? [] : [SnapshotId],
    ),
  ];
}

/** The processes of Packer that a process has started. */
export async function packersOf(processId: number): Promise<number[]> {
  const children = await readFile(`/proc/${processId}/task/${processId}/children`, 'utf8');
  const ids = children.split(' ').filter(Boolean).map(Number);
  const names = await Promise.all(ids.map((child) => readFile(`/proc/${child}/comm`, 'utf8')));
  return ids.filter((_, index) => names[index]?.trim() === 'packer');
}

export async function isRunning(processId: number): Promise<boolean> {
  const stat = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => ') Z');
  return !stat.includes(') Z');
}

/** Sends a signal to a bake that waits for its image. */
export async function expectNothingAfter(
  signal: 'SIGINT' | 'SIGTERM',
  region: BakeRegion,
): Promise<void> {
  const interrupted = region.startBake('--rebake');
  await expect.poll(interrupted.said).toContain('Waiting for AMI');
  interrupted.process.kill(signal);
  expect(await interrupted.ended).toEqual({ code: 1, stdout: '' });
  expect(interrupted.said()).toContain(`Interrupted: ${signal}`);
  expect(await region.leftovers()).toEqual([]);
}
