import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compareVersions, logName, parseVersion, runPacker } from './packer.ts';

describe('A version of Packer', () => {
  test('is what it prints, whatever else it says', () => {
    expect(parseVersion('Packer v1.6.6\n\nYour version of Packer is out of date!')).toEqual([
      1, 6, 6,
    ]);
    expect(() => parseVersion('zsh: not found')).toThrow('expected a version, got zsh: not found');
  });

  test.each([
    [[1, 6, 6], [1, 6, 6], 0],
    [[1, 6, 5], [1, 6, 6], -1],
    [[1, 16, 0], [1, 8, 9], 1],
    [[2, 0, 0], [1, 16, 0], 1],
  ])('%j to %j is %d', (a, b, expected) => {
    expect(Math.sign(compareVersions(a, b))).toBe(expected);
  });
});

describe('Packer', () => {
  /** A program that is called packer. */
  async function run(program: string, signal = new AbortController().signal) {
    const folder = await mkdtemp(join(tmpdir(), 'packer-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'packer'), `#!/bin/sh\n${program}\n`);
    await chmod(join(folder, 'packer'), 0o755);
    const environment = { PATH: `${folder}:${process.env.PATH}` };
    const variables = { key: 'a', size: 8 };
    const shown: Uint8Array[] = [];
    return {
      log: () => readFile(join(folder, logName), 'utf8'),
      ended: runPacker({
        template: 'a.pkr.hcl',
        variables,
        environment,
        folder,
        show: (text) => shown.push(text),
        signal,
      }),
      shown: () => Buffer.concat(shown).toString(),
    };
  }

  test('gets template and variables', async () => {
    const { log, shown, ended } = await run('echo "$@"; cat *.pkrvars.json');
    await ended;
    const [args, json] = shown().split('\n');
    expect(args).toMatch(/^build -color=false -var-file=\S+\.pkrvars\.json a\.pkr\.hcl$/);
    expect(JSON.parse(json ?? '')).toEqual({ key: 'a', size: 8 });
    expect(await log()).toBe(shown());
  });

  test('that fails is shown by its last lines', async () => {
    const { ended } = await run('seq 100; echo "that was it" >&2; exit 3');
    const message = await ended.then(String, ({ message }) => message);
    expect(message).toMatch(
      /^Packer ended with code 3\. The last it said:\n77\n[\s\S]*\nthat was it$/,
    );
  });

  test('that finds the image wrong says so first', async () => {
    const { ended } = await run(
      'echo "==> validate: - /health: got 503"; seq 100; echo "==> validate: - b: absent" >&2; exit 1',
    );
    const message = await ended.then(String, ({ message }) => message);
    expect(message).toMatch(
      /^Packer ended with code 1: the image is not as it must be\n- \/health: got 503\n- b: absent\nThe last it said:\n77\n/,
    );
  });

  test('that is interrupted is told once, and waited for', async () => {
    const interruption = new AbortController();
    const { log, ended } = await run(
      'trap "echo told; sleep 0.3; echo removed; exit 1" TERM; echo ready; sleep 30 & wait',
      interruption.signal,
    );
    await expect.poll(() => log().catch(String)).toContain('ready');
    interruption.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
    expect(await log()).toBe('ready\ntold\nremoved\n');
  });
});
