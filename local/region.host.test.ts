// A region with real machines: what its users rely on, seen from outside and from inside an instance.

import { connect } from 'node:net';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  DescribeImagesCommand,
  ModifyInstanceMetadataOptionsCommand,
  RebootInstancesCommand,
  RevokeSecurityGroupIngressCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostObjects } from './testing/hostObjects.ts';
import {
  createLogin,
  describeInstance,
  type HostRegion,
  type Login,
  reaches,
  runInstance,
  startHostRegion,
} from './testing/hostRegion.ts';

let region: HostRegion;
let login: Login;
let groupId: string;

beforeAll(async () => {
  region = await startHostRegion('t1');
  login = await createLogin(region);
  groupId = await createGroup('ssh', 22);
});

afterAll(async () => {
  await region?.remove();
  expect(hostObjects('t1')).toEqual([]);
});

async function createGroup(GroupName: string, port: number): Promise<string> {
  const { GroupId = '' } = await region.ec2.send(
    new CreateSecurityGroupCommand({ GroupName, Description: `Port ${port}` }),
  );
  await region.ec2.send(new AuthorizeSecurityGroupIngressCommand(rule(GroupId, port)));
  return GroupId;
}

const rule = (GroupId: string, port: number) => ({
  GroupId,
  IpPermissions: [
    { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
  ],
});

const run = (input: Parameters<typeof runInstance>[1] = {}) =>
  runInstance(region, { KeyName: login.KeyName, SecurityGroupIds: [groupId], ...input });

/** How a connection ends: `timeout` is what no group allows. */
function reach(host: string | undefined, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: host ?? '', port, timeout: 1000 });
    const end = (how: string) => {
      socket.destroy();
      resolve(how);
    };
    socket.once('connect', () => end('connected'));
    socket.once('timeout', () => end('timeout'));
    socket.once('error', (error) => end(error.message));
  });
}

const metadata = (path: string) =>
  `curl -sS -H "X-aws-ec2-metadata-token: $(curl -sS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)" http://169.254.169.254/latest/${path}`;

describe('An instance', () => {
  test('boots, runs its user data once, and knows itself by the metadata service', async () => {
    const UserData = Buffer.from('#!/bin/sh\necho ran >> /root/user-data\n').toString('base64');
    const instance = await run({ UserData });
    const ip = instance.PublicIpAddress;
    expect(await login.run(ip, metadata('meta-data/instance-id'))).toBe(instance.InstanceId);
    expect(await login.run(ip, metadata('meta-data/ami-id'))).toBe(instance.ImageId);
    await login.run(ip, 'cloud-init status --wait');
    expect(await login.run(ip, 'sudo cat /root/user-data')).toBe('ran');
    expect(await login.run(ip, 'systemctl is-system-running --wait')).toBe('running');

    const started = await login.run(ip, 'systemctl show --value -p UserspaceTimestampMonotonic');
    const machineId = await login.run(ip, 'cat /etc/machine-id');
    await region.ec2.send(new RebootInstancesCommand({ InstanceIds: [instance.InstanceId] }));
    await expect
      .poll(() => login.run(ip, 'systemctl show --value -p UserspaceTimestampMonotonic'))
      .not.toBe(started);
    expect(await login.run(ip, 'cat /etc/machine-id')).toBe(machineId);
    await login.run(ip, 'cloud-init status --wait');
    expect(await login.run(ip, 'sudo cat /root/user-data')).toBe('ran');
  });

  test('keeps its disk and address over a stop and a start', async () => {
    const instance = await run();
    const InstanceIds = [instance.InstanceId];
    await login.run(instance.PublicIpAddress, 'echo kept > kept; sync');
    await region.ec2.send(new StopInstancesCommand({ InstanceIds }));
    await reaches(region, instance.InstanceId, 'stopped');
    expect(await reach(instance.PublicIpAddress, 22)).not.toBe('connected');
    await region.ec2.send(new StartInstancesCommand({ InstanceIds }));
    await reaches(region, instance.InstanceId, 'running');
    const { PublicIpAddress, PrivateIpAddress } = await describeInstance(
      region,
      instance.InstanceId,
    );
    expect(PrivateIpAddress).toBe(instance.PrivateIpAddress);
    expect(await login.run(PublicIpAddress, 'cat kept')).toBe('kept');
  });

  test('that powers itself off is noticed', async () => {
    const instance = await run({ InstanceInitiatedShutdownBehavior: 'terminate' });
    await login.run(
      instance.PublicIpAddress,
      "sudo systemd-run --quiet sh -c 'sleep 0.2; systemctl poweroff'",
    );
    await reaches(region, instance.InstanceId, 'terminated');
    const { StateReason } = await describeInstance(region, instance.InstanceId);
    expect(StateReason?.Code).toBe('Client.InstanceInitiatedShutdown');
  });

  test('reaches the region as its role, and nothing else', async () => {
    const iam = new IAMClient(region.client);
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'ec2.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    });
    await iam.send(new CreateRoleCommand({ RoleName: 'web', AssumeRolePolicyDocument }));
    const named = { InstanceProfileName: 'web' };
    await iam.send(new CreateInstanceProfileCommand(named));
    await iam.send(new AddRoleToInstanceProfileCommand({ ...named, RoleName: 'web' }));
    const { InstanceId, PublicIpAddress: ip } = await run({ IamInstanceProfile: { Name: 'web' } });
    const credentials = JSON.parse(
      await login.run(ip, metadata('meta-data/iam/security-credentials/web')),
    );
    // curl signs as the SDKs do; every unit of the guest has the endpoint in its environment.
    const asked = await login.run(
      ip,
      `sudo systemd-run --quiet --pipe --wait sh -c 'curl -sS --max-time 5 --user ${credentials.AccessKeyId}:${credentials.SecretAccessKey} ` +
        `--aws-sigv4 aws:amz:$AWS_REGION:sts -H "X-Amz-Security-Token: ${credentials.Token}" ` +
        `-d "Action=GetCallerIdentity&Version=2011-06-15" $AWS_ENDPOINT_URL'`,
    );
    expect(asked).toContain(`assumed-role/web/${InstanceId}`);
    const outside = await login.run(ip, 'curl -sS --max-time 3 http://192.0.2.1 || echo $?');
    // curl's status for a connection that was refused.
    expect(outside).toBe('7');
  });
});

