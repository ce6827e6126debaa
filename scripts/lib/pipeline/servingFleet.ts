// Whether a fleet serves: as many healthy targets as the group wants. After the region was down, they boot anew.

import { readTargets } from '../rollout/rolloutTargets.ts';
import { findStackFleet, requireStackFleet, type StackFleet } from '../stackFleet.ts';
import { step } from '../step.ts';
import type { Pipeline } from './pipeline.ts';

const deadlineSeconds = 300;

/** @returns what is wrong, if it does not serve before the deadline */
export async function awaitServing(
  pipeline: Pick<Pipeline, 'clients' | 'settings' | 'time' | 'stopping'>,
): Promise<string | undefined> {
  const { clients, settings, time, stopping } = pipeline;
  const look = async () => problemOf(clients, await requireStackFleet(clients, settings));
  if ((await look()) === undefined) return undefined;
  return step('Waiting until the fleet serves', async () => {
    const deadline = time.now().getTime() + deadlineSeconds * 1000;
    for (;;) {
      const problem = await look();
      if (problem === undefined || time.now().getTime() >= deadline) return problem;
      await time.wait(1000, stopping);
      stopping.throwIfAborted();
    }
  });
}

/** What is wrong with it now; undefined also where there is none. */
export async function problemOfFleet({
  clients,
  settings,
}: Pick<Pipeline, 'clients' | 'settings'>): Promise<string | undefined> {
  const fleet = await findStackFleet(clients, settings);
  return fleet && problemOf(clients, fleet);
}

async function problemOf(
  clients: Pipeline['clients'],
  fleet: StackFleet,
): Promise<string | undefined> {
  const wanted = fleet.group.DesiredCapacity ?? 0;
  const targets = [...(await readTargets({ clients, request: fleet })).values()];
  const healthy = targets.filter(({ state }) => state === 'healthy').length;
  if (healthy >= wanted) return undefined;
  // One that boots has a reason, too: it says less.
  const failed = targets.filter(({ state }) => state === 'unhealthy');
  const [reason = 'it is being launched'] = [...failed, ...targets].flatMap(
    (target) => target.reason || [],
  );
  return `${healthy} of ${wanted} instances are healthy: ${reason}`;
}
