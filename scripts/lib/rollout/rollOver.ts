// A rollout from beginning to end: is there anything to do, the refresh, the proof; where it fails, the way back and
// the reasons.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { releaseId } from '../bake/imageKey.ts';
import {
  isSameRelease,
  type ReleaseRecord,
  readLive,
  readRelease,
  restoreRelease,
  writeLive,
  writeRefresh,
} from '../releaseRecords.ts';
import { goBack } from './rolloutBack.ts';
import { beginRollout } from './rolloutBegin.ts';
import { attempt, type RolloutContext } from './rolloutContext.ts';
import { diagnose } from './rolloutDiagnosis.ts';
import { createWitness, type Witness } from './rolloutEvidence.ts';
import { readGroup, readTemplateData } from './rolloutFleet.ts';
import { type Outcome, outcomeOf } from './rolloutOutcome.ts';
import { progressLine } from './rolloutProgress.ts';
import { isFinal } from './rolloutRefreshes.ts';
import { type Expected, verify } from './rolloutVerify.ts';
import { watchRefresh } from './rolloutWatch.ts';

export type RolloutReport = {
  readonly outcome: Outcome;
  /** As `x-release` says it; undefined where it is not known. */
  readonly release?: string | undefined;
  /** That serve; undefined where nobody could look. */
  readonly instances?: number | undefined;
  readonly refreshId?: string;
  /** Why it is not live. */
  readonly cause?: string;
};

type Target = Expected & { readonly release: ReleaseRecord };

export async function rollOver(context: RolloutContext): Promise<RolloutReport> {
  const target = await readTarget(context);
  const result = await carryOut(context, target);
  const instances = result.instances ?? (await countServing(context));
  return { ...result, release: target.releaseId, instances };
}

async function carryOut(context: RolloutContext, target: Target): Promise<Result> {
  const beginning = await beginRollout(context, target.data);
  switch (beginning.kind) {
    case 'none':
      return settle(context, target);
    case 'refresh':
      return orSayWhatIsLeft(context, target, beginning.id);
    case 'cancelled':
      return { outcome: 'cancelled', cause: 'Interrupted before anything was begun' };
    case 'conflict':
      return { outcome: 'conflict', cause: describeConflict(context, beginning.refresh) };
  }
}

async function countServing(context: RolloutContext): Promise<number | undefined> {
  const { clients, request } = context;
  return attempt(context, 'Counting the instances', async () => {
    const { Instances = [] } = await readGroup(clients.autoScaling, request.autoScalingGroupName);
    return Instances.filter(({ LifecycleState }) => LifecycleState === 'InService').length;
  });
}

/** @throws where what is wanted is not what the launch template has */
async function readTarget(context: RolloutContext): Promise<Target> {
  const { clients, request, records } = context;
  const { launchTemplateId: templateId, launchTemplateVersion } = request;
  const version = String(launchTemplateVersion);
  const [data, release] = await Promise.all([
    readTemplateData(clients.ec2, { templateId, version }),
    readRelease(records),
  ]);
  if (data.ImageId !== release.ami) {
    throw new Error(
      `Version ${version} of ${templateId} launches ${data.ImageId}, but wanted is ${release.ami}: ` +
        'another release has been recorded meanwhile. Run `pulumi up` again',
    );
  }
  return { data, release, releaseId: release.key && releaseId(release.key) };
}

type Result = Omit<RolloutReport, 'release'>;

/** Nothing to do. What a fleet's first instances were made of has no rollout, but is live as well. */
async function settle(context: RolloutContext, target: Target): Promise<Result> {
  if (isSameRelease(target.release, await readLive(context.records)))
    return { outcome: 'nothing to do' };
  return prove(context, target, 'nothing to do');
}

async function orSayWhatIsLeft(
  context: RolloutContext,
  target: Target,
  refreshId: string,
): Promise<Result> {
  try {
    return await seeThrough(context, target, refreshId);
  } catch (error) {
    throw new Error(
      `${(error as Error).message}. The instance refresh ${refreshId} goes on at AWS; run this again, and it is ` +
        `joined. To undo it: ${undoCommand(context.request.autoScalingGroupName)}`,
      { cause: error },
    );
  }
}

