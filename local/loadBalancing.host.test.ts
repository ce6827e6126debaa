// A load balancer before real instances: what its users rely on, while the region runs and while it does not.

import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSubnetsCommand,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ask } from './drivers/haproxy/testing/client.ts';
import { hostObjects } from './testing/hostObjects.ts';
import { type HostRegion, runInstance, startHostRegion } from './testing/hostRegion.ts';

let region: HostRegion;

beforeAll(async () => {
  region = await startHostRegion('t9');
});

afterAll(async () => {
  await region?.remove();
  expect(hostObjects('t9')).toEqual([]);
});

const userData = `#!/bin/sh
mkdir /srv/web && hostname > /srv/web/index.html
systemd-run python3 -m http.server 8080 --directory /srv/web --protocol HTTP/1.1
`;

function port(number: number, from: Partial<IpPermission>): IpPermission {
  return { IpProtocol: 'tcp', FromPort: number, ToPort: number, ...from };
}

const everyone = port(80, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] });

async function createGroup(GroupName: string, permission: IpPermission): Promise<string> {
  const { GroupId = '' } = await region.ec2.send(
    new CreateSecurityGroupCommand({ GroupName, Description: GroupName }),
  );
  await region.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] }),
  );
  return GroupId;
}

/** Asks on a new connection: those that are established go on whatever groups say. */
async function body(url: string): Promise<string> {
  const answer = await ask(url, { signal: AbortSignal.timeout(2000) });
  return answer.status === 200 ? answer.body.trim() : String(answer.status);
}

test('Requests reach healthy instances, as far as groups allow, also without the region', async () => {
  const elbv2 = new ElasticLoadBalancingV2Client(region.client);
  const front = await createGroup('front', everyone);
  const back = await createGroup('back', port(8080, { UserIdGroupPairs: [{ GroupId: front }] }));
  const { Subnets = [] } = await region.ec2.send(new DescribeSubnetsCommand());
  const [one, two] = Subnets.flatMap(({ SubnetId }) => SubnetId ?? []);
  if (!one || !two) throw new Error('The default VPC has a subnet in each zone');
  const { LoadBalancers = [] } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name: 'web', Subnets: [one, two], SecurityGroups: [front] }),
  );
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn ?? '';
  const { TargetGroups = [] } = await elbv2.send(
    new CreateTargetGroupCommand({
      ...{ Name: 'web', Protocol: 'HTTP', Port: 8080, VpcId: LoadBalancers[0]?.VpcId },
      ...{ HealthCheckPath: '/', HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 },
    }),
  );
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn ?? '';
  await elbv2.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '1' }],
    }),
  );
  await elbv2.send(
    new CreateListenerCommand({
      ...{ LoadBalancerArn, Protocol: 'HTTP', Port: 80 },
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  const health = async (client = elbv2) => {
    const { TargetHealthDescriptions = [] } = await client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State);
  };
  const described = await elbv2.send(new DescribeLoadBalancersCommand());
  const zones = described.LoadBalancers?.[0]?.AvailabilityZones;
  const url = `http://${zones?.[0]?.LoadBalancerAddresses?.[0]?.IpAddress}`;
  await expect.poll(() => body(url).catch(() => 'no')).toBe('503');

  const instances = await Promise.all(
    [one, two].map((SubnetId) =>
      runInstance(region, {
        SubnetId,
        SecurityGroupIds: [back],
        UserData: Buffer.from(userData).toString('base64'),
      }),
    ),
  );
  const Targets = instances.map(({ InstanceId }) => ({ Id: InstanceId }));
  await elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  await expect.poll(() => health()).toEqual(['healthy', 'healthy']);
  const names = async () => new Set([await body(url), await body(url)]);
  await expect.poll(names).toHaveProperty('size', 2);

  // The front door is shut, and opened again.
  const rule = { GroupId: front, IpPermissions: [everyone] };
  await region.ec2.send(new RevokeSecurityGroupIngressCommand(rule));
  await expect.poll(() => body(url).catch(({ name }) => name)).toBe('AbortError');
  await region.ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
  await expect.poll(() => body(url).catch(() => 'no')).not.toBe('no');

  await region.killAndRestart(async () => {
    expect(await names()).toHaveProperty('size', 2);
  });
  const client = new ElasticLoadBalancingV2Client(region.client);
  expect(await health(client)).toEqual(['healthy', 'healthy']);
  expect(await names()).toHaveProperty('size', 2);

  const [first, second] = instances.map(({ InstanceId }) => InstanceId);
  await client.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: Targets.slice(0, 1) }));
  await vi.waitFor(async () => expect(await health(client)).toEqual(['healthy']), 20_000);
  await region.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first ?? ''] }));
  expect(await names()).toHaveProperty('size', 1);
  await region.ec2.send(new TerminateInstancesCommand({ InstanceIds: [second ?? ''] }));
  await expect.poll(() => health(client)).toEqual([]);
  await expect.poll(() => body(url)).toBe('503');
});
