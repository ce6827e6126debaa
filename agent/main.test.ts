import { describe, test } from 'vitest';
import { createAgentMachine } from './testing/agentProcess.ts';
import { type FakeAws, instanceId, serveFakeAws } from './testing/fakeAws.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const stopped = { code: 0, signal: null };
const poll = { interval: 20 };

function settings({ endpoint }: FakeAws): Record<string, string> {
  return {
    LOG_GROUP: 'rollover-0123456',
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
  };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `{"number":${from + index}}`);

describe.concurrent('The agent', { timeout: 60_000 }, () => {
  test('has nothing to do without a log group, and says so', async (context) => {
    const { expect } = context;
    const { start: run } = createAgentMachine(context, start);
    const agent = run({});
    expect(await agent.exit).toEqual(stopped);
    expect(agent.said()).toBe('LOG_GROUP is not set, so there is nothing to ship to\n');
  });

  test('ships from the boot on, then what comes, then the last words', async (context) => {
    const { expect } = context;
    const aws = await serveFakeAws(context);
    const machine = createAgentMachine(context, start);
    machine.write(['Booting'], 'init.scope');
    const agent = machine.start(settings(aws));
    await expect
      .poll(() => aws.messages, poll)
      .toEqual(['{"unit":"init.scope","message":"Booting"}']);
    // The stream was missing.
    expect(aws.calls).toEqual(['PutLogEvents', 'CreateLogStream', 'PutLogEvents']);
    machine.write(['{"release":"abc"}', 'no JSON']);
    machine.write(['{"other":"unit"}'], 'ssh.service');
    agent.child.kill('SIGTERM');
    expect(await agent.exit).toEqual(stopped);
    expect(aws.messages.slice(1)).toEqual([
      '{"release":"abc"}',
      '{"unit":"webapp.service","message":"no JSON"}',
      '{"unit":"ssh.service","message":"{\\"other\\":\\"unit\\"}"}',
    ]);
    expect(aws.metrics).toEqual([]);
  });

  test('loses nothing when it is killed, and sends at most a batch again', async (context) => {
    const { expect } = context;
    const aws = await serveFakeAws(context);
    const machine = createAgentMachine(context, start);
    machine.write(numbers(0, 6000));
    const first = machine.start(settings(aws));
    await expect.poll(() => aws.messages.length, poll).toBeGreaterThanOrEqual(5000);
    first.child.kill('SIGKILL');
    await first.exit;
    machine.write(numbers(6000, 6010));
    const second = machine.start(settings(aws));
    await expect.poll(() => aws.messages.at(-1), poll).toBe('{"number":6009}');
    second.child.kill('SIGTERM');
    expect(await second.exit).toEqual(stopped);
    expect([...new Set(aws.messages)]).toEqual(numbers(0, 6010));
    expect(aws.messages.length).toBeLessThanOrEqual(6010 + 5000);
  });

  test('tries again for as long as AWS throttles or fails, and says it once', async (context) => {
    const { expect } = context;
    const aws = await serveFakeAws(context);
    const failures = ['ThrottlingException', 'ServiceUnavailableException', 'ThrottlingException'];
    aws.refuse = (operation) => (operation === 'PutLogEvents' ? failures.shift() : undefined);
    const machine = createAgentMachine(context, start);
    machine.write(numbers(0, 3));
    const agent = machine.start(settings(aws));
    await expect.poll(() => aws.messages, poll).toEqual(numbers(0, 3));
    agent.child.kill('SIGTERM');
    await agent.exit;
    expect(agent.said().match(/it is tried again/g)).toHaveLength(1);
    expect(agent.said()).toMatch(/putting log events: ThrottlingException/);
    expect(agent.said()).toMatch(/succeeded after 4 attempts/);
  });

  test('leaves out the one event that AWS refuses', async (context) => {
    const { expect } = context;
    const aws = await serveFakeAws(context);
    aws.refuse = (_, messages) =>
      messages.includes('{"number":5}') ? 'InvalidParameterException' : undefined;
    const machine = createAgentMachine(context, start);
    machine.write(numbers(0, 10));
    const agent = machine.start(settings(aws));
    await expect.poll(() => aws.messages.length, poll).toBe(9);
    agent.child.kill('SIGTERM');
    expect(await agent.exit).toEqual(stopped);
    expect(aws.messages).toEqual(numbers(0, 10).toSpliced(5, 1));
  });

  test('ends within its deadline when AWS takes nothing, and ships it when it is back', async (context) => {
    const { expect } = context;
    const aws = await serveFakeAws(context);
    aws.refuse = () => 'ServiceUnavailableException';
    const machine = createAgentMachine(context, start);
    machine.write(numbers(0, 3));
    const first = machine.start(settings(aws));
    await expect.poll(() => aws.calls.length, poll).toBeGreaterThan(0);
    first.child.kill('SIGTERM');
    expect((await first.exit).code).toBe(1);
    expect(first.said()).toContain('not everything was shipped within 8 s');
    aws.refuse = () => undefined;
    const second = machine.start(settings(aws));
    await expect.poll(() => aws.messages, poll).toEqual(numbers(0, 3));
    second.child.kill('SIGTERM');
    expect(await second.exit).toEqual(stopped);
  });

  test('reports the memory of an instance of an Auto Scaling group', async (context) => {
    const { expect } = context;
    const aws = await serveFakeAws(context, { 'aws:autoscaling:groupName': 'rollover-web' });
    const agent = createAgentMachine(context, start).start(settings(aws));
    await expect
      .poll(() => aws.metrics, poll)
      .toEqual([
        {
          Namespace: 'Rollover',
          MetricData: [
            {
              MetricName: 'mem_used_percent',
              Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'rollover-web' }],
              Unit: 'Percent',
              Value: expect.any(Number),
            },
          ],
        },
      ]);
    agent.child.kill('SIGTERM');
    expect(await agent.exit).toEqual(stopped);
    expect(agent.said()).not.toContain(instanceId);
  });
});