async function seeThrough(
  context: RolloutContext,
  target: Target,
  refreshId: string,
): Promise<Result> {
  const { request, records, time } = context;
  const { autoScalingGroupName, launchTemplateId, launchTemplateVersion } = request;
  const record = {
    refreshId,
    autoScalingGroupName,
    launchTemplateId,
    launchTemplateVersion,
    startedAt: time.now().toISOString(),
  };
  await attempt(context, 'Recording the refresh', () => writeRefresh(records, record));
  const result = await seeRefreshThrough(context, target, refreshId);
  const { outcome, cause } = result;
  await attempt(context, 'Recording the outcome', () =>
    writeRefresh(records, { ...record, outcome, ...(cause !== undefined && { cause }) }),
  );
  return { ...result, refreshId };
}

async function seeRefreshThrough(
  context: RolloutContext,
  target: Target,
  refreshId: string,
): Promise<Result> {
  const witness = createWitness(context);
  const { refresh, stop } = await watchRefresh(context, refreshId, witness);
  if (refresh.Status === 'Successful') {
    return prove(context, target, 'live', refreshId);
  }
  const isMixed = refresh.Status === 'Failed' || refresh.Status === 'Cancelled';
  const isBack = isMixed && (await goBack(context));
  const outcome = outcomeOf(refresh.Status, stop?.kind, isBack);
  if (outcome !== 'failed' && outcome !== 'rollback failed') {
    const restored = await attempt(context, 'Restoring the wanted release', () =>
      restoreRelease(context.records, target.release),
    );
    if (restored !== undefined) context.say(restored);
  }
  tell(context, refresh, witness);
  const cause =
    stop?.reason ??
    refresh.StatusReason ??
    refresh.RollbackDetails?.RollbackReason ??
    `The refresh is ${refresh.Status}`;
  return { outcome, cause };
}

/** The fleet is what it should be, by AWS's word: asks it, and records it. */
async function prove(
  context: RolloutContext,
  target: Target,
  proven: 'live' | 'nothing to do',
  refreshId?: string,
): Promise<Result> {
  const { say, stopping, records, time } = context;
  const { instances, problems } = await verify(context, target);
  if (problems.length === 0) {
    say(`${instances} instances answer as ${target.releaseId ?? target.release.ami}`);
    await writeLive(records, time, target.release, refreshId);
    return { outcome: proven, instances };
  }
  for (const problem of problems) say(`✗ ${problem}`);
  say('The fleet stays as it is; run it again, or go back to an older release');
  const [problem = ''] = problems;
  const outcome = stopping.aborted ? 'cancelled' : 'failed';
  return { outcome, instances, cause: `It could not be verified: ${problem}` };
}

function tell({ say }: RolloutContext, refresh: InstanceRefresh, { evidence }: Witness): void {
  for (const line of diagnose(refresh, evidence)) say(line);
  if (isFinal(refresh.Status)) return;
  say(
    `The instance refresh ${refresh.InstanceRefreshId} is ${refresh.Status} still: AWS goes on with it`,
  );
}

function describeConflict({ request }: RolloutContext, refresh: InstanceRefresh): string {
  const { InstanceRefreshId, DesiredConfiguration } = refresh;
  const { Version = 'the group’s own version' } = DesiredConfiguration?.LaunchTemplate ?? {};
  return (
    `Another instance refresh of ${request.autoScalingGroupName} is running: ${InstanceRefreshId}, to ${Version}, ` +
    `${progressLine(refresh)}. Wait for its end, or undo it: ${undoCommand(request.autoScalingGroupName)}`
  );
}

export function undoCommand(groupName: string): string {
  return `aws autoscaling rollback-instance-refresh --auto-scaling-group-name ${groupName}`;
}
