import { expect, test } from 'vitest';
import { targetKey } from '../../store/elbv2.ts';
import { serveGroups } from './testing/serveGroups.ts';

const web = { AutoScalingGroupName: 'web' };

test('Target groups come and go, under both of their names', async () => {
  const { autoScaling, createGroup, describeGroup, putInstance, putTargetGroup, elbv2 } =
    await serveGroups();
  await createGroup();
  const [a, b] = [putTargetGroup('a'), putTargetGroup('b')];
  await autoScaling.attachLoadBalancerTargetGroups({ ...web, TargetGroupARNs: [a] });
  await autoScaling.attachTrafficSources({ ...web, TrafficSources: [{ Identifier: b }] });
  expect(await describeGroup()).toMatchObject({
    TargetGroupARNs: [a, b],
    TrafficSources: [
      { Identifier: a, Type: 'elbv2' },
      { Identifier: b, Type: 'elbv2' },
    ],
  });
  const states = async () => {
    const { TrafficSources = [] } = await autoScaling.describeTrafficSources(web);
    return TrafficSources.map(({ State }) => State);
  };
  expect(await states()).toEqual(['Added', 'Added']);
  putInstance('i-1');
  expect(await states()).toEqual(['Adding', 'Adding']);
  const target = { TargetGroupArn: a, Id: 'i-1', Port: 80 };
  elbv2.targets.put(targetKey(target), {
    ...target,
    registeredAt: new Date(0),
    TargetHealth: { State: 'healthy' },
    since: new Date(0),
  });
  const { LoadBalancerTargetGroups } = await autoScaling.describeLoadBalancerTargetGroups(web);
  expect(LoadBalancerTargetGroups).toEqual([
    { LoadBalancerTargetGroupARN: a, State: 'InService' },
    { LoadBalancerTargetGroupARN: b, State: 'Adding' },
  ]);
  await autoScaling.detachTrafficSources({
    ...web,
    TrafficSources: [{ Identifier: a, Type: 'elbv2' }],
  });
  await autoScaling.detachLoadBalancerTargetGroups({ ...web, TargetGroupARNs: [b] });
  const isHealthy = elbv2.targets.get(targetKey(target))?.TargetHealth.State === 'healthy';
  expect(isHealthy).toBe(false);
  expect(await describeGroup()).toMatchObject({ TargetGroupARNs: [], TrafficSources: [] });
  await expect(
    autoScaling.detachLoadBalancerTargetGroups({ ...web, TargetGroupARNs: [b] }),
  ).rejects.toMatchObject({
    message: 'Trying to remove Target Groups that are not part of the group',
  });
});

test('Processes are suspended and resumed, all of them where none is named', async () => {
  const { autoScaling, createGroup, describeGroup } = await serveGroups();
  await createGroup();
  await autoScaling.suspendProcesses({ ...web, ScalingProcesses: ['Launch', 'Terminate'] });
  await autoScaling.resumeProcesses({ ...web, ScalingProcesses: ['Launch'] });
  expect((await describeGroup()).SuspendedProcesses).toEqual([
    { ProcessName: 'Terminate', SuspensionReason: 'User suspended at 2026-01-01T00:00:00.000Z' },
  ]);
  await autoScaling.suspendProcesses(web);
  const { Processes = [] } = await autoScaling.describeScalingProcessTypes({});
  expect((await describeGroup()).SuspendedProcesses).toHaveLength(Processes.length);
  await autoScaling.resumeProcesses(web);
  expect((await describeGroup()).SuspendedProcesses).toEqual([]);
  await expect(
    autoScaling.suspendProcesses({ ...web, ScalingProcesses: ['Lunch'] }),
  ).rejects.toMatchObject({ name: 'ValidationError' });
});

test('Metrics are collected by the minute', async () => {
  const { autoScaling, createGroup, describeGroup } = await serveGroups();
  await createGroup();
  const Granularity = '1Minute';
  await autoScaling.enableMetricsCollection({ ...web, Granularity });
  const { Metrics = [] } = await autoScaling.describeMetricCollectionTypes({});
  expect((await describeGroup()).EnabledMetrics).toHaveLength(Metrics.length);
  await autoScaling.disableMetricsCollection(web);
  await autoScaling.enableMetricsCollection({ ...web, Granularity, Metrics: ['GroupMinSize'] });
  expect((await describeGroup()).EnabledMetrics).toEqual([{ Metric: 'GroupMinSize', Granularity }]);
  await expect(
    autoScaling.enableMetricsCollection({ ...web, Granularity: '5Minutes' }),
  ).rejects.toMatchObject({ name: 'ValidationError' });
});

