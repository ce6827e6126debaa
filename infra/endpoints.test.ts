import { expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf, resourcesOf } from './testing/graphs.ts';

test("Without a way to the internet, the instances' APIs are in the network", async () => {
  const graph = await loadGraph({ settings: { wayOut: 'endpoints' } });
  const interfaces = resourcesOf(graph, 'VpcEndpoint').filter(
    ({ inputs }) => inputs.vpcEndpointType === 'Interface',
  );
  expect(interfaces.map(({ inputs }) => inputs.serviceName)).toEqual(
    ['logs', 'monitoring', 'ssm', 'ssmmessages'].map((id) => `com.amazonaws.eu-central-1.${id}`),
  );
  for (const { inputs } of interfaces) {
    expect(inputs).toMatchObject({
      privateDnsEnabled: true,
      subnetIds: ['subnet-private-1', 'subnet-private-2'],
      securityGroupIds: ['rollover-endpoints-id'],
    });
  }
  expect(
    inputsOf(graph, 'SecurityGroupIngressRule', 'rollover-endpoints-from-instances'),
  ).toMatchObject({
    securityGroupId: 'rollover-endpoints-id',
    referencedSecurityGroupId: 'rollover-instances-id',
    fromPort: 443,
    toPort: 443,
  });
  const group = resourcesOf(graph, 'Group')[0];
  for (const { type, name } of interfaces) expect(group?.dependsOn).toContain(`${type} ${name}`);
});

test('With a NAT gateway there are none', async () => {
  const graph = await loadGraph();
  expect(resourcesOf(graph, 'SecurityGroup')).toHaveLength(2);
  expect(resourcesOf(graph, 'VpcEndpoint')).toHaveLength(2);
});
