// What to type next, by how a stack is.

import { isSameRelease } from '../releaseRecords.ts';
import { isFinal } from '../rollout/rolloutRefreshes.ts';
import type { StackStatus } from './stackStatus.ts';

/** @param typed the options that name the stack, such as `--stack dev` */
export function nextCommand(status: StackStatus, typed: string): string {
  const { release, live, fleet, snapshot, lock, alarms, problems } = status;
  const command = (name: string, rest = '') => `npm run ${name} -- ${typed}${rest}`;
  const refresh = snapshot?.refresh;
  if (lock || (refresh && !isFinal(refresh.Status))) {
    return `Watch it: ${command('status', ' --watch')}`;
  }
  if (problems.length > 0 && !fleet) return `Look again: ${command('status')}`;
  if (!fleet || !release) return `Make it: ${command('deploy')}`;
  if (!isSameRelease(release, live))
    return `Bring live what is in this checkout: ${command('deploy')}`;
  // Those that guard rollouts: an idle fleet has alarms of its own, for which no release is to blame.
  const guards = refresh?.Preferences?.AlarmSpecification?.Alarms ?? [];
  const isBad = alarms.some(({ name, state }) => state === 'ALARM' && guards.includes(name));
  if (isBad) return `Go back to the release before: ${command('rollback')}`;
  return `What was live before: ${command('releases')}`;
}
