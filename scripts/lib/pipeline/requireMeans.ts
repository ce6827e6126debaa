// What a change of a stack on AWS would fail on only after minutes, said before anything is begun, all at once: Pulumi's
// CLI, its login, its stack, and what the credentials are denied.

import type { Account } from '../account.ts';
import type { ReleaseRecord } from '../releaseRecords.ts';
import { step } from '../step.ts';
import type { Pipeline } from './pipeline.ts';
import { allAtOnce, requirePermissions } from './preflight.ts';

/**
 * @param wanted whose image tells whether instances may be run; undefined where none is recorded yet
 * @throws with all that is missing
 */
export async function requireMeans(
  { settings, openEngine }: Pick<Pipeline, 'settings' | 'openEngine'>,
  account: Pick<Account, 'access' | 'accountId'>,
  wanted: ReleaseRecord | undefined,
): Promise<void> {
  // The local region's engine comes with it, and everything is allowed there.
  if (settings.localRegion !== undefined) return;
  const tryEngine = async () => (await openEngine()).close();
  await step('Pulumi and permissions', () =>
    allAtOnce([tryEngine(), requirePermissions({ account, settings, imageId: wanted?.ami })]),
  );
}
