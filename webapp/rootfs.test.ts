// The unit, as systemd itself sees it.

import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from './config.ts';

const rootfs = fileURLToPath(new URL('rootfs', import.meta.url));
const unit = join(rootfs, 'etc/systemd/system/webapp.service');
const run = promisify(execFile);

test('systemd finds nothing wrong with the unit', async () => {
  const root = await mkdtemp(join(tmpdir(), 'rootfs-test-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await cp(rootfs, root, { recursive: true });
  // The machine's own units, which it depends on, and a program where Node will be.
  await cp('/usr/lib/systemd/system', join(root, 'usr/lib/systemd/system'), {
    recursive: true,
    verbatimSymlinks: true,
  }).catch(() =>
    cp('/lib/systemd/system', join(root, 'usr/lib/systemd/system'), { recursive: true }),
  );
  await mkdir(join(root, 'opt/webapp/bin'), { recursive: true });
  await copyFile('/bin/true', join(root, 'opt/webapp/bin/node'));
  const { stderr } = await run('systemd-analyze', ['verify', `--root=${root}`, 'webapp.service']);
  expect(stderr.split('\n').filter((line) => line.includes('webapp'))).toEqual([]);
});

test('The unit’s exposure is at most 2.0', async () => {
  const limit = '--threshold=20'; // in tenths; exceeding it is an error
  await run('systemd-analyze', ['security', '--offline=true', limit, unit]);
});

test('The environment file holds settings that the app takes', async () => {
  const text = await readFile(join(rootfs, 'etc/webapp/webapp.env'), 'utf8');
  const environment = Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const config = parseConfig(environment);
  const service = await readFile(unit, 'utf8');
  expect(service).toContain(`SocketBindAllow=tcp:${config.port}\n`);
  // systemd waits longer than the app takes to stop.
  const stop = Number(/^TimeoutStopSec=(\d+)$/m.exec(service)?.[1]);
  expect(stop).toBeGreaterThan(config.shutdownTimeoutSeconds + 2);
});
