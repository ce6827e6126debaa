// What callers and schedules change of a group, and its instances that follow.

import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CreateLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { baseImageId, instanceType } from './testing/memoryInstances.ts';
import { startMemoryRegion } from './testing/memoryRegion.ts';

const web = { AutoScalingGroupName: 'web' };

/** A group of two, in service. */
async function start() {
  const region = await startMemoryRegion();
  const autoScaling = new AutoScaling(region.client);
  await region.ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'web',
      LaunchTemplateData: { ImageId: await baseImageId(region.ec2), InstanceType: instanceType },
    }),
  );
  await autoScaling.createAutoScalingGroup({
    ...web,
    LaunchTemplate: { LaunchTemplateName: 'web' },
    MinSize: 0,
    MaxSize: 4,
    DesiredCapacity: 2,
    AvailabilityZones: ['eu-central-1a', 'eu-central-1b'],
  });
  const instances = async () => {
    const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({});
    return AutoScalingGroups?.[0]?.Instances ?? [];
  };
  const reach = (...states: string[]) =>
    expect
      .poll(async () => (await instances()).map(({ LifecycleState }) => LifecycleState).sort(), {
        interval: 5,
      })
      .toEqual(states);
  const causes = async () => {
    const { Activities = [] } = await autoScaling.describeScalingActivities(web);
    return Activities.map(({ Cause }) => Cause);
  };
  await reach('InService', 'InService');
  const [first] = await instances();
  return { region, autoScaling, instances, reach, causes, InstanceId: first?.InstanceId ?? '' };
}

test('Instances come by a schedule, and say so', async () => {
  const { region, autoScaling, reach, causes } = await start();
  const StartTime = new Date('2026-01-01T01:00:00Z');
  await autoScaling.putScheduledUpdateGroupAction({
    ...web,
    ScheduledActionName: 'morning',
    StartTime,
    DesiredCapacity: 3,
  });
  region.advance(60 * 60_000);
  // Any change has the controllers look.
  await autoScaling.resumeProcesses(web);
  await reach('InService', 'InService', 'InService');
  expect(await causes()).toContain(
    'At 2026-01-01T01:00:00Z a scheduled action update of AutoScalingGroup constraints to min: 0, max: 4, desired: 3 changing the desired capacity from 2 to 3.  At 2026-01-01T01:00:00Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 3.',
  );
});

test('Instances come for a metric that stays above its target', async () => {
  const { region, autoScaling, reach, causes } = await start();
  const cloudWatch = new CloudWatch(region.client);
  const metric = { Namespace: 'App', MetricName: 'Load' };
  const { Alarms } = await autoScaling.putScalingPolicy({
    ...web,
    PolicyName: 'load',
    PolicyType: 'TargetTrackingScaling',
    EstimatedInstanceWarmup: 0,
    TargetTrackingConfiguration: {
      CustomizedMetricSpecification: { ...metric, Statistic: 'Average' },
      TargetValue: 50,
    },
  });
  const data = [-2, -1, 0].map((minute) => ({
    MetricName: metric.MetricName,
    Value: 70,
    Timestamp: new Date(Date.parse('2026-01-01T00:00:00Z') + minute * 60_000),
  }));
  await cloudWatch.putMetricData({ Namespace: metric.Namespace, MetricData: data });
  region.advance(60_000);
  await autoScaling.resumeProcesses(web);
  await reach('InService', 'InService', 'InService');
  expect((await causes())[0]).toMatch(
    `a monitor alarm ${Alarms?.[0]?.AlarmName} in state ALARM triggered policy load changing the desired capacity from 2 to 3.`,
  );
});

test('An instance that a caller ends goes, replaced or not', async () => {
  const { autoScaling, instances, reach, InstanceId } = await start();
  const terminate = (id: string, ShouldDecrementDesiredCapacity: boolean) =>
    autoScaling.terminateInstanceInAutoScalingGroup({
      InstanceId: id,
      ShouldDecrementDesiredCapacity,
    });
  await terminate(InstanceId, false);
  await expect
    .poll(async () => (await instances()).map((each) => each.InstanceId), { interval: 5 })
    .not.toContain(InstanceId);
  await reach('InService', 'InService');
  const [next] = await instances();
  await terminate(next?.InstanceId ?? '', true);
  await reach('InService');
});

test('An instance stands by, comes back, and leaves', async () => {
  const { autoScaling, reach, InstanceId } = await start();
  const one = { ...web, InstanceIds: [InstanceId] };
  await autoScaling.enterStandby({ ...one, ShouldDecrementDesiredCapacity: true });
  await reach('InService', 'Standby');
  await autoScaling.exitStandby(one);
  await reach('InService', 'InService');
  await autoScaling.detachInstances({ ...one, ShouldDecrementDesiredCapacity: true });
  await reach('InService');
  await autoScaling.attachInstances(one);
  await reach('InService', 'InService');
});

test('An instance that is marked as unhealthy is replaced', async () => {
  const { autoScaling, instances, causes, InstanceId } = await start();
  await autoScaling.setInstanceHealth({ InstanceId, HealthStatus: 'Unhealthy' });
  await expect
    .poll(async () => (await instances()).map((each) => each.InstanceId), { interval: 5 })
    .not.toContain(InstanceId);
  expect(await causes()).toContain(
    'At 2026-01-01T00:00:00Z an instance was taken out of service in response to a user health-check.',
  );
});

test('A launch waits for its hook, and a group that is emptied can be deleted', async () => {
  const { autoScaling, reach, instances } = await start();
  await autoScaling.putLifecycleHook({
    ...web,
    LifecycleHookName: 'warm',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  });
  await autoScaling.setDesiredCapacity({ ...web, DesiredCapacity: 3 });
  await reach('InService', 'InService', 'Pending:Wait');
  const waiting = (await instances()).find(
    ({ LifecycleState }) => LifecycleState === 'Pending:Wait',
  );
  await autoScaling.completeLifecycleAction({
    ...web,
    LifecycleHookName: 'warm',
    LifecycleActionResult: 'CONTINUE',
    InstanceId: waiting?.InstanceId ?? '',
  });
  await reach('InService', 'InService', 'InService');
  await autoScaling.updateAutoScalingGroup({ ...web, MaxSize: 0 });
  await reach();
  await autoScaling.deleteAutoScalingGroup(web);
});
