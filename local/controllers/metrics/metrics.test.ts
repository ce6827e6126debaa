import { expect, test } from 'vitest';
import type { AccessRecord } from '../../drivers/loadBalancers.ts';
import type { MachineUsage } from '../../drivers/machines.ts';
import { autoScalingTables, type GroupInstanceRow } from '../../store/autoScaling.ts';
import type { DatapointRow } from '../../store/cloudWatch.ts';
import { cloudWatchTables } from '../../store/cloudWatch.ts';
import { ec2Tables } from '../../store/ec2.ts';
import { elbv2Tables, type TargetState, targetKey } from '../../store/elbv2.ts';
import { openStore } from '../../store/store.ts';
import { instanceRow } from '../../testing/ec2Rows.ts';
import { groupInstanceRow, groupRow } from '../testing/groupRows.ts';
import { collectGroups, collectInstances, collectRequests, collectTargets } from './metrics.ts';

const minute = 60_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const arn = 'arn:aws:elasticloadbalancing:eu-central-1:000000000000:';
const LoadBalancerArn = `${arn}loadbalancer/app/web/0123`;
const TargetGroupArn = `${arn}targetgroup/web/4567`;
const id = 'i-0123456789abcdef0';

function measure() {
  const store = openStore(':memory:');
  let clock = start;
  const nothing = { memoryBytes: undefined, receivedBytes: undefined, sentBytes: undefined };
  let usage: MachineUsage = { ...nothing, cpuSeconds: 0 };
  let records: readonly AccessRecord[] = [];
  const options = {
    ...{ store, minute },
    now: () => new Date(clock),
    machines: { usage: async () => usage },
    loadBalancers: { takeAccessRecords: async () => records },
    vCpusOf: () => 2,
  };
  return {
    ...{ store, options },
    moveTo: (minutes: number) => {
      clock = start + minutes * minute;
    },
    use: (cpuSeconds: number | undefined) => {
      usage = { ...nothing, cpuSeconds };
    },
    pass: (receivedBytes: number, sentBytes: number) => {
      usage = { ...usage, receivedBytes, sentBytes };
    },
    serve: (...served: AccessRecord[]) => {
      records = served;
    },
    /** What was put of a metric, by minute and dimensions. */
    points: (MetricName: string) =>
      cloudWatchTables(store)
        .datapoints.list()
        .filter((row) => row.MetricName === MetricName),
  };
}

const shown = ({ Dimensions, at, Sum }: DatapointRow) => [
  Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(' '),
  (at.getTime() - start) / minute,
  Sum,
];

function putTarget(store: ReturnType<typeof openStore>, Id: string, State: TargetState): void {
  const row = { TargetGroupArn, Id, Port: 8080 };
  const since = new Date(start);
  elbv2Tables(store).targets.put(targetKey(row), {
    ...{ ...row, since, registeredAt: since, TargetHealth: { State } },
  });
}

function putListener(store: ReturnType<typeof openStore>): void {
  elbv2Tables(store).listeners.put('listener', {
    ...{ ListenerArn: 'listener', LoadBalancerArn, Port: 80, Protocol: 'HTTP', attributes: {} },
    DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn }] } }],
  });
}

test('What passed over its network is counted by the minute', async () => {
  const { store, options, moveTo, pass, points } = measure();
  ec2Tables(store).instances.put(id, instanceRow({ InstanceId: id }));
  pass(1000, 5000);
  const first = await collectInstances(options, undefined);
  moveTo(1);
  pass(1500, 7000);
  const second = await collectInstances(options, first);
  expect(points('NetworkIn').map(shown)).toEqual([[`InstanceId=${id}`, 0, 500]]);
  expect(points('NetworkOut').map(shown)).toEqual([[`InstanceId=${id}`, 0, 2000]]);
  // It was started anew.
  moveTo(2);
  pass(10, 20);
  await collectInstances(options, second);
  expect(points('NetworkIn')).toHaveLength(1);
});

test("An instance's CPU is in percent of its processors, for itself and for its group", async () => {
  const { store, options, moveTo, use, points } = measure();
  ec2Tables(store).instances.put(id, instanceRow({ InstanceId: id }));
  autoScalingTables(store).instances.put(id, groupInstanceRow({ InstanceId: id }));
  use(10);
  const first = await collectInstances(options, undefined);
  expect(points('CPUUtilization')).toEqual([]);
  moveTo(1);
  use(40);
  await collectInstances(options, first);
  // 30 s of the 120 s that two processors have in a minute.
  expect(points('CPUUtilization').map(shown)).toEqual([
    [`InstanceId=${id}`, 0, 25],
    ['AutoScalingGroupName=web', 0, 25],
  ]);
  expect(points('StatusCheckFailed').map(({ Sum }) => Sum)).toEqual([0, 0, 0, 0]);
});

