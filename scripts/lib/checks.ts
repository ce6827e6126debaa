// What must hold of the sources before anything is run.

import { $ } from 'zx';
import { root } from './lockedPackage.mjs';
import { step } from './step.ts';

/** Types, lint, format and the house rules; throws with what the failing tool said. */
export async function checkSources(): Promise<void> {
  const quiet = $({ cwd: root, quiet: true });
  await step('Types', async () => void (await quiet`tsc`));
  await step('Lint and format', async () => void (await quiet`biome ci --error-on-warnings`));
  await step('House rules', async () => {
    await quiet`vitest run --project unit scripts/houseRules.test.ts`;
  });
}