test('Tags are put, found and deleted', async () => {
  const { autoScaling, createGroup, describeGroup } = await serveGroups();
  await createGroup();
  const tag = (Key: string, Value: string) => ({
    ResourceId: 'web',
    ResourceType: 'auto-scaling-group',
    Key,
    Value,
    PropagateAtLaunch: false,
  });
  await autoScaling.createOrUpdateTags({ Tags: [tag('b', '1'), tag('a', '2'), tag('b', '3')] });
  expect((await describeGroup()).Tags).toEqual([tag('a', '2'), tag('b', '3')]);
  const groups = async (Name: string, Values: string[]) => {
    const Filters = [{ Name, Values }];
    const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({ Filters });
    return AutoScalingGroups?.map(({ AutoScalingGroupName }) => AutoScalingGroupName);
  };
  expect(await groups('tag:b', ['3'])).toEqual(['web']);
  expect(await groups('tag-key', ['c'])).toEqual([]);
  expect(await groups('tag-value', ['2', '9'])).toEqual(['web']);
  await expect(groups('name', ['web'])).rejects.toMatchObject({
    message: 'Filter type name is not correct. Allowed Filter types are: tag-key tag-value tag:',
  });
  const { Tags } = await autoScaling.describeTags({ Filters: [{ Name: 'key', Values: ['a'] }] });
  expect(Tags).toEqual([tag('a', '2')]);
  await autoScaling.deleteTags({ Tags: [tag('a', '2'), tag('b', 'another value')] });
  expect((await describeGroup()).Tags).toEqual([tag('b', '3')]);
  await expect(
    autoScaling.createOrUpdateTags({ Tags: [{ ...tag('a', '1'), ResourceId: 'other' }] }),
  ).rejects.toMatchObject({
    message: 'AutoScalingGroup not found - AutoScaling Group other not found',
  });
});

test('Groups and activities come page by page', async () => {
  const { autoScaling, createGroup, tables } = await serveGroups();
  for (const name of ['a', 'b', 'c']) await createGroup({ AutoScalingGroupName: name });
  const first = await autoScaling.describeAutoScalingGroups({ MaxRecords: 2 });
  const rest = await autoScaling.describeAutoScalingGroups({
    MaxRecords: 2,
    NextToken: first.NextToken,
  });
  expect([first.AutoScalingGroups?.length, rest.AutoScalingGroups?.length]).toEqual([2, 1]);
  for (const [index, StatusCode] of (['Successful', 'Failed'] as const).entries()) {
    tables.activities.put(`${index}`, {
      AutoScalingGroupName: 'a',
      ActivityId: `${index}`,
      Cause: 'At …',
      StartTime: new Date(index),
      StatusCode,
    });
  }
  const { Activities = [] } = await autoScaling.describeScalingActivities({
    AutoScalingGroupName: 'a',
  });
  expect(Activities.map(({ ActivityId }) => ActivityId)).toEqual(['1', '0']);
  await expect(autoScaling.describeAutoScalingGroups({ NextToken: 'x' })).rejects.toMatchObject({
    name: 'InvalidNextToken',
  });
});

test('What there is none of is answered as none', async () => {
  const { autoScaling, createGroup } = await serveGroups();
  await createGroup();
  expect(await autoScaling.describeLoadBalancers(web)).toMatchObject({ LoadBalancers: [] });
  expect(await autoScaling.describeWarmPool(web)).toMatchObject({ Instances: [] });
  const { NotificationConfigurations } = await autoScaling.describeNotificationConfigurations({});
  expect(NotificationConfigurations).toEqual([]);
  expect(await autoScaling.describeAccountLimits({})).toMatchObject({
    MaxNumberOfAutoScalingGroups: 500,
    NumberOfAutoScalingGroups: 1,
  });
});
