import { describe, expect, test } from 'vitest';
import { alarmTable } from './alarmTable.ts';
import { loadGraph } from './graph.ts';
import { inputsOf, resourcesOf } from './testing/graphs.ts';

describe('Alarms', () => {
  test.each([
    ['target-3xx', 'HTTPCode_Target_3XX_Count', 'GreaterThanThreshold', 25],
    ['target-4xx', 'HTTPCode_Target_4XX_Count', 'GreaterThanThreshold', 25],
    ['target-5xx', 'HTTPCode_Target_5XX_Count', 'GreaterThanThreshold', 25],
    ['load-balancer-5xx', 'HTTPCode_ELB_5XX_Count', 'GreaterThanThreshold', 25],
    ['response-time', 'TargetResponseTime', 'GreaterThanThreshold', 0.5],
    ['unhealthy-hosts', 'UnHealthyHostCount', 'GreaterThanThreshold', 0],
    ['too-few-in-service', 'GroupInServiceInstances', 'LessThanThreshold', 2],
    ['cpu-high', 'CPUUtilization', 'GreaterThanThreshold', 80],
    ['cpu-low', 'CPUUtilization', 'LessThanThreshold', 20],
    ['memory-high', 'mem_used_percent', 'GreaterThanThreshold', 80],
    ['memory-low', 'mem_used_percent', 'LessThanThreshold', 20],
  ])('%s watches %s', async (key, metricName, comparisonOperator, threshold) => {
    expect(inputsOf(await loadGraph(), 'MetricAlarm', `rollover-${key}`)).toMatchObject({
      metricName,
      comparisonOperator,
      threshold,
    });
  });

  test('take their thresholds from the settings', async () => {
    const settings = { alarm5xxPer5Minutes: '1', alarmResponseTimeSeconds: '2.5', minSize: '3' };
    const graph = await loadGraph({ settings });
    const threshold = (key: string) => inputsOf(graph, 'MetricAlarm', `rollover-${key}`).threshold;
    expect(['target-5xx', 'response-time', 'too-few-in-service'].map(threshold)).toEqual([
      1, 2.5, 3,
    ]);
  });

  test('watch the stack, each by the dimensions that its metric has', async () => {
    const graph = await loadGraph();
    const LoadBalancer = 'app/rollover';
    const dimensions = {
      targets: { LoadBalancer, TargetGroup: 'targetgroup/rollover' },
      loadBalancer: { LoadBalancer },
      group: { AutoScalingGroupName: 'rollover' },
    };
    for (const { key, of, namespace } of alarmTable) {
      const alarm = inputsOf(graph, 'MetricAlarm', `rollover-${key}`);
      expect(alarm).toMatchObject({ namespace, dimensions: dimensions[of] });
    }
  });

  test('of a percentile say so, since CloudWatch has another field for it', async () => {
    const alarm = inputsOf(await loadGraph(), 'MetricAlarm', 'rollover-response-time');
    expect(alarm).toMatchObject({ extendedStatistic: 'p95' });
    expect(alarm).not.toHaveProperty('statistic');
  });

  test('are sent by e-mail where there is an address', async () => {
    const graph = await loadGraph({ settings: { alarmEmail: 'ops@example.com' } });
    expect(inputsOf(graph, 'TopicSubscription')).toEqual({
      topic: 'arn:aws:Topic/rollover-alarms',
      protocol: 'email',
      endpoint: 'ops@example.com',
    });
    expect(resourcesOf(await loadGraph(), 'TopicSubscription')).toEqual([]);
  });

  test.each([
    ['target-5xx, unhealthy-hosts', ['rollover-target-5xx', 'rollover-unhealthy-hosts']],
    ['response-time', ['rollover-response-time']],
    ['none', []],
  ])('that undo a rollout are %s', async (rolloutAlarms, names) => {
    const { outputs } = await loadGraph({ settings: { rolloutAlarms } });
    expect(outputs.rolloutAlarmNames).toEqual(names);
  });

  test('fit into CloudWatch: a description of 1024 characters, a window of a day', () => {
    for (const { means, whatToDo, periods, periodSeconds } of alarmTable) {
      expect(`${means} ${whatToDo}`.length).toBeLessThan(1024);
      expect(periods[0]).toBeLessThanOrEqual(periods[1]);
      expect(periods[1] * periodSeconds).toBeLessThanOrEqual(86_400);
    }
  });
});
