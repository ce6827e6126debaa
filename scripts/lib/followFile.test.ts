import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followFile } from './followFile.ts';

test('What is appended to a file is shown as it comes, to the end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'follow-'));
  try {
    const file = join(folder, 'log');
    await writeFile(file, 'one\n');
    let shown = '';
    const ended = new AbortController();
    const following = followFile(file, (text) => (shown += text.toString()), ended.signal);
    await expect.poll(() => shown).toBe('one\n');
    await appendFile(file, 'two\n');
    await expect.poll(() => shown).toBe('one\ntwo\n');
    await appendFile(file, 'x'.repeat(200_000));
    ended.abort();
    await following;
    expect(shown).toHaveLength(200_008);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
