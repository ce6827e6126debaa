// Regions side by side, and what a reboot of the machine leaves of one.

import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSubnetsCommand,
  StartInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, expect, test } from 'vitest';
import { createDrivers } from './drivers.ts';
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

const started: HostRegion[] = [];

afterEach(async () => {
  for (const region of started.splice(0)) {
    await region.remove();
    expect(hostObjects(region.settings.id)).toEqual([]);
  }
});

/** A region whose default group lets SSH in. */
async function start(id: string): Promise<{ region: HostRegion; login: Login }> {
  const region = await startHostRegion(id);
  started.push(region);
  await region.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupName: 'default',
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      ],
    }),
  );
  return { region, login: await createLogin(region) };
}

test('Two regions with equal networks do not see each other', async () => {
  const [one, other] = await Promise.all([start('t2'), start('t3')]);
  const PrivateIpAddress = '172.31.0.10';
  const launch = async ({ region, login }: typeof one) => {
    const SubnetId = await subnetWith(region, PrivateIpAddress);
    return runInstance(region, { KeyName: login.KeyName, PrivateIpAddress, SubnetId });
  };
  const [here, there] = await Promise.all([launch(one), launch(other)]);
  expect(here.PrivateIpAddress).toBe(there.PrivateIpAddress);
  const whoAmI = 'hostname; cloud-init query instance_id';
  expect(await one.login.run(here.PublicIpAddress, whoAmI)).toContain(here.InstanceId);
  expect(await other.login.run(there.PublicIpAddress, whoAmI)).toContain(there.InstanceId);
  await one.region.remove();
  started.splice(started.indexOf(one.region), 1);
  expect(await other.login.run(there.PublicIpAddress, whoAmI)).toContain(there.InstanceId);
});

async function subnetWith({ ec2 }: HostRegion, address: string): Promise<string> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand());
  const prefix = address.split('.').slice(0, 3).join('.');
  return Subnets.find(({ CidrBlock = '' }) => CidrBlock.startsWith(prefix))?.SubnetId ?? '';
}

test('After a reboot of the machine the fleet is stopped, and can be started', async () => {
  const { region, login } = await start('t4');
  const instance = await runInstance(region, { KeyName: login.KeyName });
  await login.run(instance.PublicIpAddress, 'echo kept > kept; sync');
  // What a reboot takes away: processes, namespaces, links; without any of them having been told.
  await region.killAndRestart(async () => {
    const { machines, network, tables } = await createDrivers(region.settings);
    await machines.stop(instance.InstanceId, 0);
    await network.destroy();
    await machines.close();
    await tables.close();
  });
  const { State, StateReason } = await describeInstance(region, instance.InstanceId);
  expect(State?.Name).toBe('stopped');
  expect(StateReason?.Code).toBe('Server.InternalError');
  await region.ec2.send(new StartInstancesCommand({ InstanceIds: [instance.InstanceId] }));
  await reaches(region, instance.InstanceId, 'running');
  const { PublicIpAddress } = await describeInstance(region, instance.InstanceId);
  expect(await login.run(PublicIpAddress, 'cat kept')).toBe('kept');
});
