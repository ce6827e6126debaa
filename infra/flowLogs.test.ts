import { expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf, resourcesOf } from './testing/graphs.ts';

test('Refused connections are logged where the settings ask for it', async () => {
  const graph = await loadGraph({ settings: { flowLogs: 'true', logRetentionDays: '7' } });
  expect(inputsOf(graph, 'FlowLog')).toMatchObject({
    vpcId: 'vpc-1',
    trafficType: 'REJECT',
    logDestinationType: 'cloud-watch-logs',
    logDestination: 'arn:aws:LogGroup/rollover-flow-logs',
    iamRoleArn: 'arn:aws:Role/rollover-flow-logs',
  });
  expect(inputsOf(graph, 'LogGroup', 'rollover-flow-logs').retentionInDays).toBe(7);
  expect(resourcesOf(await loadGraph(), 'FlowLog')).toEqual([]);
});
