// The script as people and programs run it, against a region of its own.

import { once } from 'node:events';
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { requireStackFleet } from './lib/stackFleet.ts';
import { createReadingCommands } from './testing/readingCommands.ts';
import { createRegionFleet, type RegionFleet } from './testing/regionFleet.ts';

/** Alarms as the program makes them, of this stack's and of another's load balancer. */
async function putAlarms({ context }: RegionFleet): Promise<void> {
  const { clients } = context();
  const { dimensions } = await requireStackFleet(clients, { stack: 'dev', domain: undefined });
  for (const [AlarmName, Value] of [
    ['rollover-target-5xx-1', dimensions.LoadBalancer],
    ['rollover-target-5xx-2', 'app/another/1'],
  ]) {
    await clients.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'HTTPCode_Target_5XX_Count',
        Dimensions: [{ Name: 'LoadBalancer', Value }],
        Period: 60,
        Statistic: 'Sum',
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'ignore',
      }),
    );
  }
}

test('Commands that look tell all that there is, and end well', async () => {
  const fleet = await createRegionFleet();
  await putAlarms(fleet);
  await fleet.fire('rollover-target-5xx-1');
  const { run, start, configFile } = await createReadingCommands(fleet);
  const watching = start('status', '--watch');
  const runs = [run('status', '--json'), run('status'), run('releases')];
  const [line] = await once(watching.child.stdout, 'data');
  watching.child.kill('SIGINT');
  const [json, plain, releases] = await Promise.all(runs);

  expect(JSON.parse(String(line)).instances).toHaveLength(2);
  expect(await watching.ended).toMatchObject({ code: 0, stderr: '' });

  expect(json).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{.*\}\n$/), stderr: '' });
  const instance = { isNew: true, state: 'InService', target: 'healthy' };
  expect(JSON.parse(json?.stdout ?? '')).toMatchObject({
    stack: 'dev',
    url: expect.stringMatching(/^http:\/\/127\./),
    release: { release: 'b'.repeat(12) },
    live: { release: 'a'.repeat(12) },
    isLive: false,
    instances: [instance, instance],
    alarms: [{ name: 'rollover-target-5xx-1', state: 'ALARM', reason: 'a test says so' }],
    problems: [],
  });

  expect(plain).toMatchObject({ code: 0, stderr: '' });
  expect(plain?.stdout).toMatch(/^Stack {4}dev in eu-central-1\nURL {6}http/);
  expect(plain?.stdout).toMatch(
    new RegExp(`\\nBring live .*: npm run deploy -- --stack dev --config-file ${configFile}\\n$`),
  );

  expect(releases).toMatchObject({ code: 0, stderr: '' });
  expect(releases?.stdout).toMatch(/^release .*\na{12} {2}live .*\n\nb{12} is wanted, and has not/);
});
