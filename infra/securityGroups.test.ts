import { expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf } from './testing/graphs.ts';

test("The load balancer reaches the app's port, and nobody else does", async () => {
  const graph = await loadGraph({ settings: { port: '9000' } });
  const port = { ipProtocol: 'tcp', fromPort: 9000, toPort: 9000 };
  expect(
    inputsOf(graph, 'SecurityGroupIngressRule', 'rollover-instances-from-load-balancer'),
  ).toMatchObject({
    securityGroupId: 'rollover-instances-id',
    referencedSecurityGroupId: 'rollover-load-balancer-id',
    ...port,
  });
  expect(
    inputsOf(graph, 'SecurityGroupEgressRule', 'rollover-load-balancer-to-instances'),
  ).toMatchObject({
    securityGroupId: 'rollover-load-balancer-id',
    referencedSecurityGroupId: 'rollover-instances-id',
    ...port,
  });
  expect(inputsOf(graph, 'TargetGroup').port).toBe(9000);
});
