import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveTargetGroup() {
  const served = await serveElbv2();
  const { TargetGroupArn } = await served.makeTargetGroup();
  const describe = async () => {
    const { Attributes = [] } = await served.elbv2.describeTargetGroupAttributes({
      TargetGroupArn,
    });
    return Object.fromEntries(Attributes.map(({ Key, Value }) => [Key, Value]));
  };
  const modify = (attributes: Record<string, string>) =>
    served.elbv2.modifyTargetGroupAttributes({
      TargetGroupArn,
      Attributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })),
    });
  return { ...served, TargetGroupArn, describe, modify };
}

test('All have AWS’s defaults, in the record too', async () => {
  const { describe, tables, TargetGroupArn } = await serveTargetGroup();
  const defaults = {
    'deregistration_delay.timeout_seconds': '300',
    'load_balancing.algorithm.anomaly_mitigation': 'off',
    'load_balancing.algorithm.type': 'round_robin',
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'slow_start.duration_seconds': '0',
    'stickiness.app_cookie.cookie_name': '',
    'stickiness.app_cookie.duration_seconds': '86400',
    'stickiness.enabled': 'false',
    'stickiness.lb_cookie.duration_seconds': '86400',
    'stickiness.type': 'lb_cookie',
    'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
    'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
  };
  expect(await describe()).toEqual(defaults);
  expect(tables.elbv2.targetGroups.get(TargetGroupArn)?.attributes).toEqual(defaults);
});

test('Those told change', async () => {
  const { describe, modify } = await serveTargetGroup();
  const before = await describe();
  const changes = {
    'deregistration_delay.timeout_seconds': '30',
    'load_balancing.algorithm.type': 'least_outstanding_requests',
    'stickiness.enabled': 'true',
  };
  await modify(changes);
  expect(await describe()).toEqual({ ...before, ...changes });
});

test.each([
  [{ 'deregistration_delay.timeout_seconds': '3601' }, "between '0' and '3600' inclusively"],
  [{ 'slow_start.duration_seconds': '29' }, "between '30' and '900' inclusively, or '0'"],
  [{ 'stickiness.app_cookie.cookie_name': 'AWSALB' }, "does not begin with 'AWSALB'"],
  [{ 'lambda.multi_value_headers.enabled': 'true' }, 'is not recognized'],
  [{ 'proxy_protocol_v2.enabled': 'true' }, 'is not recognized'],
])('%j is refused', async (attributes, message) => {
  const { modify } = await serveTargetGroup();
  // Each of them is of one key.
  await expect(modify(attributes as Record<string, string>)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
});

test('Slow start goes with round robin alone, whichever comes first', async () => {
  const { modify } = await serveTargetGroup();
  const slow = { 'slow_start.duration_seconds': '30' };
  const other = { 'load_balancing.algorithm.type': 'least_outstanding_requests' };
  const refused = { name: 'InvalidConfigurationRequestException' };
  await expect(modify({ ...slow, ...other })).rejects.toMatchObject(refused);
  await modify(slow);
  await expect(modify(other)).rejects.toMatchObject(refused);
});

test('Stickiness by an application’s cookie is not built, and says so', async () => {
  const { modify } = await serveTargetGroup();
  await expect(
    modify({ 'stickiness.enabled': 'true', 'stickiness.type': 'app_cookie' }),
  ).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
});
