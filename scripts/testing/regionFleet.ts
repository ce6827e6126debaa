// For tests: a fleet of two in a whole region whose machines are in memory and whose time is virtual, with a load
// balancer that answers for them.

import http from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { AutoScaling, type Instance } from '@aws-sdk/client-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SSM } from '@aws-sdk/client-ssm';
import { expect, onTestFinished } from 'vitest';
import { baseImageId, instanceType } from '../../local/testing/memoryInstances.ts';
import { startMemoryRegion } from '../../local/testing/memoryRegion.ts';
import { awsPace } from '../lib/pace.ts';
import { patience } from '../lib/patience.ts';
import { createRolloutClients } from '../lib/rollout/rolloutClients.ts';
import type { RolloutContext } from '../lib/rollout/rolloutContext.ts';
import type { RolloutRequest } from '../lib/rollout/rolloutRequest.ts';

const groupName = 'rollover-1';
const keys: Readonly<Record<string, string>> = { '1': 'a'.repeat(64), '2': 'b'.repeat(64) };

export type RegionFleet = Awaited<ReturnType<typeof createRegionFleet>>;

export async function createRegionFleet() {
  const region = await startMemoryRegion();
  const ec2 = new EC2(region.client);
  const autoScaling = new AutoScaling(region.client);
  const elbv2 = new ElasticLoadBalancingV2(region.client);
  const cloudWatch = new CloudWatch(region.client);
  const ssm = new SSM(region.client);
  const put = (name: string, value: object) =>
    ssm.putParameter({
      Name: `/rollover/dev/${name}`,
      Value: JSON.stringify(value),
      Type: 'String',
      Overwrite: true,
    });
  const parameter = async (name: string): Promise<unknown> => {
    const { Parameter } = await ssm.getParameter({ Name: `/rollover/dev/${name}` });
    return JSON.parse(Parameter?.Value ?? 'null');
  };

  const ami = await baseImageId(ec2);
  const { LaunchTemplate: { LaunchTemplateId = '' } = {} } = await ec2.createLaunchTemplate({
    LaunchTemplateName: 'rollover',
    LaunchTemplateData: { ImageId: ami, InstanceType: instanceType, UserData: 'MQ==' },
  });
  await ec2.createLaunchTemplateVersion({
    LaunchTemplateId,
    SourceVersion: '1',
    LaunchTemplateData: { UserData: 'Mg==' },
  });
  const { Subnets = [] } = await ec2.describeSubnets({});
  const subnetIds = Subnets.map(({ SubnetId = '' }) => SubnetId);
  const { TargetGroups } = await elbv2.createTargetGroup({
    Name: 'rollover',
    Protocol: 'HTTP',
    Port: 8080,
    VpcId: Subnets[0]?.VpcId,
    HealthCheckIntervalSeconds: 5,
    HealthCheckTimeoutSeconds: 2,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
  });
  const targetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elbv2.modifyTargetGroupAttributes({
    TargetGroupArn: targetGroupArn,
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }],
  });
  const { LoadBalancers } = await elbv2.createLoadBalancer({
    Name: 'rollover',
    Subnets: subnetIds,
  });
  const { LoadBalancerArn, DNSName, AvailabilityZones } = LoadBalancers?.[0] ?? {};
  await elbv2.createListener({
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
  });
  await cloudWatch.putMetricAlarm({
    AlarmName: '5xx',
    Namespace: 'Test',
    MetricName: 'Errors',
    Period: 60,
    Statistic: 'Sum',
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
  });
  await autoScaling.createAutoScalingGroup({
    AutoScalingGroupName: groupName,
    LaunchTemplate: { LaunchTemplateId, Version: '1' },
    MinSize: 2,
    MaxSize: 4,
    TargetGroupARNs: [targetGroupArn],
    HealthCheckType: 'ELB',
    HealthCheckGracePeriod: 25,
    VPCZoneIdentifier: subnetIds.join(','),
    Tags: [{ Key: 'rollover:stack', Value: 'dev', PropagateAtLaunch: false }],
  });
  await put('release', { ami, key: keys['2'] });
  await put('live', { ami, key: keys['1'] });

  let instances: readonly Instance[] = [];
  /** What an instance's health check gets, by its version. */
  const statuses: Record<string, number> = {};

  async function membersOf(): Promise<readonly Instance[]> {
    const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({
      AutoScalingGroupNames: [groupName],
    });
    return AutoScalingGroups?.[0]?.Instances ?? [];
  }

  region.drivers.probes.probe = async ({ host }) => {
    const Filters = [{ Name: 'private-ip-address', Values: [host.split(':')[0] ?? ''] }];
    const { Reservations } = await ec2.describeInstances({ Filters });
    const asked = Reservations?.[0]?.Instances?.[0]?.InstanceId;
    const member = (await membersOf()).find(({ InstanceId }) => InstanceId === asked);
    return { kind: 'answer', status: statuses[member?.LaunchTemplate?.Version ?? ''] ?? 200 };
  };

  /** Lets virtual time pass: the region's loops, which run in real time, are woken and have a moment. */
  async function pass(milliseconds: number): Promise<void> {
    region.advance(milliseconds);
    await ssm.putParameter({ Name: '/wake', Value: 'up', Type: 'String', Overwrite: true });
    instances = await membersOf();
    await setTimeout(10);
  }

  const address = AvailabilityZones?.[0]?.LoadBalancerAddresses?.[0]?.IpAddress ?? '';
  const port = await serve(address, () => {
    const targets = region.drivers.loadBalancers
      .applied()
      .flatMap(({ groups }) => groups)
      .flatMap((group) => group.targets)
      .filter(({ state }) => state === 'ready')
      .map(({ id }) => id.split(':')[0] ?? '');
    return instances.filter(({ InstanceId = '' }) => targets.includes(InstanceId));
  });

  const request: RolloutRequest = {
    stack: 'dev',
    region: 'eu-central-1',
    autoScalingGroupName: groupName,
    launchTemplateId: LaunchTemplateId,
    launchTemplateVersion: 2,
    targetGroupArn,
    logGroupName: 'rollover-logs',
    url: `http://${DNSName}:${port}`,
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    warmUpSeconds: 30,
    canaryPercent: undefined,
    canaryPauseSeconds: 60,
    bakeSeconds: 10,
    deadlineSeconds: 900,
    alarms: ['5xx'],
  };
  const said: string[] = [];
  let now = Date.parse('2026-01-01T00:00:00Z');
  const tick = async (milliseconds: number) => {
    now += milliseconds;
    await pass(milliseconds);
  };

  /** A rollout's context; each has its own interruption. `onWait` is called with each wait's number, from 1. */
  function context(
    overrides: Partial<RolloutRequest> = {},
    onWait: (count: number) => unknown = () => {},
  ) {
    let waits = 0;
    const interruption = new AbortController();
    const clients = createRolloutClients(
      region.client,
      patience(() => false, 1),
    );
    const given: RolloutContext = {
      request: { ...request, ...overrides },
      clients,
      records: { ssm: clients.ssm, stack: request.stack },
      hastyClients: createRolloutClients(region.client),
      time: {
        now: () => new Date(now),
        async wait(milliseconds) {
          waits += 1;
          await onWait(waits);
          await tick(milliseconds);
        },
      },
      say: (line) => void said.push(line),
      stopping: interruption.signal,
      pace: awsPace,
      deadline: new Date(now + (overrides.deadlineSeconds ?? request.deadlineSeconds) * 1000),
    };
    return { ...given, interrupt: () => interruption.abort(new Error('Interrupted: SIGINT')) };
  }

  async function versions(): Promise<readonly string[]> {
    return (await membersOf()).map(
      ({ LifecycleState, LaunchTemplate }) => `${LifecycleState} ${LaunchTemplate?.Version}`,
    );
  }

  await expect
    .poll(async () => {
      await tick(1_000);
      return versions();
    })
    .toEqual(['InService 1', 'InService 1']);
  return {
    region,
    request,
    context,
    /** What rollouts have said. */
    said,
    tick,
    /** Of the group's instances, each with its state. */
    versions,
    statuses,
    parameter,
    refreshes: () => autoScaling.describeInstanceRefreshes({ AutoScalingGroupName: groupName }),
    cancel: () => autoScaling.cancelInstanceRefresh({ AutoScalingGroupName: groupName }),
    fire: (AlarmName: string) =>
      cloudWatch.setAlarmState({ AlarmName, StateValue: 'ALARM', StateReason: 'a test says so' }),
  };
}

/** The load balancer: sends each request to the next of those that it may, and is 503 while there are none. */
async function serve(address: string, instances: () => readonly Instance[]): Promise<number> {
  let next = 0;
  const server = http.createServer((_, response) => {
    const all = instances();
    const { InstanceId = '', LaunchTemplate } = all[next++ % all.length] ?? {};
    if (InstanceId === '') return response.writeHead(503).end();
    const release = keys[LaunchTemplate?.Version ?? '']?.slice(0, 12) ?? '';
    return response.setHeader('x-instance-id', InstanceId).setHeader('x-release', release).end();
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(() => {
    server.close();
  });
  const listening = server.address();
  return typeof listening === 'object' ? (listening?.port ?? 0) : 0;
}