test('Who warms up is no part of the group’s figures, as the group’s default warm-up says', async () => {
  const { store, options, moveTo, use, points } = measure();
  const { groups, instances } = autoScalingTables(store);
  ec2Tables(store).instances.put(id, instanceRow({ InstanceId: id }));
  groups.put('web', groupRow({ DefaultInstanceWarmup: 60 }));
  instances.put(id, groupInstanceRow({ InstanceId: id, inServiceAt: new Date(start) }));
  let sample = await collectInstances(options, undefined);
  for (const minutes of [1, 2]) {
    moveTo(minutes);
    use(30 * minutes);
    sample = await collectInstances(options, sample);
  }
  expect(points('CPUUtilization').map(shown)).toEqual([
    [`InstanceId=${id}`, 0, 25],
    [`InstanceId=${id}`, 1, 25],
    ['AutoScalingGroupName=web', 1, 25],
  ]);
});

test.each([
  ['was started anew', 1, 5],
  ['cannot be measured', 1, undefined],
  ['was last measured long ago', 2, 40],
])('Nothing is said of the CPU of one that %s', async (_, minutes, cpuSeconds) => {
  const { store, options, moveTo, use, points } = measure();
  ec2Tables(store).instances.put(id, instanceRow({ InstanceId: id }));
  use(10);
  const first = await collectInstances(options, undefined);
  moveTo(minutes);
  use(cpuSeconds);
  await collectInstances(options, first);
  expect(points('CPUUtilization')).toEqual([]);
});

test('An instance that does not run has no metrics', async () => {
  const { store, options, points } = measure();
  const State = { Code: 80, Name: 'stopped' } as const;
  ec2Tables(store).instances.put(id, instanceRow({ InstanceId: id, State }));
  await collectInstances(options, undefined);
  expect(points('StatusCheckFailed')).toEqual([]);
});

test('Targets are counted, several times a minute', () => {
  const { store, options, points } = measure();
  putListener(store);
  putTarget(store, 'i-1', 'healthy');
  putTarget(store, 'i-2', 'initial');
  collectTargets(options);
  putTarget(store, 'i-1', 'unhealthy');
  collectTargets(options);
  expect(points('HealthyHostCount')).toMatchObject([
    {
      Dimensions: [
        { Name: 'LoadBalancer', Value: 'app/web/0123' },
        { Name: 'TargetGroup', Value: 'targetgroup/web/4567' },
      ],
      ...{ SampleCount: 2, Minimum: 0, Maximum: 1 },
    },
  ]);
  expect(points('UnHealthyHostCount')).toMatchObject([{ Minimum: 0, Maximum: 1, Sum: 1 }]);
});

test('A target group that no listener uses is not counted', () => {
  const { store, options, points } = measure();
  putTarget(store, 'i-1', 'healthy');
  collectTargets(options);
  expect(points('HealthyHostCount')).toEqual([]);
});

test('Requests are shared by the healthy targets, or by all where none is', async () => {
  const { store, options, serve, points, moveTo } = measure();
  const request = {
    ...{ LoadBalancerArn, TargetGroupArn, targetId: 'i-1', at: new Date(start) },
    ...{ status: 200, targetStatus: 200, targetSeconds: 0.1, receivedBytes: 1, sentBytes: 1 },
  };
  putTarget(store, 'i-1', 'healthy');
  putTarget(store, 'i-2', 'healthy');
  serve(request, request, { ...request, at: new Date(start - 2000 * minute) });
  await collectRequests(options);
  putTarget(store, 'i-2', 'draining');
  putTarget(store, 'i-1', 'unhealthy');
  moveTo(1);
  serve({ ...request, at: new Date(start + minute) });
  await collectRequests(options);
  expect(points('RequestCountPerTarget').map(shown)).toEqual([
    ['TargetGroup=targetgroup/web/4567', 0, 1],
    ['LoadBalancer=app/web/0123 TargetGroup=targetgroup/web/4567', 0, 1],
    ['TargetGroup=targetgroup/web/4567', 1, 1],
    ['LoadBalancer=app/web/0123 TargetGroup=targetgroup/web/4567', 1, 1],
  ]);
});

test("A group's members are counted, in the metrics that it has switched on", () => {
  const { store, options, points } = measure();
  const { groups, instances } = autoScalingTables(store);
  const metrics = [
    ...['GroupMinSize', 'GroupInServiceInstances', 'GroupPendingInstances'],
    ...['GroupTerminatingInstances', 'GroupTotalInstances', 'GroupInServiceCapacity'],
  ];
  const EnabledMetrics = metrics.map((Metric) => ({ Metric, Granularity: '1Minute' }));
  groups.put('web', groupRow({ EnabledMetrics, MinSize: 1 }));
  groups.put('other', groupRow({ AutoScalingGroupName: 'other' }));
  const states: GroupInstanceRow['LifecycleState'][] = [
    ...(['InService', 'InService', 'Pending', 'Pending:Wait'] as const),
    'Terminating:Wait',
  ];
  for (const [index, LifecycleState] of states.entries()) {
    instances.put(`i-${index}`, groupInstanceRow({ InstanceId: `i-${index}`, LifecycleState }));
  }
  collectGroups(options);
  expect(metrics.map((metric) => points(metric).map(({ Sum }) => Sum))).toEqual([
    ...[[1], [2], [2]],
    ...[[1], [5], [2]],
  ]);
  expect(points('GroupMaxSize')).toEqual([]);
});
