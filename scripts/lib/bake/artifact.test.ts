import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { $ } from 'zx';
import { createMessagesTable, tableName } from '../../../webapp/testing/messagesTable.ts';
import { startServer } from '../../../webapp/testing/serverProcess.ts';
import { root } from '../lockedPackage.mjs';
import { type Architecture, architectures } from './artifact.ts';

const quiet = $({ quiet: true });
const here = process.arch as Architecture; // the bootstrap lets no other through

describe('The artifact', () => {
  test.each(architectures)(
    'for %s holds the bundle, its Node, the rootfs, and nothing else',
    async (architecture) => {
      const folder = await unpack(await build(architecture));
      const files = await quiet({ cwd: folder })`find . -not -type d -printf ${'%m %P\n'}`;
      expect(files.stdout.trim().split('\n').sort()).toEqual([
        '644 etc/systemd/system/webapp-agent.service',
        '644 etc/systemd/system/webapp.service',
        '644 etc/webapp/webapp.env',
        '644 opt/webapp/agent.cjs',
        '644 opt/webapp/server.cjs',
        '755 opt/webapp/bin/node',
      ]);
      // Byte 18 of an ELF file names the machine: 62 is x86-64, 183 is AArch64.
      const node = await readFile(join(folder, 'opt/webapp/bin/node'));
      expect(node[18]).toBe({ x64: 62, arm64: 183 }[architecture]);
      expect((await readFile(join(folder, 'opt/webapp/server.cjs'))).length).toBeLessThan(600_000);
    },
    120_000,
  );

  test('is the same, byte for byte, from another folder and another commit', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'artifact-test-'));
    onTestFinished(() => rm(copy, { recursive: true }));
    for (const name of [
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'agent',
      'webapp',
      'scripts',
    ]) {
      await cp(join(root, name), join(copy, name), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    await symlink(join(root, '.cache'), join(copy, '.cache'));
    await writeFile(join(copy, 'NOTES.md'), 'Nothing that is in the artifact.\n');
    const env = { ...$.env, GITHUB_SHA: 'another', GITHUB_RUN_NUMBER: '43', TZ: 'Asia/Tokyo' };
    const built = await quiet({
      cwd: copy,
      env,
    })`umask 077 && ${process.execPath} scripts/build.ts`;
    const original = await build(here);
    expect(digest(await readFile(join(copy, `build/webapp-${here}.tar.gz`)))).toBe(
      digest(await readFile(original)),
    );
    expect(built.stdout).toContain(digest(await readFile(original)));
  }, 120_000);

  test('runs: every route, the AWS client among them, works as in the sources', async () => {
    const folder = await unpack(await build(here));
    const release = join(folder, 'etc/webapp/release.json');
    await writeFile(
      release,
      JSON.stringify({ key: 'ab'.repeat(32), commit: 'c0ffee', build: '42' }),
    );
    const command = [join(folder, 'opt/webapp/bin/node'), join(folder, 'opt/webapp/server.cjs')];
    const server = startServer(
      {
        ...(await createMessagesTable()),
        MESSAGES_TABLE: tableName,
        RELEASE_FILE: release,
        LOAD_ENABLED: 'true',
        WORKERS: '2',
      },
      command,
    );
    const url = await server.url();
    const ask = async (path: string, init?: RequestInit) => {
      const response = await fetch(url + path, init);
      return `${response.status} ${response.headers.get('x-release')} ${await response.text()}`;
    };
    const body = new URLSearchParams({ text: '<b>hello' });
    const form = await ask('/api/messages', { method: 'POST', body });
    expect(form).toMatch(/^200 abababababab Release {4}abababababab\n.*<b>hello\n$/s);
    const json = { accept: 'application/json' };
    expect(await ask('/', { headers: json })).toMatch(/^200 abababababab \{"release"/);
    const html = { accept: 'text/html' };
    expect(await ask('/', { headers: html })).toMatch(
      /^200 abababababab <!doctype.*&lt;b&gt;hello/s,
    );
    expect(await ask('/health')).toBe('200 abababababab ok\n');
    expect(await ask('/version')).toContain('"commit":"c0ffee","build":"42"');
    expect(await ask('/api?count=1')).toMatch(/^200 abababababab \{"0":"[a-z]"\}\n$/);
    expect(await ask('/api/time')).toMatch(/GMT/);
    expect(await ask('/api/messages')).toMatch(/"text":"<b>hello"/);
    expect(await ask('/load?seconds=0.1', { method: 'POST' })).toMatch(/^202 /);
    expect(await ask('/nothing')).toMatch(/^404 /);
    server.child.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
  }, 120_000);

  test('is refused for an architecture that it cannot be for', async () => {
    const built = await quiet({
      cwd: root,
      nothrow: true,
    })`${process.execPath} scripts/build.ts --arch mips`;
    expect(built.exitCode).toBe(1);
    expect(built.stderr).toContain('--arch: expected x64 or arm64, got mips');
  });
});

/** The path of an artifact, just built. */
async function build(architecture: Architecture): Promise<string> {
  await quiet({ cwd: root })`${process.execPath} scripts/build.ts --arch ${architecture}`;
  return join(root, `build/webapp-${architecture}.tar.gz`);
}

async function unpack(artifact: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'artifact-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await quiet`tar -xzf ${artifact} -C ${folder}`;
  return folder;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
