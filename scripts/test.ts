// npm test [-- <vitest's arguments>]: the checks, then the tests; `--all`, which is npm run test:all, with those that
// take long.

import { $, which } from 'zx';
import { createLayers } from '../local/drivers/nspawn/layers.ts';
import { checkSources } from './lib/checks.ts';
import { root } from './lib/lockedPackage.mjs';
import { localSettings } from './lib/region/localRegion.ts';
import { script, step } from './lib/step.ts';
import { ensureSystemPackages, hostTestPackages, testPackages } from './lib/systemPackages.ts';

async function main(given: string[]): Promise<void> {
  const args = given.filter((arg) => arg !== '--all');
  const projects = ['unit', 'host', 'e2e', ...(given.includes('--all') ? ['long'] : [])];
  const canBoot = await canBootMachines();
  const packages = [...testPackages, ...(canBoot ? hostTestPackages : [])];
  await step('System packages', () => ensureSystemPackages(packages));
  await checkSources();
  if (canBoot) {
    // Once, before tests that would wait for one another to have made it.
    await step('Base image', () =>
      createLayers(localSettings()).base((line) => process.stderr.write(`  ${line}\n`)),
    );
  } else {
    process.stderr.write(
      '- Host tests are left out: they need Linux, root that may make namespaces, and systemd-nspawn\n',
    );
  }
  const run = canBoot ? projects : ['unit'];
  const only = run.flatMap((project) => ['--project', project]);
  await step('Tests', async () => {
    const { exitCode } = await $({
      cwd: root,
      stdio: 'inherit',
      nothrow: true,
    })`vitest run ${only} ${args}`;
    if (exitCode !== 0) throw new Error('Tests failed; which and why stands above');
  });
}

/** Whether this machine can run host tests, with packages that can be installed. */
async function canBootMachines(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  // Root of a container without privileges makes no namespaces.
  const { exitCode } = await $({ quiet: true, nothrow: true })`unshare --net --mount true`;
  if (exitCode !== 0) return false;
  const tools = ['systemd-nspawn', 'apt-get'].map((command) => which(command, { nothrow: true }));
  return (await Promise.all(tools)).some(Boolean);
}

await script(main);
