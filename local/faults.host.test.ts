// Faults on a real machine: each is felt, and is over when it is undone.

import { once } from 'node:events';
import { connect } from 'node:net';
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  type Instance,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { faultsPath } from './faultsApi.ts';
import { keyHeader } from './ownPaths.ts';
import type { Fault } from './store/faults.ts';
import { hostObjects } from './testing/hostObjects.ts';
import {
  createLogin,
  type HostRegion,
  type Login,
  runInstance,
  startHostRegion,
} from './testing/hostRegion.ts';

let region: HostRegion;
let login: Login;
let instance: Instance & { readonly InstanceId: string };

beforeAll(async () => {
  region = await startHostRegion('fault');
  login = await createLogin(region);
  await letIn();
  instance = await runInstance(region, { KeyName: login.KeyName });
  await login.run(instance.PublicIpAddress, 'true');
});

afterAll(async () => {
  await region?.remove();
  expect(hostObjects('fault')).toEqual([]);
});

/** SSH, from this machine. */
async function letIn(): Promise<void> {
  const { SecurityGroups: [group] = [] } = await region.ec2.send(
    new DescribeSecurityGroupsCommand(),
  );
  const IpRanges = [{ CidrIp: `${region.endpoint.callerAddress}/32` }];
  await region.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: group?.GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges }],
    }),
  );
}

async function ask(body: object): Promise<void> {
  const { endpoint, secretAccessKey } = region.endpoint;
  const response = await fetch(`${endpoint}${faultsPath}`, {
    method: 'POST',
    headers: { [keyHeader]: secretAccessKey },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.text()).toBe(200);
}

/** What the instance's SSH server says first, or why it says nothing. */
async function greeting(): Promise<string> {
  const socket = connect({ host: instance.PublicIpAddress ?? '', port: 22 });
  try {
    const [data] = await once(socket, 'data', { signal: AbortSignal.timeout(1000) });
    return String(data);
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return code ?? name;
  } finally {
    socket.destroy();
  }
}

const feels = (expected: RegExp) =>
  vi.waitFor(async () => expect(await greeting()).toMatch(expected), { timeout: 30_000 });

test.each<[Fault['kind'], Fault, RegExp]>([
  ['cut-network', { kind: 'cut-network', InstanceId: '' }, /ABORT_ERR/],
  ['freeze', { kind: 'freeze', InstanceId: '' }, /ABORT_ERR/],
  ['stop-unit', { kind: 'stop-unit', InstanceId: '', unit: 'ssh.service' }, /ECONNREFUSED/],
])('%s is felt from outside', async (_, fault, expected) => {
  await feels(/^SSH-/);
  await ask({ fault: { ...fault, InstanceId: instance.InstanceId }, seconds: 600 });
  await feels(expected);
  await ask({ clear: true });
  await feels(/^SSH-/);
});

test('fill-disk is felt inside, where nothing more can be written', async () => {
  const write = () =>
    login.run(
      instance.PublicIpAddress,
      'dd if=/dev/zero of=/var/tmp/more bs=64k count=1 2>&1 | tail -n 1 || :',
    );
  expect(await write()).toMatch(/copied/);
  const { InstanceId } = instance;
  await ask({ fault: { kind: 'fill-disk', InstanceId }, seconds: 600 });
  await vi.waitFor(async () => expect(await write()).not.toMatch(/65536 bytes/), {
    timeout: 30_000,
  });
  await ask({ clear: true });
  await vi.waitFor(async () => expect(await write()).toMatch(/65536 bytes/), { timeout: 30_000 });
});

test('slow leaves it little CPU time', async () => {
  const { InstanceId } = instance;
  const seconds = async () => {
    const start = performance.now();
    await login.run(instance.PublicIpAddress, 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done');
    return performance.now() - start;
  };
  const before = await seconds();
  await ask({ fault: { kind: 'slow', InstanceId, cpuPercent: 3 }, seconds: 600 });
  await vi.waitFor(async () => expect(await seconds()).toBeGreaterThan(3 * before), {
    timeout: 60_000,
  });
  await ask({ clear: true });
  await vi.waitFor(async () => expect(await seconds()).toBeLessThan(3 * before), {
    timeout: 60_000,
  });
});
