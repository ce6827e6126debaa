import { AutoScaling, type InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { baseImageId, instanceType } from './testing/memoryInstances.ts';
import { type MemoryRegion, startMemoryRegion } from './testing/memoryRegion.ts';

const name = { AutoScalingGroupName: 'web' };

async function startGroup(DesiredCapacity: number) {
  const region = await startMemoryRegion();
  const { ec2 } = region;
  const autoScaling = () => new AutoScaling(region.client);
  const { LaunchTemplate: { LaunchTemplateId } = {} } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'web',
      LaunchTemplateData: { ImageId: await baseImageId(ec2), InstanceType: instanceType },
    }),
  );
  await ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId,
      SourceVersion: '1',
      LaunchTemplateData: { InstanceType: instanceType },
    }),
  );
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  await autoScaling().createAutoScalingGroup({
    ...name,
    LaunchTemplate: { LaunchTemplateId, Version: '1' },
    MinSize: 0,
    MaxSize: 10,
    DesiredCapacity,
    VPCZoneIdentifier: Subnets.map(({ SubnetId }) => SubnetId).join(','),
  });
  const group = async () => {
    const { AutoScalingGroups: [found] = [] } = await autoScaling().describeAutoScalingGroups({
      AutoScalingGroupNames: ['web'],
    });
    return found;
  };
  const states = async () =>
    (await group())?.Instances?.map(
      ({ LifecycleState, LaunchTemplate }) => `${LifecycleState} ${LaunchTemplate?.Version}`,
    ).sort();
  const refresh = async (): Promise<InstanceRefresh> => {
    const { InstanceRefreshes: [first] = [] } = await autoScaling().describeInstanceRefreshes(name);
    return first ?? {};
  };
  await expect.poll(states, { interval: 5 }).toEqual(Array(DesiredCapacity).fill('InService 1'));
  return { region, autoScaling, group, states, refresh, LaunchTemplateId };
}

async function startLoadBalancer(region: MemoryRegion) {
  const elbv2 = () => new ElasticLoadBalancingV2(region.client);
  const { Subnets = [] } = await region.ec2.send(new DescribeSubnetsCommand({}));
  const { LoadBalancers: [{ LoadBalancerArn } = {}] = [] } = await elbv2().createLoadBalancer({
    Name: 'web',
    Subnets: Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId),
  });
  const { TargetGroups: [{ TargetGroupArn = '' } = {}] = [] } = await elbv2().createTargetGroup({
    Name: 'web',
    Protocol: 'HTTP',
    Port: 80,
    VpcId: Subnets[0]?.VpcId,
  });
  await elbv2().createListener({
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
  });
  return { elbv2, TargetGroupArn };
}

describe('A group', () => {
  test('keeps its capacity when an instance ends, and says why', async () => {
    const { region, autoScaling, states, group } = await startGroup(2);
    const [first] = (await group())?.Instances ?? [];
    await region.ec2.send(
      new TerminateInstancesCommand({ InstanceIds: [first?.InstanceId ?? ''] }),
    );
    await expect
      .poll(async () => (await group())?.Instances?.map((each) => each.InstanceId), { interval: 5 })
      .not.toContain(first?.InstanceId);
    await expect.poll(states, { interval: 5 }).toEqual(['InService 1', 'InService 1']);
    const { Activities = [] } = await autoScaling().describeScalingActivities(name);
    expect(Activities.map(({ StatusCode }) => StatusCode)).toEqual(Array(4).fill('Successful'));
    expect(
      Activities.find(({ Description }) => Description?.startsWith('Terminating'))?.Cause,
    ).toMatch(
      /an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped\.$/,
    );
    const { Reservations = [] } = await region.ec2.send(
      new DescribeInstancesCommand({
        Filters: [
          { Name: 'tag:aws:autoscaling:groupName', Values: ['web'] },
          { Name: 'instance-state-name', Values: ['running'] },
        ],
      }),
    );
    expect(Reservations).toHaveLength(2);
  });

  test('goes when it is deleted by force, after its instances', async () => {
    const { autoScaling, group } = await startGroup(2);
    await autoScaling().deleteAutoScalingGroup({ ...name, ForceDelete: true });
    await expect.poll(group, { interval: 5 }).toBeUndefined();
  });
});

describe('An instance refresh', () => {
  test('moves the group and all its instances to the desired configuration', async () => {
    const { autoScaling, states, refresh, group, LaunchTemplateId } = await startGroup(2);
    const DesiredConfiguration = { LaunchTemplate: { LaunchTemplateId, Version: '2' } };
    await autoScaling().startInstanceRefresh({
      ...name,
      DesiredConfiguration,
      Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, InstanceWarmup: 0 },
    });
    await expect.poll(async () => (await refresh()).Status, { interval: 5 }).toBe('Successful');
    expect(await refresh()).toMatchObject({ PercentageComplete: 100, InstancesToUpdate: 0 });
    expect(await states()).toEqual(['InService 2', 'InService 2']);
    expect((await group())?.LaunchTemplate?.Version).toBe('2');
  });

  test('drains what a load balancer sends requests to before it is terminated', async () => {
    const { region, autoScaling, states, refresh, LaunchTemplateId } = await startGroup(1);
    const { elbv2, TargetGroupArn } = await startLoadBalancer(region);
    const health = async () => {
      const { TargetHealthDescriptions = [] } = await elbv2().describeTargetHealth({
        TargetGroupArn,
      });
      return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State).sort();
    };
    await autoScaling().updateAutoScalingGroup({ ...name, HealthCheckType: 'ELB' });
    await autoScaling().attachLoadBalancerTargetGroups({
      ...name,
      TargetGroupARNs: [TargetGroupArn],
    });
    await expect.poll(health, { interval: 5 }).toEqual(['healthy']);
    await autoScaling().startInstanceRefresh({
      ...name,
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId, Version: '2' } },
      Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, InstanceWarmup: 0 },
    });
    await expect.poll(health, { interval: 5 }).toEqual(['draining', 'healthy']);
    expect(await states()).toEqual(['InService 2', 'Terminating 1']);
    region.advance(300_000);
    await region.restart();
    await expect.poll(async () => (await refresh()).Status, { interval: 5 }).toBe('Successful');
    expect(await health()).toEqual(['healthy']);
    expect(await states()).toEqual(['InService 2']);
  });

  test('goes on after the region was restarted', async () => {
    const { region, autoScaling, states, refresh, LaunchTemplateId } = await startGroup(2);
    await autoScaling().startInstanceRefresh({
      ...name,
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId, Version: '2' } },
      Preferences: { MinHealthyPercentage: 50, InstanceWarmup: 60 },
    });
    await expect.poll(states, { interval: 5 }).toContain('InService 2');
    await region.restart();
    region.advance(60_000);
    await region.restart();
    await expect.poll(states, { interval: 5 }).toEqual(['InService 2', 'InService 2']);
    region.advance(60_000);
    await region.restart();
    await expect.poll(async () => (await refresh()).Status, { interval: 5 }).toBe('Successful');
  });
});
