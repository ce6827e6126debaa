import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

test('The account’s limits are AWS’s, a page at a time', async () => {
  const { elbv2 } = await serveElbv2();
  const { Limits, NextMarker } = await elbv2.describeAccountLimits({});
  expect(NextMarker).toBeUndefined();
  expect(Limits).toContainEqual({ Name: 'application-load-balancers', Max: '50' });
  expect(Limits).toContainEqual({ Name: 'target-groups', Max: '3000' });
  const first = await elbv2.describeAccountLimits({ PageSize: 1 });
  const rest = await elbv2.describeAccountLimits({ Marker: first.NextMarker ?? '' });
  expect([...(first.Limits ?? []), ...(rest.Limits ?? [])]).toEqual(Limits);
  await expect(elbv2.describeAccountLimits({ Marker: 'x' })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('Security policies are found by name', async () => {
  const { elbv2 } = await serveElbv2();
  const Names = ['ELBSecurityPolicy-TLS13-1-2-2021-06'];
  const { SslPolicies } = await elbv2.describeSSLPolicies({ Names });
  expect(SslPolicies).toMatchObject([{ Name: Names[0], SslProtocols: ['TLSv1.2', 'TLSv1.3'] }]);
  await expect(elbv2.describeSSLPolicies({ Names: ['none'] })).rejects.toMatchObject({
    name: 'SSLPolicyNotFoundException',
  });
});
