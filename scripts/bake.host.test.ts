// Whole bakes, with Packer and real machines, in a region of their own.

import { DynamoDB } from '@aws-sdk/client-dynamodb';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostObjects } from '../local/testing/hostObjects.ts';
import {
  type BakeRegion,
  expectNothingAfter,
  packersOf,
  startBakeRegion,
} from './testing/bakeRegion.ts';

let region: BakeRegion;

beforeAll(async () => {
  region = await startBakeRegion('bake');
});

afterAll(async () => {
  await region?.remove();
  expect(hostObjects('bake')).toEqual([]);
});

test('An image is baked, tagged, and found again', async () => {
  const baked = await region.bake();
  expect(baked).toEqual({
    ami: expect.stringMatching(/^ami-[0-9a-f]{17}$/),
    key: expect.stringMatching(/^[0-9a-f]{64}$/),
    reused: false,
    commit: expect.stringMatching(/^([0-9a-f]{40}(-dirty)?|unknown)$/),
    build: expect.stringMatching(/./),
    seconds: expect.any(Number),
  });
  const { Images: [image] = [] } = await region.ec2.send(
    new DescribeImagesCommand({ ImageIds: [baked.ami] }),
  );
  expect(image).toMatchObject({ State: 'available', ImdsSupport: 'v2.0' });
  expect(image?.BlockDeviceMappings?.[0]?.Ebs).toMatchObject({
    VolumeType: 'gp3',
    VolumeSize: 8,
    Encrypted: true,
  });
  const tags = Object.fromEntries((image?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  expect(tags).toEqual({
    Name: image?.Name,
    'rollover:app': 'webapp',
    'rollover:key': baked.key,
    'rollover:commit': baked.commit,
    'rollover:build': baked.build,
    'rollover:base': image?.SourceImageId,
    'rollover:baked-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/),
  });
  const SnapshotIds = [image?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? ''];
  const { Snapshots } = await region.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }));
  expect(Snapshots?.[0]?.Tags?.length).toBe(image?.Tags?.length);
  expect(await region.leftovers()).toEqual([]);

  expect(await region.bake()).toEqual({ ...baked, reused: true, seconds: expect.any(Number) });
});

test('An instance of it serves, and says which image and commit it is of', async () => {
  const { ami, key, commit, build } = await region.bake();
  const { GroupId = '' } = await region.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'Port 8080' }),
  );
  const rule = { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080 };
  const IpPermissions = [{ ...rule, IpRanges: [{ CidrIp: `${region.callerAddress}/32` }] }];
  await region.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  const { Instances = [] } = await region.ec2.send(
    new RunInstancesCommand({
      ImageId: ami,
      InstanceType: region.instanceType,
      SecurityGroupIds: [GroupId],
      IamInstanceProfile: { Name: await makeProfile() },
      UserData: Buffer.from(
        `#cloud-config\nwrite_files:\n- path: /etc/webapp/stack.env\n  content: MESSAGES_TABLE=${await makeTable()}\n`,
      ).toString('base64'),
      MinCount: 1,
      MaxCount: 1,
    }),
  );
  const InstanceIds = [Instances[0]?.InstanceId ?? ''];
  const describe = async () => {
    const { Reservations } = await region.ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    return Reservations?.[0]?.Instances?.[0];
  };
  await expect.poll(async () => (await describe())?.State?.Name).toBe('running');
  const instance = await describe();
  expect(instance?.MetadataOptions?.HttpTokens).toBe('required');

  const url = `http://${instance?.PublicIpAddress}:8080/`;
  const get = async () => {
    const headers = { accept: 'application/json' };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5000) });
    expect(answer.headers.get('x-release')).toBe(key.slice(0, 12));
    expect(answer.headers.get('x-instance-id')).toBe(instance?.InstanceId);
    return answer.json();
  };
  await expect
    .poll(() => get().catch(String))
    .toMatchObject({
      release: { key, commit, build, baseImageId: expect.stringMatching(/^ami-/) },
      instance: {
        instanceId: instance?.InstanceId,
        imageId: ami,
        instanceType: region.instanceType,
      },
    });
  // With its role's credentials, in the sandbox of the unit.
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ text: 'hello' });
  const posted = await fetch(`${url}api/messages`, { method: 'POST', headers, body });
  expect([posted.status, await posted.json()]).toMatchObject([201, { text: 'hello' }]);

  await region.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
  await expect.poll(async () => (await describe())?.State?.Name).toBe('terminated');
  await region.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
});

async function makeProfile(): Promise<string> {
  const iam = new IAM(region.client);
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.createRole({ RoleName: 'web', AssumeRolePolicyDocument });
  await iam.createInstanceProfile({ InstanceProfileName: 'web' });
  await iam.addRoleToInstanceProfile({ InstanceProfileName: 'web', RoleName: 'web' });
  return 'web';
}

async function makeTable(): Promise<string> {
  const keys = ['board', 'id'];
  await new DynamoDB(region.client).createTable({
    TableName: 'messages',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys.map((AttributeName, index) => ({
      AttributeName,
      KeyType: index === 0 ? 'HASH' : 'RANGE',
    })),
  });
  return 'messages';
}

test('Of two bakes of one image, one is refused; a killed one leaves nothing to the next', async () => {
  const first = region.startBake('--rebake');
  await expect.poll(first.said).toContain('Connected to SSH');
  const second = region.startBake('--rebake');
  expect((await second.ended).code).toBe(1);
  expect(second.said()).toMatch(
    new RegExp(
      `is being baked already: on \\S+ by process ${first.process.pid}, since .* Wait until`,
    ),
  );

  const packer = await packersOf(first.process.pid);
  expect(packer).toHaveLength(1);
  for (const processId of [first.process.pid, ...packer]) process.kill(processId, 'SIGKILL');
  await first.ended;
  expect(await region.leftovers()).toHaveLength(3);
  const next = await region.bake();
  expect(next.reused).toBe(true);
  expect(await region.leftovers()).toEqual([]);
});

test('After Ctrl-C nothing is left', () => expectNothingAfter('SIGINT', region));

test('A failed bake shows what Packer said last, and leaves nothing', async () => {
  // An agent that nobody serves.
  await region.writeSettings(`
    version: "1.0"
    url: https://127.0.0.1:1/a.deb
    sha256: ${'0'.repeat(64)}`);
  const failed = region.startBake();
  expect(await failed.ended).toEqual({ code: 1, stdout: '' });
  expect(failed.said()).toMatch(/Packer ended with code 1\. The last it said:\n[\s\S]*curl: \(7\)/);
  expect(await region.leftovers()).toEqual([]);
});
