import { expect, test } from 'vitest';
import type { AccessRecord } from '../loadBalancers.ts';
import { createMemoryLoadBalancers } from './loadBalancers.ts';
import { createMemoryProbes } from './targetProbes.ts';

test('Load balancers keep what was applied last, and give each record once', async () => {
  const loadBalancers = createMemoryLoadBalancers();
  await loadBalancers.apply([]);
  expect(loadBalancers.applied()).toEqual([]);
  const record: AccessRecord = {
    at: new Date('2026-01-01T00:00:00Z'),
    LoadBalancerArn: 'arn:lb',
    TargetGroupArn: undefined,
    targetId: undefined,
    status: 404,
    targetStatus: undefined,
    targetSeconds: undefined,
    receivedBytes: 1,
    sentBytes: 2,
  };
  loadBalancers.serve(record, record);
  expect(await loadBalancers.takeAccessRecords()).toEqual([record, record]);
  expect(await loadBalancers.takeAccessRecords()).toEqual([]);
});

test('Probes answer as they were told, at any port', async () => {
  const probes = createMemoryProbes();
  const probe = {
    sourceAddress: '198.18.1.1',
    address: '198.18.0.1',
    port: 80,
    path: '/',
    host: '10.0.0.1:80',
    timeoutSeconds: 1,
  };
  expect(await probes.probe(probe)).toEqual({ kind: 'answer', status: 200 });
  probes.answer('10.0.0.1', { kind: 'timeout' });
  expect(await probes.probe({ ...probe, host: '10.0.0.1:81' })).toEqual({ kind: 'timeout' });
  expect(probes.asked()).toHaveLength(2);
});
