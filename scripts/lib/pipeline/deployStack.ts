// A deploy from sources to a rolled-over fleet: build → key → bake or reuse → plan → record → up, with the rollout
// inside it.

import { type Account, openAccount } from '../account.ts';
import { type BakedImage, findBakedImage } from '../bake/bakedImages.ts';
import { type BakeOptions, buildContent, makeImage } from '../bake/bakeRelease.ts';
import { releaseId } from '../bake/imageKey.ts';
import { createPackerSteps } from '../bake/packerSteps.ts';
import { now, stopwatch } from '../clock.ts';
import type { EngineName } from '../engines/openEngine.ts';
import type { PlannedChange } from '../engines/stackEngine.ts';
import type { Progress } from '../progress.ts';
import { findRelease, RecordError, type ReleaseRecord, readLive } from '../releaseRecords.ts';
import { findStackFleet } from '../stackFleet.ts';
import type { StackSettings } from '../stackSettings.ts';
import { step } from '../step.ts';
import { whoAmI } from '../whoAmI.ts';
import { clearTheWay } from './deployConflicts.ts';
import type { DeployResult } from './deployOutcome.ts';
import { type DeployPlan, describePlan, planDeploy } from './deployPlan.ts';
import { openPipeline, type Pipeline, withPipeline } from './pipeline.ts';
import { requireMeans } from './requireMeans.ts';
import { awaitServing } from './servingFleet.ts';
import { shipRelease } from './shipRelease.ts';

export type DeployOptions = {
  readonly settings: StackSettings;
  readonly configFile: string | undefined;
  readonly engine: EngineName | undefined;
  /** Of the fleet, to be replaced first. */
  readonly canaryPercent: number | undefined;
  readonly onConflict: 'fail' | 'wait';
  readonly isRebake: boolean;
  readonly progress: Progress;
  readonly stopping: AbortSignal;
};

export type DeployReport = DeployResult & {
  /** As `x-release` says it. */
  readonly release: string;
  readonly ami: string;
  /** Whether the image was there already. */
  readonly reused: boolean;
  /** Where the app answers; undefined where there is no fleet. */
  readonly url: string | undefined;
  /** How long each part took. */
  readonly seconds: Readonly<Record<'bake' | 'plan' | 'up' | 'total', number>>;
};

export async function deployStack(options: DeployOptions): Promise<DeployReport> {
  const total = stopwatch();
  const account = await step('Credentials', () => openAccount(options.settings));
  return withPipeline({ ...options, account, command: 'deploy' }, (pipeline) =>
    deploy(options, account, pipeline, total),
  );
}

async function deploy(
  options: DeployOptions,
  account: Account,
  pipeline: Pipeline,
  total: () => number,
): Promise<DeployReport> {
  const { records, progress, clients, settings, stopping } = pipeline;
  const wanted = await readWanted(pipeline);
  await requireMeans(pipeline, account, wanted);
  const planning = planChanges(pipeline, wanted);
  // Where the bake fails first, nobody else looks at it.
  planning.catch(() => {});
  const baking = stopwatch();
  const { image, isReused } = await makeImage(bakeOptionsOf(options, account), options.isRebake);
  const bake = baking();
  const [changes, live] = [await planning, await readLive(records)];
  const joined = await clearTheWay(pipeline, image.ami, options.onConflict);
  const plan = planDeploy({ image, wanted, live, changes });
  const planned = baking() - bake;
  for (const line of describePlan(plan)) progress.say(line);
  stopping.throwIfAborted();

  const taking = stopwatch();
  const result =
    plan.kind === 'none' && !joined
      ? await confirmServing(pipeline)
      : await shipRelease(pipeline, {
          release: recordOf(image),
          overrides: { ...(options.canaryPercent && { canaryPercent: options.canaryPercent }) },
          isImageAlone: plan.isImageAlone,
          joined,
        });
  const up = taking();
  const fleet = await findStackFleet(clients, settings);
  return {
    ...result,
    release: releaseId(image.key),
    ami: image.ami,
    reused: isReused,
    url: fleet?.url,
    seconds: rounded({ bake, plan: planned, up, total: total() }),
  };
}

/** What a deploy would do. Nothing is changed for it; its image may have to be baked first. */
export async function previewDeploy(
  options: DeployOptions,
): Promise<DeployPlan & { readonly release: string; readonly ami: string | undefined }> {
  const account = await step('Credentials', () => openAccount(options.settings));
  const pipeline = openPipeline({ ...options, account });
  const wanted = await readWanted(pipeline);
  const planning = planChanges(pipeline, wanted);
  planning.catch(() => {});
  const { key } = await buildContent(bakeOptionsOf(options, account));
  // Not as one that is used: that may have to be changed first.
  const image = options.isRebake ? undefined : await findBakedImage(account.ec2, key);
  const live = await readLive(pipeline.records);
  const facts = { image: { key, ami: image?.ami }, wanted, live, changes: await planning };
  return { ...planDeploy(facts), release: releaseId(key), ami: image?.ami };
}

/** What is recorded and is none, the deploy writes anew. */
async function readWanted({
  records,
  progress,
}: Pick<Pipeline, 'records' | 'progress'>): Promise<ReleaseRecord | undefined> {
  try {
    return await findRelease(records);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    progress.say(`${error.message}: it is written anew`);
    return undefined;
  }
}

/** By the release that is wanted now; meanwhile the image is made, which the plan does not need. */
async function planChanges(
  pipeline: Pick<Pipeline, 'openEngine'>,
  wanted: ReleaseRecord | undefined,
): Promise<readonly PlannedChange[]> {
  if (wanted === undefined) return [];
  const engine = await pipeline.openEngine();
  try {
    return await engine.preview();
  } finally {
    await engine.close();
  }
}

function bakeOptionsOf(options: DeployOptions, account: Account): BakeOptions {
  return { ...options, account, showPacker: createPackerSteps(options.progress.say) };
}

/** There is nothing to change. Whether the fleet serves is another question. */
async function confirmServing(pipeline: Pipeline): Promise<DeployResult> {
  const problem = await awaitServing(pipeline);
  return problem === undefined
    ? { outcome: 'nothing to do' }
    : { outcome: 'failed', cause: problem };
}

function recordOf({ ami, key, commit, build }: BakedImage): ReleaseRecord {
  return { ami, key, commit, build, by: whoAmI(), at: now().toISOString() };
}

function rounded<Name extends string>(seconds: Record<Name, number>): Record<Name, number> {
  const entries = Object.entries<number>(seconds).map(([name, value]) => [
    name,
    Number(value.toFixed(1)),
  ]);
  return Object.fromEntries(entries) as Record<Name, number>; // the same names
}
