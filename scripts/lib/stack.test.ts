// infra/ as it is, by the engine, on a whole region whose machines and network are in memory.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDisplay } from '../../local/engine/display.ts';
import { openStack, type Stack } from '../../local/engine/engine.ts';
import type { Summary } from '../../local/engine/events.ts';
import { waiting } from '../../local/engine/providers/providers.ts';
import { serveProviders } from '../../local/engine/providers/testing/serveProviders.ts';
import { createRunProgram } from './stackProcesses.ts';
import { readStackProgram } from './stackProgram.ts';

const release = { ami: 'ami-0123456789abcdef0', key: 'f'.repeat(64), commit: 'c', build: 'b' };

/** Runs of the stack over one region and one state, each with settings of its own. */
async function createLocalStack() {
  const served = await serveProviders();
  const parent = await mkdtemp(join(tmpdir(), 'stack-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const { project, program } = await readStackProgram('local');
  await served.make('aws:ssm/parameter:Parameter', {
    name: '/rollover/local/release',
    type: 'String',
    value: JSON.stringify(release),
  });
  const never = new AbortController().signal;

  return async function inStack(
    act: (stack: Stack) => Promise<Summary>,
    settings: Readonly<Record<string, string>> = {},
  ) {
    let text = '';
    const write = (part: string) => {
      text += part;
    };
    const stack = await openStack({
      project,
      stack: 'local',
      program: { ...program, config: { ...program.config, ...settings } },
      provider: served.provider,
      waitingFor: waiting,
      regionName: served.context.regionName,
      endpoint: served.context.endpoint,
      stateDirectory: join(parent, 'state'),
      // Of tests and their children.
      runProgram: createRunProgram(process.env as Record<string, string>),
      show: createDisplay({ write, isColoured: false, isDetailed: false }),
      now: () => new Date(),
      stopping: never,
      signal: never,
    });
    try {
      return { ...(await act(stack)), text };
    } finally {
      await stack.close();
    }
  };
}

test('The stack goes as far as the region has it, changes, and goes without a trace', async () => {
  const inStack = await createLocalStack();
  const plan = await inStack((stack) => stack.preview());
  expect(plan.text).toContain('+ rollover-private-2  aws:ec2/subnet:Subnet');
  const up = await inStack((stack) => stack.up());
  expect(up.text).not.toMatch(/^[✗!]/m);
  expect(up.counts).toEqual(plan.counts);

  const same = await inStack((stack) => stack.preview({ refresh: true }));
  expect(same.counts).toEqual({ same: up.counts.create });

  const ruleChanged = await inStack((stack) => stack.up(), { 'rollover:port': '9090' });
  expect(ruleChanged.text).not.toMatch(/^[✗!]/m);
  expect(ruleChanged.text).toMatch(/~ fromPort: 8080 → 9090/);

  const wider = await inStack((stack) => stack.up(), { 'rollover:zones': '3' });
  expect(wider.text).not.toMatch(/^[✗!]/m);
  expect(wider.text).toMatch(/\+ rollover-private-3 {2}aws:ec2\/subnet:Subnet/);
  const narrow = await inStack((stack) => stack.up());
  expect(narrow.text).not.toMatch(/^[✗!]/m);
  expect(narrow.counts.delete).toBe(wider.counts.create);

  const gone = await inStack((stack) => stack.destroy());
  expect(gone).toMatchObject({ outcome: 'succeeded', counts: { delete: up.counts.create } });
}, 60_000);
