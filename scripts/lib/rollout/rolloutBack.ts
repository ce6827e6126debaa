// The way back from a refresh that ended without being rolled back, and left old and new instances side by side: one
// more refresh, to what the group still launches from.

import type { RolloutContext } from './rolloutContext.ts';
import type { Witness } from './rolloutEvidence.ts';
import { readGroup } from './rolloutFleet.ts';
import { backPreferencesOf } from './rolloutPreferences.ts';
import { startRefresh } from './rolloutRefreshes.ts';
import { watchRefresh } from './rolloutWatch.ts';

/** Sees nothing: what failed has been seen, and there is no further way back. */
const noWitness: Witness = {
  evidence: {
    failures: new Map(),
    unhealthy: new Map(),
    lastWords: new Map(),
    alarms: new Map(),
  },
  look: async () => {},
  reasonToUndo: () => undefined,
};

/** @returns whether the fleet is again what it was */
export async function goBack(context: RolloutContext): Promise<boolean> {
  const { clients, request, say, time } = context;
  const group = await readGroup(clients.autoScaling, request.autoScalingGroupName);
  const version = group.LaunchTemplate?.Version;
  if (version === undefined || version.startsWith('$')) {
    say(`The fleet is mixed: ${request.autoScalingGroupName} names no version to go back to`);
    return false;
  }
  const id = await startRefresh(context, {
    Strategy: 'Rolling',
    Preferences: backPreferencesOf(request),
  });
  if (id === undefined) {
    say('The fleet is mixed, and somebody has started another instance refresh');
    return false;
  }
  say(`Going back to version ${version}: instance refresh ${id} has started`);
  const deadline = new Date(time.now().getTime() + request.deadlineSeconds * 1000);
  // Whoever interrupts it again leaves it to itself.
  const unstoppable = { ...context, deadline, stopping: new AbortController().signal };
  const { refresh } = await watchRefresh(unstoppable, id, noWitness);
  return refresh.Status === 'Successful';
}