describe('A security group', () => {
  test('lets in what it allows, at once, and drops the rest', async () => {
    const instance = await run();
    const ip = instance.PublicIpAddress;
    await login.run(
      ip,
      'sudo systemd-run --quiet python3 -m http.server 8080 --directory /usr/share',
    );
    expect(await reach(ip, 8080)).toBe('timeout');
    await region.ec2.send(new AuthorizeSecurityGroupIngressCommand(rule(groupId, 8080)));
    await expect.poll(() => reach(ip, 8080)).toBe('connected');
    await region.ec2.send(new RevokeSecurityGroupIngressCommand(rule(groupId, 8080)));
    await expect.poll(() => reach(ip, 8080)).toBe('timeout');
  });

  test('of its own lets in nobody', async () => {
    const { PublicIpAddress } = await run({ SecurityGroupIds: [] });
    expect(await reach(PublicIpAddress, 22)).toBe('timeout');
  });
});

describe('The metadata service', () => {
  test('asks for a token, and can be switched off', async () => {
    const { InstanceId, PublicIpAddress: ip } = await run({
      MetadataOptions: { HttpTokens: 'required' },
    });
    const status =
      "curl -s -o /dev/null -w '%{http_code}' http://169.254.169.254/latest/meta-data/";
    expect(await login.run(ip, status)).toBe('401');
    const options = { InstanceId, HttpTokens: 'optional' } as const;
    await region.ec2.send(new ModifyInstanceMetadataOptionsCommand(options));
    expect(await login.run(ip, status)).toBe('200');
    const off = { InstanceId, HttpEndpoint: 'disabled' } as const;
    await region.ec2.send(new ModifyInstanceMetadataOptionsCommand(off));
    expect(await login.run(ip, status)).toBe('403');
  });
});

describe('An image', () => {
  test('has what its instance wrote, and nothing of who it was', async () => {
    const instance = await run();
    const ip = instance.PublicIpAddress;
    await login.run(ip, 'cloud-init status --wait; echo ours | sudo tee /etc/ours; sync');
    const machineId = await login.run(ip, 'cat /etc/machine-id');
    const hostKey = await login.run(ip, 'cat /etc/ssh/ssh_host_ed25519_key.pub');
    const { ImageId = '' } = await region.ec2.send(
      new CreateImageCommand({ InstanceId: instance.InstanceId, Name: 'ours' }),
    );
    await expect
      .poll(async () => {
        const { Images } = await region.ec2.send(
          new DescribeImagesCommand({ ImageIds: [ImageId] }),
        );
        return Images?.[0]?.State;
      })
      .toBe('available');
    const copy = await run({ ImageId });
    const there = copy.PublicIpAddress;
    expect(await login.run(there, 'cat /etc/ours')).toBe('ours');
    expect(await login.run(there, 'cat /etc/machine-id')).not.toBe(machineId);
    expect(await login.run(there, 'cat /etc/ssh/ssh_host_ed25519_key.pub')).not.toBe(hostKey);
    // It was rebooted for the image, and is who it was.
    expect(await login.run(ip, 'cat /etc/machine-id')).toBe(machineId);
  });
});

test('A region that was killed finds its instances, and goes on', async () => {
  const instance = await run();
  const ip = instance.PublicIpAddress;
  const machineId = await login.run(ip, 'cat /etc/machine-id');
  const boot = 'systemctl show --value -p UserspaceTimestampMonotonic';
  const started = await login.run(ip, boot);
  await region.killAndRestart();
  expect((await describeInstance(region, instance.InstanceId)).State?.Name).toBe('running');
  expect(await login.run(ip, boot)).toBe(started);
  expect(await login.run(ip, 'cat /etc/machine-id')).toBe(machineId);
  expect(await login.run(ip, metadata('meta-data/instance-id'))).toBe(instance.InstanceId);
  await region.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance.InstanceId] }));
  await reaches(region, instance.InstanceId, 'terminated');
  await expect.poll(() => hostObjects('t1').join()).not.toContain(instance.InstanceId);
});
