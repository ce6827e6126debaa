// How Pulumi's CLI is run and understood. It is played by a stand-in, with the texts and documents of the CLI's source:
// this tests what is done with the CLI, not the CLI.

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Part, type StandInPulumi, standInPulumi } from '../../testing/standInPulumi.ts';
import { root } from '../lockedPackage.mjs';
import { openPulumiEngine } from './pulumiEngine.ts';

async function open(pulumi: StandInPulumi, localRegion?: string, variables = {}) {
  const written: string[] = [];
  const engine = await openPulumiEngine({
    settings: { stack: localRegion === undefined ? 'dev' : 'local', localRegion },
    configFile: localRegion === undefined ? undefined : join(root, 'Pulumi.local.yaml'),
    account: { environment: { ...pulumi.environment, ...variables } },
    write: (text) => written.push(text),
    isColoured: false,
  });
  return { engine, written: () => written.join('') };
}

/** A document as the CLI prints it. */
const print = (document: object) => `cat <<'E'\n${JSON.stringify(document, undefined, 4)}\nE`;

async function play(part: Part) {
  const pulumi = await standInPulumi(part);
  return { pulumi, ...(await open(pulumi)) };
}

test('An up is one call, with its variables, and is shown', async () => {
  const up = 'echo " +  aws:ec2:LaunchTemplate rollover created"; echo "$ROLLOVER_LOCK" >&2';
  const { pulumi, engine, written } = await play({ up });
  expect(await engine.up({ ROLLOVER_LOCK: 'abc' })).toBe(true);
  expect(await pulumi.calls()).toEqual([
    'version',
    'stack --show-name --stack dev --non-interactive',
    'up --stack dev --non-interactive --yes --skip-preview --suppress-progress --color never',
  ]);
  expect(written()).toBe(' +  aws:ec2:LaunchTemplate rollover created\nabc\n');
});

test.each([
  ['[409] Conflict: Another update is currently in progress.', ': pulumi cancel --stack dev\n'],
  ['the stack is currently locked by 1 lock(s). Either wait', ': pulumi cancel --stack dev\n'],
  ['resource "x" cannot be deleted\nbecause it is protected.', 'deletionProtection: false'],
  [
    'resources with 2 pending operations from previous deployment.',
    ': pulumi refresh --stack dev\n',
  ],
])('A destroy that fails is false, and says what to do: %j', async (complaint, advice) => {
  const destroy = `cat >&2 <<'E'\nerror: ${complaint}\nE\nexit 255`;
  const { engine, written } = await play({ destroy });
  expect(await engine.destroy()).toBe(false);
  expect(written()).toContain(`error: ${complaint}\n`);
  expect(written().split(complaint)[1]).toContain(advice);
});

test('A preview is what differs', async () => {
  const step = { op: 'create', urn: 'urn:pulumi:dev::rollover::aws:sns/topic:Topic::alarms' };
  const { pulumi, engine } = await play({ preview: print({ steps: [step] }) });
  expect(await engine.preview()).toEqual([
    { name: 'alarms', type: 'aws:sns/topic:Topic', operation: 'create', properties: [] },
  ]);
  expect((await pulumi.calls()).at(-1)).toBe(
    'preview --stack dev --non-interactive --json --color never',
  );
});

test('A preview that fails says what the program has said', async () => {
  const diagnostics = [{ message: 'The stack dev has no release yet\n', severity: 'error' }];
  const { engine } = await play({ preview: `${print({ diagnostics })}\nexit 255` });
  await expect(engine.preview()).rejects.toThrow(
    'The program could not be planned: The stack dev has no release yet',
  );
});

test.each([
  ["no stack named 'dev' found", 'pulumi stack init dev'],
  ['PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions', 'pulumi login'],
  ['this command requires logging in; try running `pulumi login` first', 'PULUMI_BACKEND_URL'],
  ['passphrase must be set with PULUMI_CONFIG_PASSPHRASE or', 'Set PULUMI_CONFIG_PASSPHRASE'],
  ['something else', 'something else'],
])('Not opened since %s: says %s', async (complaint, advice) => {
  const pulumi = await standInPulumi({ stack: `cat >&2 <<'E'\nerror: ${complaint}\nE\nexit 255` });
  const opened = open(pulumi);
  await expect(opened).rejects.toThrow(`Pulumi cannot open the stack dev: error: ${complaint}`);
  await expect(opened).rejects.toThrow(advice);
});

test('An older CLI is used, and named', async () => {
  const { written } = await play({ version: 'echo v3.200.1' });
  expect(written()).toMatch(/^! pulumi 3\.200\.1 is older than the program's SDK/);
});

test('Stopped, the CLI is told once, and waited for', async () => {
  const up = `trap 'echo told; sleep 0.3; echo canceled; exit 255' INT
echo ready
while :; do sleep 0.1; done`;
  const { engine, written } = await play({ up });
  const running = engine.up({});
  await expect.poll(written).toContain('ready');
  engine.stop();
  engine.stop();
  expect(await running).toBe(false);
  expect(written()).toBe('ready\ntold\ncanceled\n');
  // Nothing else is begun.
  expect(await engine.up({})).toBe(false);
});

test("Where npm's wrapper is on PATH, the CLI itself is waited for", async () => {
  // Which spawns it, and dies of the signal: https://www.npmjs.com/package/pulumi, run.js.
  const wrapper = `require("node:child_process").spawn("sh", [process.env.FOLDER + "/cli"], {stdio: "inherit"})`;
  const pulumi = await standInPulumi({ up: `exec node -e '${wrapper}'` });
  const cli = `trap 'sleep 0.5; echo canceled; exit 255' INT
echo ready
while :; do sleep 0.1; done`;
  await writeFile(join(pulumi.folder, 'cli'), cli);
  const { engine, written } = await open(pulumi);
  const running = engine.up({});
  await expect.poll(written).toContain('ready');
  engine.stop();
  expect(await running).toBe(false);
  expect(written()).toBe('ready\ncanceled\n');
});

test('A local stack is made where its region is, and its settings stay as they are', async () => {
  const id = `t${process.pid % 99999}`;
  onTestFinished(() => rm(join(root, '.local', id), { recursive: true, force: true }));
  const stack = `if [ "$2" = init ]; then
echo "$PULUMI_BACKEND_URL [$PULUMI_CONFIG_PASSPHRASE]" > "$FOLDER/made"
echo 'encryptionsalt: v1:abc' >> Pulumi.local.yaml
elif [ ! -e "$FOLDER/made" ]; then echo "error: no stack named 'local' found" >&2; exit 255
fi`;
  const pulumi = await standInPulumi({
    stack,
    up: 'while [ "$1" != --config-file ]; do shift; done; cat "$2"',
  });
  await open(pulumi, id);
  expect(await pulumi.read('made')).toBe(`file://${root}/.local/${id}/pulumi/state []\n`);

  const { engine, written } = await open(pulumi, id);
  await engine.up({});
  expect(written()).toMatch(/^encryptionsalt: v1:abc\n/);
  expect(written()).toContain('rollover:localRegion: local');
  expect((await pulumi.calls()).filter((call) => call.startsWith('stack init'))).toHaveLength(1);
});

test('A backend of the user is used, where he makes stacks', async () => {
  const stack = `echo "error: no stack named 'local' found" >&2; exit 255`;
  const pulumi = await standInPulumi({ stack });
  const opened = open(pulumi, 'none', { PULUMI_BACKEND_URL: 's3://mine' });
  await expect(opened).rejects.toThrow('Make it, once: pulumi stack init local');
});
