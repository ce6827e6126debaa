// Whether a fleet is what it should be: by Auto Scaling, by the target group, and by what the load balancer's clients
// get, each on a new connection, until every instance has answered.

import { type Answer, ask, findAddress } from './rolloutConnection.ts';
import type { RolloutContext } from './rolloutContext.ts';
import { readFleet } from './rolloutFleet.ts';
import { type Fleet, isLeftAlone, planRollout } from './rolloutPlan.ts';
import { readTargets, type TargetState } from './rolloutTargets.ts';

export type Expected = {
  /** Launch template data that every instance should have been launched from. */
  readonly data: object;
  /** As `x-release` says it; undefined where it is not known. */
  readonly releaseId: string | undefined;
};

export type Verdict = {
  /** That serve. */
  readonly instances: number;
  /** What is still wrong when the time is over; none: it is verified. */
  readonly problems: readonly string[];
};

const verifySeconds = 60;
const maxConnections = 16;

/** Looks until all is well, or a minute is over, or it is stopped. */
export async function verify(context: RolloutContext, expected: Expected): Promise<Verdict> {
  const { time, stopping } = context;
  const until = time.now().getTime() + verifySeconds * 1000;
  const answers = new Map<string, Answer>();
  for (;;) {
    const { ids, problems: inFleet } = await lookAtFleet(context, expected.data);
    const problems =
      inFleet.length > 0 ? inFleet : await askAll(context, { ids, answers, expected });
    const isOver = stopping.aborted || time.now().getTime() >= until;
    if (problems.length === 0 || isOver) return { instances: ids.length, problems };
    await time.wait(1000, stopping);
  }
}

async function lookAtFleet(context: RolloutContext, data: object) {
  const [fleet, targets] = await Promise.all([
    readFleet(context.clients, context.request.autoScalingGroupName),
    readTargets(context),
  ]);
  const ids = serving(fleet).map(({ instanceId }) => instanceId);
  return { ids, problems: fleetProblems(data, fleet, targets) };
}

/** What is wrong with the instances that serve, those apart that a rollout leaves alone. */
export function fleetProblems(
  data: object,
  fleet: Fleet,
  targets: ReadonlyMap<string, TargetState>,
): readonly string[] {
  const members = serving(fleet);
  if (members.length === 0 && fleet.members.length > 0) {
    return [
      'No instance serves that may be replaced: all are protected, in standby or not there yet',
    ];
  }
  const plan = planRollout(data, { ...fleet, members });
  const stale = plan.action === 'roll' ? plan.staleIds : [];
  const problems = members.flatMap(({ instanceId }) => {
    if (stale.includes(instanceId)) return `${instanceId} is not of the new version`;
    const { state = 'not registered', reason = '' } = targets.get(instanceId) ?? {};
    if (state === 'healthy') return [];
    return `${instanceId} is ${state} in the target group${reason && ` (${reason})`}`;
  });
  if (plan.action === 'none' || stale.length > 0) return problems;
  return ['The group itself launches from another version', ...problems];
}

function serving({ members }: Fleet): Fleet['members'] {
  return members.filter((member) => member.state === 'InService' && !isLeftAlone(member));
}

type Asking = {
  readonly ids: readonly string[];
  /** The last of each instance; filled here. */
  readonly answers: Map<string, Answer>;
  readonly expected: Expected;
};

/** Some rounds of requests: as many as bring every instance's answer, if requests are spread evenly. */
async function askAll(context: RolloutContext, asking: Asking): Promise<readonly string[]> {
  const { ids, answers, expected } = asking;
  const url = new URL(context.request.url);
  const problems = () => ids.flatMap((id) => answerProblem(id, answers.get(id), expected) ?? []);
  if (problems().length === 0) return [];
  let address: string;
  try {
    address = await findAddress(context, url);
  } catch (error) {
    // A name may be so new that it is not known yet.
    return [`${url.host}: ${(error as Error).message}`];
  }
  const connections = Math.min(maxConnections, Math.max(4, ids.length));
  for (let round = 0; round * connections < 4 * ids.length + 20; round += 1) {
    const all = await Promise.allSettled(
      Array.from({ length: connections }, () => ask(url, address)),
    );
    const came = all.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    for (const answer of came) answers.set(answer.instanceId ?? '', answer);
    if (problems().length === 0) return [];
    const refusal = all.flatMap((result) => (result.status === 'rejected' ? result.reason : []))[0];
    if (came.length === 0) return [`${url.href}: ${(refusal as Error).message}`];
  }
  return problems();
}

/** Undefined: it is as it should be. */
export function answerProblem(
  id: string,
  answer: Answer | undefined,
  { releaseId }: Pick<Expected, 'releaseId'>,
): string | undefined {
  if (answer === undefined) return `${id} has not answered through the load balancer`;
  if (answer.status >= 500) return `${id} answered with ${answer.status}`;
  if (releaseId === undefined || answer.release === releaseId) return undefined;
  return `${id} answered as release ${answer.release ?? 'none'}, not ${releaseId}`;
}
