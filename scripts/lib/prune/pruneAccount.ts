// Prunes an account and region, or tells what would go.

import { now } from '../clock.ts';
import { patience } from '../patience.ts';
import { type Access, createRolloutClients } from '../rollout/rolloutClients.ts';
import { step } from '../step.ts';
import { realTime } from '../time.ts';
import { withLocks } from './pruneLocks.ts';
import type { PruneOptions } from './pruneOptions.ts';
import { type PruneOutcome, removePlanned } from './pruneRemove.ts';
import { type PruneContext, type PruneSurvey, surveyPrune } from './pruneSurvey.ts';

export type PruneRequest = {
  readonly access: Access;
  readonly accountId: string;
  readonly options: PruneOptions;
  readonly now: Date;
  readonly stopping: AbortSignal;
};

export type Pruned = {
  readonly survey: PruneSurvey;
  /** Undefined for a dry run. */
  readonly outcome: PruneOutcome | undefined;
};

/** How long throttling and a network that is gone are waited out. */
const patienceSeconds = { survey: 120, removal: 1800 };

/** @throws where it is not known what is needed, or a stack is being deployed: nothing was removed */
export async function pruneAccount(request: PruneRequest): Promise<Pruned> {
  try {
    if (request.options.isDryRun) return { survey: await look(request), outcome: undefined };
    return await remove(request);
  } catch (error) {
    const { message } = error as Error;
    const isDenied = /Unauthorized|AccessDenied/.test(message);
    const hint = isDenied ? '. docs/release-policy.json has what is needed' : '';
    throw new Error(`${message}\nNothing was removed${hint}`, { cause: error });
  }
}

/** Once the removal has begun nothing is thrown: each failure of it is a part of the outcome. */
function remove(request: PruneRequest): Promise<Pruned> {
  const { options, stopping } = request;
  const context = contextOf(request, patienceSeconds.removal);
  const { ssm } = context.clients;
  const say = (line: string) => void process.stderr.write(`  ${line}\n`);
  const { stack, onConflict } = options;
  const locks = { ssm, stack, onConflict, time: realTime, say, stopping };
  return withLocks(locks, async (requireLocks) => {
    const survey = await look(request);
    const outcome = await step('Removing', () =>
      removePlanned({ ...context, requireLocks }, survey, () => stopping.aborted),
    );
    return { survey, outcome };
  });
}

function look(request: PruneRequest): Promise<PruneSurvey> {
  return step('What there is, and what needs it', () =>
    surveyPrune(contextOf(request, patienceSeconds.survey)),
  );
}

function contextOf(
  { access, accountId, options, now: began, stopping }: PruneRequest,
  seconds: number,
): PruneContext {
  const end = now().getTime() + seconds * 1000;
  const isOver = () => stopping.aborted || now().getTime() > end;
  return {
    clients: createRolloutClients(access, patience(isOver)),
    accountId,
    policy: { now: began, keep: options.keep, minimumAge: options.minimumAge },
  };
}
