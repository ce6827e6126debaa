// Terraform's AWS provider, whose calls Pulumi's makes too: a stack is made, planned twice without a
// difference, and destroyed. Run where TERRAFORM_PLUGINS names a folder that has the provider.

import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hostObjects } from './testing/hostObjects.ts';
import { type HostRegion, instanceType, startHostRegion } from './testing/hostRegion.ts';

/** Where the provider is, as `terraform init -plugin-dir` takes it; without it there is no such test. */
const plugins = process.env.TERRAFORM_PLUGINS;
let region: HostRegion;

beforeAll(async () => {
  if (plugins) region = await startHostRegion('t7');
});

afterAll(async () => {
  await region?.remove();
  expect(hostObjects('t7')).toEqual([]);
});

test.runIf(plugins)(
  'A stack is applied, stays as it is, and is destroyed',
  async () => {
    const folder = join(region.settings.directory, 'terraform');
    await cp(join(import.meta.dirname, 'testing/terraform'), folder, { recursive: true });
    const env = {
      ...process.env,
      ...region.environment,
      TF_VAR_architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      TF_VAR_instance_type: instanceType,
    };
    const terraform = async (...args: readonly string[]) => {
      const { stdout } = await promisify(execFile)('terraform', [...args, '-no-color'], {
        cwd: folder,
        env,
      });
      return stdout;
    };
    await terraform('init', '-input=false', `-plugin-dir=${plugins}`);
    expect(await terraform('apply', '-auto-approve')).toMatch(
      /Apply complete! Resources: 20 added/,
    );
    // The exit status is 2 where there is a difference, which throws.
    await terraform('plan', '-detailed-exitcode');
    await terraform('plan', '-detailed-exitcode');
    const address = JSON.parse(await terraform('output', '-json', 'address'));
    await vi.waitFor(() => banner(address), { timeout: 30_000 });
    expect(await terraform('destroy', '-auto-approve')).toMatch(/Resources: 20 destroyed/);
  },
  300_000,
);

function banner(host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: 22, timeout: 1000 });
    socket.once('data', () => socket.destroy() && resolve());
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
  });
}
