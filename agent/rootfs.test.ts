// The unit, as systemd itself sees it.

import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const rootfs = fileURLToPath(new URL('rootfs', import.meta.url));
const unit = join(rootfs, 'etc/systemd/system/webapp-agent.service');
const run = promisify(execFile);

test('systemd finds nothing wrong with the unit', async () => {
  const root = await mkdtemp(join(tmpdir(), 'rootfs-test-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await cp(rootfs, root, { recursive: true });
  // The machine's own units, which it depends on, and a program where Node will be.
  const units = join(root, 'usr/lib/systemd/system');
  const copy = { recursive: true, verbatimSymlinks: true };
  await cp('/usr/lib/systemd/system', units, copy).catch(() =>
    cp('/lib/systemd/system', units, copy),
  );
  await mkdir(join(root, 'opt/webapp/bin'), { recursive: true });
  await copyFile('/bin/true', join(root, 'opt/webapp/bin/node'));
  const verify = ['verify', `--root=${root}`, 'webapp-agent.service'];
  const { stderr } = await run('systemd-analyze', verify);
  expect(stderr.split('\n').filter((line) => line.includes('webapp'))).toEqual([]);
});

test('The unit’s exposure is at most 2.0', async () => {
  const limit = '--threshold=20'; // in tenths; exceeding it is an error
  await run('systemd-analyze', ['security', '--offline=true', limit, unit]);
});
