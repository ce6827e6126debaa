import { appendFile, mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { boundConsole, readConsole } from './console.ts';

async function consoleFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'console-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'console');
}

const line = `${'x'.repeat(99)}\n`;

test('A short console is given whole, and none as nothing', async () => {
  const path = await consoleFile();
  expect(await readConsole(path)).toBe('');
  await writeFile(path, 'Welcome\n');
  expect(await readConsole(path)).toBe('Welcome\n');
});

test('Of a long one its last 64 KiB, in whole lines', async () => {
  const path = await consoleFile();
  await writeFile(path, line.repeat(2000));
  const text = await readConsole(path);
  expect(text).toBe(line.repeat(655));
});

test('It is cut once it is longer than 1 MiB, while the guest goes on writing', async () => {
  const path = await consoleFile();
  await writeFile(path, line.repeat(10_000));
  await boundConsole(path);
  expect((await stat(path)).size).toBe(1_000_000);
  const guest = await open(path, 'a');
  await guest.write(line.repeat(1000));
  await boundConsole(path);
  expect((await stat(path)).size).toBe(64 * 1024);
  await guest.write('the end\n');
  await guest.close();
  expect(await readConsole(path)).toMatch(/x\nthe end\n$/);
  expect((await stat(path)).size).toBe(64 * 1024 + 8);
});

test('A console that is gone is none to cut', async () => {
  await boundConsole(await consoleFile());
  const path = await consoleFile();
  await appendFile(path, '');
  await boundConsole(path);
});
