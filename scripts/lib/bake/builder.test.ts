import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateDefaultVpcCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { publishBaseImage } from '../../../local/baseImages.ts';
import { serveRegionApi } from '../../../local/testing/serveRegionApi.ts';
import type { StackSettings } from '../stackSettings.ts';
import { listHoldings, removeHoldings, surveyBakes } from './bakeHoldings.ts';
import { newBake } from './bakes.ts';
import { findBaseImage, findMachine, findSubnet } from './builder.ts';
import { openBuilder } from './builderAccess.ts';

const settings: StackSettings = {
  stack: 'test',
  region: 'eu-central-1',
  localRegion: undefined,
  instanceType: 't3.small',
  baseImage: undefined,
  baseImageOwner: '136693071363',
  builderSubnetId: undefined,
  callerAddress: undefined,
  domain: undefined,
  ssmAgent: undefined,
};
const x64 = { architecture: 'x86_64', artifact: 'x64' } as const;

async function serve() {
  const api = await serveRegionApi();
  const ec2 = new EC2Client(api.client);
  onTestFinished(() => ec2.destroy());
  return { ...api, ec2 };
}

describe('The architecture', () => {
  test.each([
    ['t3.small', x64],
    ['t4g.small', { architecture: 'arm64', artifact: 'arm64' }],
  ])('of %s is EC2’s to say', async (instanceType, machine) => {
    const { ec2 } = await serve();
    expect(await findMachine(ec2, { ...settings, instanceType })).toEqual(machine);
  });

  test('of a type that is not known is an error of the setting', async () => {
    const { ec2 } = await serve();
    await expect(findMachine(ec2, { ...settings, instanceType: 't9.huge' })).rejects.toThrow(
      /^rollover:instanceType: expected one that eu-central-1 knows, got t9\.huge: /,
    );
  });
});

describe('The base image', () => {
  async function publish() {
    const { ec2, store } = await serve();
    for (const [day, digest] of ['10', '21', '15'].map((day) => [day, day.repeat(32)] as const)) {
      const builtAt = new Date(`2026-11-${day}T00:00:00Z`);
      const name = `debian-13-amd64-202611${day}-0000`;
      publishBaseImage(store, { name, builtAt, digest, layer: digest }, 'x86_64');
    }
    return ec2;
  }
  const newest = {
    id: `ami-${'21'.repeat(8)}2`,
    name: 'debian-13-amd64-20261121-0000',
    rootDevice: '/dev/xvda',
    rootGib: 8,
  };

  test("is the newest of Debian's, with the size of its snapshot", async () => {
    expect(await findBaseImage(await publish(), settings, x64)).toEqual(newest);
  });

  test('may be pinned by a name or an id', async () => {
    const ec2 = await publish();
    const older = { ...settings, baseImage: 'debian-13-amd64-20261115-*' };
    expect((await findBaseImage(ec2, older, x64)).name).toBe('debian-13-amd64-20261115-0000');
    expect(await findBaseImage(ec2, { ...settings, baseImage: newest.id }, x64)).toEqual(newest);
  });

  test.each([
    [{ baseImage: 'debian-14-*' }, /got none that is called debian-14-\* of 136693071363 in eu-/],
    [{ baseImage: 'ami-0123456789abcdef0' }, /expected an image, got ami-0123456789abcdef0: /],
    [{ localRegion: 'local', baseImageOwner: '012345678901' }, /the machine's architecture alone/],
  ])('that is not there is an error of the setting: %j', async (changes, message) => {
    const wrong = { ...settings, ...changes };
    await expect(findBaseImage(await publish(), wrong, x64)).rejects.toThrow(message);
  });
});

describe('The subnet', () => {
  test('is one of the default VPC, always the same', async () => {
    const { ec2 } = await serve();
    await ec2.send(new CreateDefaultVpcCommand());
    const subnet = await findSubnet(ec2, settings);
    expect(subnet).toEqual({
      id: expect.stringMatching(/^subnet-/),
      vpcId: expect.stringMatching(/^vpc-/),
    });
    expect(await findSubnet(ec2, settings)).toEqual(subnet);
    const named = { ...settings, builderSubnetId: subnet.id };
    expect(await findSubnet(ec2, named)).toEqual(subnet);
  });

  test('is wanted where there is none', async () => {
    const { ec2 } = await serve();
    await expect(findSubnet(ec2, settings)).rejects.toThrow(
      /got no default VPC in eu-central-1. Set rollover:builderSubnetId/,
    );
    const named = { ...settings, builderSubnetId: 'subnet-0123456789abcdef0' };
    await expect(findSubnet(ec2, named)).rejects.toThrow(
      /^rollover:builderSubnetId: expected a subnet in eu-central-1, got subnet-0123456789abcdef0: /,
    );
  });
});

test('A builder lets the caller alone in; a second one of the same image is refused', async () => {
  const { ec2 } = await serve();
  await ec2.send(new CreateDefaultVpcCommand());
  const folder = await mkdtemp(join(tmpdir(), 'builder-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const key = 'ab'.repeat(32);
  const began = new Date();
  const bake = await newBake(key, began);
  const { vpcId } = await findSubnet(ec2, settings);
  const options = { vpcId, callerAddress: '203.0.113.7', folder };
  const access = await openBuilder(ec2, bake, options);

  const GroupIds = [access.groupId];
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }));
  expect(SecurityGroups?.[0]?.IpPermissions).toMatchObject([
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '203.0.113.7/32' }] },
  ]);
  const KeyNames = [access.keyPairName];
  const { KeyPairs } = await ec2.send(new DescribeKeyPairsCommand({ KeyNames }));
  expect(KeyPairs).toMatchObject([{ KeyType: 'ed25519' }]);
  expect(statSync(access.privateKeyFile).mode & 0o777).toBe(0o600);

  expect(await surveyBakes(ec2)).toEqual({ live: [bake], strays: [] });
  await expect(openBuilder(ec2, await newBake(key, began), options)).rejects.toThrow(
    `being baked already: on ${bake.host} by process ${process.pid}, since`,
  );

  await removeHoldings(ec2, await listHoldings(ec2, bake.id));
  expect(await listHoldings(ec2)).toEqual([]);
});
