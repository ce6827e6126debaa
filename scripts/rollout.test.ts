// The script as `pulumi up` runs it: a process with signals, exit codes and one line of JSON.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './lib/lockedPackage.mjs';
import { createRegionFleet, type RegionFleet } from './testing/regionFleet.ts';

type Run = {
  readonly child: ChildProcess;
  /** What it has said so far. */
  stderr(): string;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string }>;
};

function start(environment: Readonly<Record<string, string>>): Run {
  const child = spawn(process.execPath, [join(root, 'scripts/rollout.ts')], {
    cwd: root,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data;
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data;
  });
  const ended = new Promise<Awaited<Run['ended']>>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout }));
  });
  return { child, stderr: () => stderr, ended };
}

function startIn({ region, request }: RegionFleet): Run {
  const { endpoint, credentials } = region.client;
  return start({
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ROLLOVER_ROLLOUT: JSON.stringify(request),
  });
}

const says = (run: Run, text: string) => expect.poll(run.stderr).toContain(text);

test('Killed and run again it joins its refresh; Ctrl-C rolls that back', async () => {
  const fleet = await createRegionFleet();
  const killed = startIn(fleet);
  await says(killed, 'has started');
  killed.child.kill('SIGKILL');
  await killed.ended;

  const run = startIn(fleet);
  await says(run, 'is running: joining it');
  await says(run, 'InProgress');
  run.child.kill('SIGINT');
  await says(run, 'SIGINT: rolling the fleet back');
  let isOver = false;
  void run.ended.then(() => {
    isOver = true;
  });
  while (!isOver) await fleet.tick(1_000);
  const { code, stdout } = await run.ended;
  expect(code, run.stderr()).toBe(5);
  expect(stdout).toMatch(/^\{.*\}\n$/);
  expect(JSON.parse(stdout)).toEqual({
    outcome: 'cancelled',
    release: 'b'.repeat(12),
    instances: 2,
    refreshId: expect.any(String),
    cause: 'Interrupted: SIGINT',
    seconds: expect.any(Number),
  });
  expect(await fleet.versions()).toEqual(['InService 1', 'InService 1']);
});

test('It outlives whoever reads what it says, and rolls back', async () => {
  const fleet = await createRegionFleet();
  const run = startIn(fleet);
  await says(run, 'InProgress');
  run.child.stdout?.destroy();
  run.child.stderr?.destroy();
  run.child.kill('SIGTERM');
  const code = new Promise((resolve) => run.child.on('exit', resolve));
  let isOver = false;
  void code.then(() => {
    isOver = true;
  });
  while (!isOver) await fleet.tick(1_000);
  expect(await code).toBe(5);
  expect(await fleet.versions()).toEqual(['InService 1', 'InService 1']);
});

test('A second Ctrl-C leaves at once, and says what is left and how to undo it', async () => {
  const fleet = await createRegionFleet();
  const run = startIn(fleet);
  await says(run, 'InProgress');
  run.child.kill('SIGTERM');
  await says(run, 'RollbackInProgress');
  // The second counts once a second has passed since the first.
  let isOver = false;
  void run.ended.then(() => {
    isOver = true;
  });
  await expect
    .poll(
      () => {
        run.child.kill('SIGINT');
        return isOver;
      },
      { interval: 200 },
    )
    .toBe(true);
  expect((await run.ended).code).toBe(130);
  expect(run.stderr()).toContain(
    'To undo it: aws autoscaling rollback-instance-refresh --auto-scaling-group-name rollover-1',
  );
});

test('Without a request it fails, in one line of JSON as well', async () => {
  const run = start({});
  const { code, stdout } = await run.ended;
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    outcome: 'failed',
    cause: expect.stringContaining('ROLLOVER_ROLLOUT: expected what to roll over, got nothing'),
    seconds: expect.any(Number),
  });
  expect(run.stderr()).toMatch(/^✗ failed: ROLLOVER_ROLLOUT: /);
});
