// npm test [-- <vitest's arguments>]: the checks, then the tests.

import { $ } from 'zx';
import { checkSources } from './lib/checks.ts';
import { root } from './lib/lockedPackage.mjs';
import { script, step } from './lib/step.ts';
import { ensureSystemPackages, testPackages } from './lib/systemPackages.ts';

async function main(args: string[]): Promise<void> {
  await step('System packages', () => ensureSystemPackages(testPackages));
  await checkSources();
  await step('Tests', async () => {
    const { exitCode } = await $({
      cwd: root,
      stdio: 'inherit',
      nothrow: true,
    })`vitest run ${args}`;
    if (exitCode !== 0) throw new Error('Tests failed; which and why stands above');
  });
}

await script(main);
