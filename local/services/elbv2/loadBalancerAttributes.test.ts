import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveLoadBalancer(Scheme: 'internal' | 'internet-facing' = 'internet-facing') {
  const served = await serveElbv2();
  const { LoadBalancerArn } = await served.makeLoadBalancer({ Scheme });
  const describe = async () => {
    const { Attributes = [] } = await served.elbv2.describeLoadBalancerAttributes({
      LoadBalancerArn,
    });
    return Object.fromEntries(Attributes.map(({ Key, Value }) => [Key, Value]));
  };
  const modify = (Key: string, Value: string) =>
    served.elbv2.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key, Value }] });
  return { ...served, LoadBalancerArn, describe, modify };
}

test('All have AWS’s defaults', async () => {
  const { describe } = await serveLoadBalancer();
  expect(await describe()).toEqual({
    'access_logs.s3.bucket': '',
    'access_logs.s3.enabled': 'false',
    'access_logs.s3.prefix': '',
    'client_keep_alive.seconds': '3600',
    'connection_logs.s3.bucket': '',
    'connection_logs.s3.enabled': 'false',
    'connection_logs.s3.prefix': '',
    'deletion_protection.enabled': 'false',
    'health_check_logs.s3.bucket': '',
    'health_check_logs.s3.enabled': 'false',
    'health_check_logs.s3.prefix': '',
    'idle_timeout.timeout_seconds': '60',
    'ipv6.deny_all_igw_traffic': 'false',
    'load_balancing.cross_zone.enabled': 'true',
    'routing.http.desync_mitigation_mode': 'defensive',
    'routing.http.drop_invalid_header_fields.enabled': 'false',
    'routing.http.preserve_host_header.enabled': 'false',
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
    'routing.http.xff_client_port.enabled': 'false',
    'routing.http.xff_header_processing.mode': 'append',
    'routing.http2.enabled': 'true',
    'waf.fail_open.enabled': 'false',
    'zonal_shift.config.enabled': 'false',
  });
  const internal = await serveLoadBalancer('internal');
  expect(await internal.describe()).toMatchObject({ 'ipv6.deny_all_igw_traffic': 'true' });
});

test('Those told change, the others stay, and the record has them all', async () => {
  const { describe, modify, tables, LoadBalancerArn } = await serveLoadBalancer();
  const before = await describe();
  const { Attributes } = await modify('idle_timeout.timeout_seconds', '4000');
  const after = { ...before, 'idle_timeout.timeout_seconds': '4000' };
  expect(Object.fromEntries(Attributes?.map(({ Key, Value }) => [Key, Value]) ?? [])).toEqual(
    after,
  );
  expect(await describe()).toEqual(after);
  expect(tables.elbv2.loadBalancers.get(LoadBalancerArn)?.attributes).toEqual(after);
});

test.each([
  ['preserve_client_ip.enabled', 'true', 'is not recognized'],
  ['__proto__', 'true', 'is not recognized'],
  ['idle_timeout.timeout_seconds', '0', "must be between '1' and '4000' inclusively"],
  ['idle_timeout.timeout_seconds', '1.5', "must be between '1' and '4000' inclusively"],
  ['routing.http2.enabled', 'yes', "must be one of: 'true', 'false'"],
  ['load_balancing.cross_zone.enabled', 'false', "must be one of: 'true'"],
])('%s=%s is refused', async (key, value, message) => {
  const { describe, modify } = await serveLoadBalancer();
  const before = await describe();
  await expect(modify(key, value)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
  expect(await describe()).toEqual(before);
});

test('A key that is not known is named as the AWS provider looks for it', async () => {
  const { modify } = await serveLoadBalancer();
  await expect(modify('new.key', '')).rejects.toThrow(
    "Load balancer attribute key 'new.key' is not recognized",
  );
});

test('Logs cannot be turned on, for want of S3', async () => {
  const { elbv2, LoadBalancerArn } = await serveLoadBalancer();
  await expect(
    elbv2.modifyLoadBalancerAttributes({
      LoadBalancerArn,
      Attributes: [
        { Key: 'access_logs.s3.enabled', Value: 'true' },
        { Key: 'access_logs.s3.bucket', Value: 'logs' },
      ],
    }),
  ).rejects.toMatchObject({
    name: 'InvalidConfigurationRequestException',
    message: 'Access Denied for bucket: logs. Please check S3bucket permission',
  });
});

test('More than twenty at once are refused', async () => {
  const { elbv2, LoadBalancerArn } = await serveLoadBalancer();
  const attribute = { Key: 'idle_timeout.timeout_seconds', Value: '60' };
  await expect(
    elbv2.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: Array(21).fill(attribute) }),
  ).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('Member must have length less than or equal to 20'),
  });
});

test('No capacity is reserved', async () => {
  const { elbv2, LoadBalancerArn } = await serveLoadBalancer();
  const { MinimumLoadBalancerCapacity, CapacityReservationState } =
    await elbv2.describeCapacityReservation({ LoadBalancerArn });
  expect(MinimumLoadBalancerCapacity).toBeUndefined();
  expect(CapacityReservationState).toEqual([]);
});
