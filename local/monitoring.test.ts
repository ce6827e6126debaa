import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { reaches, run } from './testing/memoryInstances.ts';
import { startMemoryRegion } from './testing/memoryRegion.ts';

const arn = 'arn:aws:elasticloadbalancing:eu-central-1:000000000000:';
const start = Date.parse('2026-01-01T00:00:00Z');
const minute = 60_000;
const LoadBalancer = { Name: 'LoadBalancer', Value: 'app/web/0123' };

/** As a load balancer answers when it has no target. */
const unavailable = (at: number) => ({
  ...{ at: new Date(at), LoadBalancerArn: `${arn}loadbalancer/app/web/0123`, status: 503 },
  ...{ TargetGroupArn: undefined, targetId: undefined, targetStatus: undefined },
  ...{ targetSeconds: undefined, receivedBytes: 100, sentBytes: 100 },
});

async function startWatching() {
  const region = await startMemoryRegion();
  const clientOf = async () => {
    const { endpoint, credentials } = region.ec2.config;
    return new CloudWatch({
      ...{ region: 'eu-central-1', credentials, maxAttempts: 1 },
      ...(endpoint && { endpoint: await endpoint() }),
    });
  };
  let client = await clientOf();
  return {
    region,
    cloudWatch: () => client,
    async restart() {
      await region.restart();
      client = await clientOf();
    },
    /** Changes something, so that the region looks at its clock, as time would make it. */
    async touch() {
      await client.putDashboard({ DashboardName: 'touched', DashboardBody: '{"widgets":[]}' });
    },
    async stateOf(AlarmName: string) {
      return (await client.describeAlarms({ AlarmNames: [AlarmName] })).MetricAlarms?.[0]
        ?.StateValue;
    },
  };
}

test('What load balancers answer makes an alarm, and a region that starts again still knows', async () => {
  const { region, cloudWatch, restart, stateOf, touch } = await startWatching();
  await cloudWatch().putMetricAlarm({
    ...{ AlarmName: 'errors', Namespace: 'AWS/ApplicationELB', Statistic: 'Sum', Period: 60 },
    ...{ MetricName: 'HTTPCode_ELB_5XX_Count', Dimensions: [LoadBalancer], Threshold: 1 },
    ...{ EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' },
    TreatMissingData: 'notBreaching',
  });
  region.drivers.loadBalancers.serve(unavailable(start + 1), unavailable(start + 2));
  region.advance(minute);
  await touch();
  await expect.poll(() => stateOf('errors')).toBe('ALARM');
  await restart();
  expect(await stateOf('errors')).toBe('ALARM');
  const { Datapoints } = await cloudWatch().getMetricStatistics({
    ...{ Namespace: 'AWS/ApplicationELB', MetricName: 'HTTPCode_ELB_503_Count', Period: 60 },
    ...{ StartTime: new Date(start), EndTime: new Date(start + minute) },
    ...{ Dimensions: [LoadBalancer], Statistics: ['Sum'] },
  });
  expect(Datapoints).toMatchObject([{ Sum: 2 }]);
  region.advance(4 * minute);
  await touch();
  await expect.poll(() => stateOf('errors')).toBe('OK');
});

test('An instance that runs is known to', async () => {
  const { region, cloudWatch, touch } = await startWatching();
  const InstanceId = await run(region.ec2);
  await reaches(region.ec2, InstanceId, 'running');
  region.advance(minute);
  await touch();
  const Dimensions = [{ Name: 'InstanceId', Value: InstanceId }];
  await expect
    .poll(async () => {
      const metrics = { Namespace: 'AWS/EC2', MetricName: 'StatusCheckFailed' };
      return (await cloudWatch().listMetrics(metrics)).Metrics?.at(-1)?.Dimensions;
    })
    .toEqual(Dimensions);
});
