import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CommandError, run, start } from './run.ts';

describe('A command that is run', () => {
  test('gives its output, and reads its input', async () => {
    expect(await run('cat', [], { input: 'text' })).toBe('text');
    expect(await run('pwd', [], { cwd: '/' })).toBe('/\n');
  });

  test('may leave its input unread', async () => {
    expect(await run('true', [], { input: 'x'.repeat(1_000_000) })).toBe('');
  });

  test('fails with what it was, how it ended, and what it said', async () => {
    const error = await run('sh', ['-c', 'echo why >&2; exit 3']).catch((error) => error);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({
      message: 'sh -c echo why >&2; exit 3 ended with status 3: why',
      exitCode: 3,
      stderr: 'why\n',
    });
  });

  test('fails if there is no such program', async () => {
    await expect(run('no-such-program', ['a'])).rejects.toThrow(
      'no-such-program a could not be run (spawn no-such-program ENOENT)',
    );
  });

  test('fails if it takes too long, or is given up', async () => {
    await expect(run('sleep', ['60'], { timeoutSeconds: 0.05 })).rejects.toThrow(
      'sleep 60 took longer than 0.05 s',
    );
    await expect(run('sleep', ['60'], { signal: AbortSignal.timeout(50) })).rejects.toThrow(
      'sleep 60 was given up',
    );
    const stubborn = ['-c', 'trap "" TERM; sleep 60'];
    await expect(run('sh', stubborn, { signal: AbortSignal.timeout(50) })).rejects.toThrow(
      'was given up',
    );
    await expect(run('sleep', ['60'], { signal: AbortSignal.abort() })).rejects.toThrow(
      'was given up',
    );
    await expect(run('sh', ['-c', 'kill -15 $$'])).rejects.toThrow('was ended by SIGTERM');
  });

  test('gives its standard error by the line', async () => {
    const lines: string[] = [];
    await run('sh', ['-c', 'echo one >&2; echo two >&2'], { onStderr: (line) => lines.push(line) });
    expect(lines).toEqual(['one', 'two']);
  });
});

describe('A command that is started', () => {
  test('has a session of its own, and writes to a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'start-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'output');
    const file = await open(path, 'a');
    const pid = await start('sh', ['-c', 'ps -o sid= $$; pwd'], { output: file.fd, cwd: folder });
    await file.close();
    await expect.poll(() => readFile(path, 'utf8')).toMatch(new RegExp(`^ *${pid}\n${folder}\n$`));
  });

  test('fails if there is no such program', async () => {
    await expect(start('no-such-program', [])).rejects.toThrow(
      'no-such-program could not be started',
    );
  });
});
