import { expect, test } from 'vitest';
import type { AccessRecord } from '../../drivers/loadBalancers.ts';
import { requestData } from './requests.ts';

const arn = 'arn:aws:elasticloadbalancing:eu-central-1:000000000000:';
const LoadBalancerArn = `${arn}loadbalancer/app/web/0123`;
const TargetGroupArn = `${arn}targetgroup/web/4567`;
const balancer = { Name: 'LoadBalancer', Value: 'app/web/0123' };
const group = { Name: 'TargetGroup', Value: 'targetgroup/web/4567' };
const start = Date.parse('2026-01-01T00:00:00Z');

const record = (changes: Partial<AccessRecord> = {}): AccessRecord => ({
  at: new Date(start),
  ...{ LoadBalancerArn, TargetGroupArn, targetId: 'i-1' },
  ...{ status: 200, targetStatus: 200, targetSeconds: 0.1, receivedBytes: 100, sentBytes: 900 },
  ...changes,
});
const unanswered = { targetStatus: undefined, targetSeconds: undefined };

/** Sums by metric and dimensions. */
function sums(records: readonly AccessRecord[], targets = 2): Record<string, number> {
  return Object.fromEntries(
    requestData(records, 60_000, () => targets).map(({ MetricName, Dimensions, Sum }) => [
      `${MetricName} ${Dimensions.map(({ Name }) => Name).join(' ')}`,
      Sum,
    ]),
  );
}

test('An answered request counts for the load balancer and for the target group', () => {
  expect(sums([record(), record({ targetStatus: 404, status: 404, targetSeconds: 0.3 })])).toEqual({
    'ProcessedBytes LoadBalancer': 2000,
    'RequestCount LoadBalancer': 2,
    'RequestCount LoadBalancer TargetGroup': 2,
    'HTTPCode_Target_2XX_Count LoadBalancer': 1,
    'HTTPCode_Target_2XX_Count LoadBalancer TargetGroup': 1,
    'HTTPCode_Target_4XX_Count LoadBalancer': 1,
    'HTTPCode_Target_4XX_Count LoadBalancer TargetGroup': 1,
    'TargetResponseTime LoadBalancer': 0.4,
    'TargetResponseTime LoadBalancer TargetGroup': 0.4,
    'RequestCountPerTarget TargetGroup': 1,
    'RequestCountPerTarget LoadBalancer TargetGroup': 1,
  });
});

test("What the load balancer answers itself is no target's", () => {
  expect(sums([record({ ...unanswered, status: 504 })], 1)).toEqual({
    'ProcessedBytes LoadBalancer': 1000,
    'RequestCount LoadBalancer': 1,
    'RequestCount LoadBalancer TargetGroup': 1,
    'HTTPCode_ELB_5XX_Count LoadBalancer': 1,
    'HTTPCode_ELB_504_Count LoadBalancer': 1,
    'RequestCountPerTarget TargetGroup': 1,
    'RequestCountPerTarget LoadBalancer TargetGroup': 1,
  });
});

test('A request for which there was no target is only its code', () => {
  const none = { ...unanswered, TargetGroupArn: undefined, targetId: undefined };
  expect(sums([record({ ...none, status: 503 }), record({ ...none, status: 301 })])).toEqual({
    'ProcessedBytes LoadBalancer': 2000,
    'HTTPCode_ELB_5XX_Count LoadBalancer': 1,
    'HTTPCode_ELB_503_Count LoadBalancer': 1,
    'HTTPCode_ELB_3XX_Count LoadBalancer': 1,
  });
});

test('Each request is of the minute it happened in, under the names that AWS gives', () => {
  const data = requestData([record(), record({ at: new Date(start + 60_000) })], 60_000, () => 0);
  expect(
    data.filter(
      ({ MetricName, Dimensions }) =>
        MetricName === 'TargetResponseTime' && Dimensions.length === 2,
    ),
  ).toEqual(
    [0, 60_000].map((milliseconds) => ({
      ...{ Namespace: 'AWS/ApplicationELB', MetricName: 'TargetResponseTime', Unit: 'Seconds' },
      ...{ Dimensions: [balancer, group], at: new Date(start + milliseconds) },
      ...{ SampleCount: 1, Sum: 0.1, Minimum: 0.1, Maximum: 0.1, distribution: { '0.1': 1 } },
    })),
  );
  expect(data.map(({ MetricName }) => MetricName)).not.toContain('RequestCountPerTarget');
});

test('Of nothing there is nothing', () => {
  expect(requestData([], 60_000, () => 1)).toEqual([]);
});
