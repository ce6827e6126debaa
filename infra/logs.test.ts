import { expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf } from './testing/graphs.ts';

test('Logs are kept as long as the settings say', async () => {
  const graph = await loadGraph({ settings: { logRetentionDays: '365' } });
  expect(inputsOf(graph, 'LogGroup').retentionInDays).toBe(365);
  expect(graph.outputs.logGroupName).toBe('rollover');
});
