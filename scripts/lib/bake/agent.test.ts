// The agent as it is in the artifact, against the region's own services.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { createAgentMachine } from '../../../agent/testing/agentProcess.ts';
import { instanceId, serveFakeAws } from '../../../agent/testing/fakeAws.ts';
import { logs } from '../../../local/services/logs/logs.ts';
import { serveApi } from '../../../local/testing/serveApi.ts';
import { bundleProgram } from './bundle.ts';

test('Its events are found in the region, in the stream of the instance', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'agent-test-'));
  context.onTestFinished(() => rm(folder, { recursive: true }));
  const bundle = join(folder, 'agent.cjs');
  await writeFile(bundle, await bundleProgram('agent/main.ts'));
  const { client } = await serveApi(logs);
  const logGroupName = 'rollover-0123456';
  const region = new CloudWatchLogs(client);
  await region.createLogGroup({ logGroupName });

  const machine = createAgentMachine(context, Date.parse('2026-01-01T00:00:00Z'));
  machine.write(['{"release":"abc","status":500}', '{"release":"abc","status":200}']);
  const { endpoint } = await serveFakeAws(context);
  const settings = {
    LOG_GROUP: logGroupName,
    AWS_ENDPOINT_URL: client.endpoint,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: client.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: client.credentials.secretAccessKey,
  };
  const agent = machine.start(settings, [process.execPath, bundle]);
  const found = () =>
    region.filterLogEvents({ logGroupName, filterPattern: '{ $.status >= 500 }' });
  await expect
    .poll(async () => (await found()).events)
    .toMatchObject([{ logStreamName: instanceId, message: '{"release":"abc","status":500}' }]);
  agent.child.kill('SIGTERM');
  expect(await agent.exit).toEqual({ code: 0, signal: null });
  expect(agent.said()).not.toContain('tried again');
});
