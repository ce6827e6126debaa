import { expect, test } from 'vitest';
import { createMemoryNetwork } from './network.ts';

test('It keeps what was applied last, until it is destroyed', async () => {
  const network = createMemoryNetwork();
  const vpcs = [{ VpcId: 'vpc-0a', CidrBlocks: ['10.0.0.0/16'], interfaces: [], groups: [] }];
  const ports = { metadata: 1, api: 2 };
  await network.apply(vpcs, ports);
  expect(network.applied()).toEqual(vpcs);
  expect(network.ports()).toEqual(ports);
  await network.destroy();
  expect(network.applied()).toEqual([]);
});
