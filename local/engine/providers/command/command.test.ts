import { describe, expect, test } from 'vitest';
import type { Properties } from '../../provider.ts';
import { type CommandRequest, command } from './command.ts';

const context = {
  regionName: 'eu-central-1',
  endpoint: undefined,
  signal: new AbortController().signal,
  stopping: new AbortController().signal,
  report: () => {},
  name: 'rollout',
  token: '0123456789abcdef0123456789abcdef',
};

/** A command whose runs are recorded, and answer `out 1`, `out 2`, … */
function record() {
  const requests: CommandRequest[] = [];
  const type = command(async (request) => {
    requests.push(request);
    const nth = requests.length;
    return { stdout: `out ${nth}\n`, stderr: `err ${nth}\n` };
  });
  return { type, requests };
}

const inputs = {
  create: 'npm run rollout',
  environment: { ROLLOUT: '{}' },
  triggers: ['lt-1', 1],
  addPreviousOutputInEnv: false,
};

describe('Command', () => {
  test('runs when it is created, in a shell', async () => {
    const { type, requests } = record();
    expect(type.check(inputs)).toEqual([]);
    const { id, outputs } = await type.create(inputs, context);
    expect(id).toBe('rollout01234567');
    expect(outputs).toEqual({ ...inputs, stdout: 'out 1', stderr: 'err 1' });
    expect(requests).toMatchObject([
      {
        command: ['/bin/sh', '-c', 'npm run rollout'],
        environment: { ROLLOUT: '{}' },
        directory: undefined,
        input: '',
      },
    ]);
    expect(await type.read(id, outputs, context)).toEqual(outputs);
    expect(type.diff(outputs, inputs).changed).toEqual([]);
    expect(await type.find?.(inputs, context)).toBeUndefined();
  });

  test('runs its create again for an update, and another for a trigger', async () => {
    const { type, requests } = record();
    const { id, outputs } = await type.create(inputs, context);
    const changed = { ...inputs, environment: { ROLLOUT: '{"canary":1}' } };
    expect(type.diff(outputs, changed)).toMatchObject({ changed: ['environment'], replacing: [] });
    const updated = await type.update(id, outputs, changed, context);
    expect(updated).toMatchObject({ ...changed, stdout: 'out 2' });
    expect(requests[1]?.environment).toEqual(changed.environment);
    expect(type.diff(updated, { ...changed, triggers: ['lt-1', 2] })).toMatchObject({
      replacing: ['triggers'],
      deleteBeforeReplace: false,
    });
    await type.delete(id, updated, context);
    expect(requests).toHaveLength(2);
  });

  test('hands what was written to the next run, unless told not to', async () => {
    const { type, requests } = record();
    const all: Properties = { create: 'one', update: 'two', delete: 'three', dir: '/tmp' };
    const { id, outputs } = await type.create(all, context);
    const updated = await type.update(id, outputs, { ...all, stdin: 'text' }, context);
    await type.delete(id, updated, context);
    expect(requests.map(({ command: words }) => words.at(-1))).toEqual(['one', 'two', 'three']);
    expect(requests.map(({ environment }) => environment)).toEqual([
      {},
      { PULUMI_COMMAND_STDOUT: 'out 1', PULUMI_COMMAND_STDERR: 'err 1' },
      { PULUMI_COMMAND_STDOUT: 'out 2', PULUMI_COMMAND_STDERR: 'err 2' },
    ]);
    expect(requests[1]).toMatchObject({ directory: '/tmp', input: 'text' });
  });

  test('takes another interpreter', async () => {
    const { type, requests } = record();
    await type.create({ create: '1 + 1', interpreter: ['node', '-p'] }, context);
    expect(requests[0]?.command).toEqual(['node', '-p', '1 + 1']);
  });

  test('fails as its run does', async () => {
    const type = command(() => Promise.reject(new Error('no')));
    await expect(type.create(inputs, context)).rejects.toThrow('no');
  });

  test('says what it does not take', () => {
    const { type } = record();
    expect(type.check({ create: 1, assetPaths: ['*'] })).toEqual([
      'create: expected a string, got 1',
      expect.stringMatching(
        /^assetPaths: expected one of add.*, got \["\*"\]; to support it, add it in local\/engine\/providers\/command\/command.ts$/,
      ),
    ]);
  });
});
