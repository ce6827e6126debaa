// infra/ as it is, by the engine, on a whole region whose machines and network are in memory.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDisplay } from '../../../local/engine/display.ts';
import { openStack, type Stack } from '../../../local/engine/engine.ts';
import type { Summary } from '../../../local/engine/events.ts';
import { waiting } from '../../../local/engine/providers/providers.ts';
import { passTime } from '../../../local/engine/providers/testing/passTime.ts';
import { serveProviders } from '../../../local/engine/providers/testing/serveProviders.ts';
import { createRunProgram } from './stackProcesses.ts';
import { readStackProgram } from './stackProgram.ts';

/** What a run of the rollout's command was asked for. */
type Rollout = {
  readonly autoScalingGroupName?: string;
  readonly launchTemplateVersion?: number;
  readonly targetGroupArn?: string;
};

/** Runs of the stack over one region and one state, each with settings of its own. */
async function createLocalStack() {
  const rollouts: Rollout[] = [];
  const served = await serveProviders(async ({ environment: { ROLLOVER_ROLLOUT = '{}' } }) => {
    rollouts.push(JSON.parse(ROLLOVER_ROLLOUT));
    return { stdout: '', stderr: '' };
  });
  passTime(served, 100);
  const { Images } = await served.aws.ec2.describeImages({ Owners: ['amazon'] });
  const [{ ImageId: ami, Architecture } = {}] = Images ?? [];
  const release = { ami, key: 'f'.repeat(64), commit: 'c', build: 'b' };
  const ofMachine = {
    'rollover:instanceType': Architecture === 'arm64' ? 't4g.small' : 't3.small',
  };
  const parent = await mkdtemp(join(tmpdir(), 'stack-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const { project, program } = await readStackProgram('local');
  await served.make('aws:ssm/parameter:Parameter', {
    name: '/rollover/local/release',
    type: 'String',
    value: JSON.stringify(release),
  });
  const never = new AbortController().signal;

  async function inStack(
    act: (stack: Stack) => Promise<Summary>,
    settings: Readonly<Record<string, string>> = {},
    untilSaid = /^\b$/,
  ) {
    let text = '';
    const stopping = new AbortController();
    const write = (part: string) => {
      text += part;
      if (untilSaid.test(part)) stopping.abort();
    };
    const stack = await openStack({
      project,
      stack: 'local',
      program: { ...program, config: { ...program.config, ...ofMachine, ...settings } },
      provider: served.provider,
      waitingFor: waiting,
      regionName: served.context.regionName,
      endpoint: served.context.endpoint,
      stateDirectory: join(parent, 'state'),
      // Of tests and their children.
      runProgram: createRunProgram(process.env as Record<string, string>),
      show: createDisplay({ write, isColoured: false, isDetailed: false }),
      now: () => new Date(),
      stopping: stopping.signal,
      signal: never,
    });
    try {
      return { ...(await act(stack)), text };
    } finally {
      await stack.close();
    }
  }
  return { ...served, inStack, rollouts };
}

test('The stack comes, changes, and goes without a trace', async () => {
  const { inStack, rollouts, aws } = await createLocalStack();
  const plan = await inStack((stack) => stack.preview());
  expect(plan.outcome).toBe('succeeded');
  expect(plan.text).toContain('+ rollover-private-2  aws:ec2/subnet:Subnet');
  const up = await inStack((stack) => stack.up());
  expect(up.text).not.toMatch(/^[✗!]/m);
  expect(up).toMatchObject({ outcome: 'succeeded', counts: plan.counts });

  const { AutoScalingGroups } = await aws.autoScaling.describeAutoScalingGroups({});
  const [group] = AutoScalingGroups ?? [];
  const [TargetGroupArn] = group?.TargetGroupARNs ?? [];
  const { TargetHealthDescriptions } = await aws.elbv2.describeTargetHealth({ TargetGroupArn });
  expect(TargetHealthDescriptions).toMatchObject(
    Array(2).fill({ TargetHealth: { State: 'healthy' } }),
  );
  expect(rollouts).toMatchObject([
    {
      autoScalingGroupName: group?.AutoScalingGroupName,
      launchTemplateVersion: 1,
      targetGroupArn: TargetGroupArn,
    },
  ]);

  const same = await inStack((stack) => stack.preview({ refresh: true }));
  expect(same.text).not.toMatch(/[~±]/);
  expect(same.counts).toEqual({ same: up.counts.create });

  const other = {
    'rollover:port': '9090',
    'rollover:zones': '3',
    'rollover:alarmEmail': 'ops@example.com',
    'rollover:requestsPerTarget': '1000',
  };
  const changed = await inStack((stack) => stack.up(), other);
  expect(changed.text).not.toMatch(/^[✗!]/m);
  expect(changed.text).toMatch(/~ fromPort: 8080 → 9090/);
  expect(changed.text).toMatch(/\+ rollover-private-3 {2}aws:ec2\/subnet:Subnet/);
  expect(rollouts.at(-1)).toMatchObject({ launchTemplateVersion: 2 });
  const back = await inStack((stack) => stack.up());
  expect(back.text).not.toMatch(/^[✗!]/m);
  expect(back.counts.delete).toBe(changed.counts.create);

  const stopped = await inStack((stack) => stack.destroy(), {}, /to be empty: i-/);
  expect(stopped.outcome).toBe('failed');
  expect(stopped.text).toMatch(/✗ .*: deleting it: Stopped waiting for rollover-\w+ to be empty/);
  const gone = await inStack((stack) => stack.destroy());
  expect(gone.text).not.toMatch(/^[✗!]/m);
  expect(gone.outcome).toBe('succeeded');
  const deleted = (stopped.counts.delete ?? 0) + (gone.counts.delete ?? 0);
  expect(deleted).toBe(up.counts.create);
}, 120_000);
