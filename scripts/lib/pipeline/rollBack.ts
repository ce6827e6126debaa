// Back to a release that was live: the path of a deploy without its bake. While a release is being rolled out, that is
// undone instead, by AWS.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { openAccount } from '../account.ts';
import { now, stopwatch } from '../clock.ts';
import { LockedError } from '../deployLock.ts';
import type { EngineName } from '../engines/openEngine.ts';
import type { Progress } from '../progress.ts';
import {
  findRelease,
  nameOfRelease,
  type ReleaseRecord,
  readLedger,
  readLive,
  readRelease,
  restoreRelease,
} from '../releaseRecords.ts';
import { printOverrides } from '../rollout/rolloutOverrides.ts';
import { findStackFleet } from '../stackFleet.ts';
import type { StackSettings } from '../stackSettings.ts';
import { step } from '../step.ts';
import { whoAmI } from '../whoAmI.ts';
import { clearTheWay, findActiveRefresh } from './deployConflicts.ts';
import type { DeployResult } from './deployOutcome.ts';
import type { DeployReport } from './deployStack.ts';
import { bringTemplateBack, isWayBack, seeOut } from './deployUndo.ts';
import { openPipeline, type Pipeline, type UnlockedPipeline, withPipeline } from './pipeline.ts';
import { chooseRelease, requireImage } from './rollbackTarget.ts';
import { shipRelease } from './shipRelease.ts';

export type RollbackOptions = {
  readonly settings: StackSettings;
  readonly configFile: string | undefined;
  readonly engine: EngineName | undefined;
  /** Undefined: the release before what is live, or an end of what is being rolled out. */
  readonly to: string | undefined;
  readonly onConflict: 'fail' | 'wait';
  readonly progress: Progress;
  readonly stopping: AbortSignal;
};

export async function rollBack(
  options: RollbackOptions,
): Promise<Partial<DeployReport> & DeployResult> {
  const total = stopwatch();
  const account = await step('Credentials', () => openAccount(options.settings));
  const unlocked = openPipeline({ ...options, account });
  const refresh = options.to === undefined ? await findActiveRefresh(unlocked) : undefined;
  // Whoever rolls out has the lock, and does not give it away before the end.
  const onConflict = refresh ? 'fail' : options.onConflict;
  const command = 'rollback';
  let result: DeployResult;
  try {
    result = await withPipeline({ ...options, account, command, onConflict }, (pipeline) =>
      refresh ? undoAndMend(pipeline, refresh) : goBackTo(pipeline, options),
    );
  } catch (error) {
    if (!(error instanceof LockedError && refresh)) throw error;
    options.progress.say('Its deploy is at work, and mends the rest');
    result = await undo(unlocked, refresh);
  }
  const [live, fleet] = [
    await readLive(unlocked.records),
    await findStackFleet(unlocked.clients, options.settings),
  ];
  const seconds = { bake: 0, plan: 0, up: 0, total: Number(total().toFixed(1)) };
  return { ...result, ...(live && facts(live)), reused: true, url: fleet?.url, seconds };
}

const facts = (live: ReleaseRecord) => ({ release: nameOfRelease(live), ami: live.ami });

async function goBackTo(
  pipeline: Pipeline,
  { to, onConflict }: RollbackOptions,
): Promise<DeployResult> {
  const { records, clients, progress } = pipeline;
  const release = chooseRelease(await readLedger(records), await findRelease(records), to);
  await requireImage(clients.ec2, release);
  const joined = await clearTheWay(pipeline, release.ami, onConflict);
  progress.say(`Plan: every instance of another release is replaced, by ${nameOfRelease(release)}`);
  return shipRelease(pipeline, {
    release: { ...release, by: whoAmI(), at: now().toISOString() },
    // It was live before. What would be waited for is what makes people go back.
    overrides: { bakeSeconds: 0 },
    isImageAlone: true,
    joined,
  });
}

/** For a refresh whose deploy is gone. */
async function undoAndMend(pipeline: Pipeline, refresh: InstanceRefresh): Promise<DeployResult> {
  const { records, lock, progress } = pipeline;
  const failed = await readRelease(records);
  const result = await undo(pipeline, refresh);
  if (result.outcome === 'live') {
    progress.say(await restoreRelease(records, failed));
    await bringTemplateBack(pipeline, printOverrides({ lockOwner: lock.owner }));
  }
  return result;
}

/** @returns `live`: the release before is, again */
async function undo(pipeline: UnlockedPipeline, refresh: InstanceRefresh): Promise<DeployResult> {
  const id = refresh.InstanceRefreshId ?? '';
  const ended = await step(`Undoing the instance refresh ${id}`, () => seeOut(pipeline, id, true));
  const sought = isWayBack(refresh) ? 'Successful' : 'RollbackSuccessful';
  if (ended?.Status === sought) return { outcome: 'live' };
  const cause = `The instance refresh ${id} is ${ended?.Status}: ${ended?.StatusReason ?? 'no reason given'}`;
  if (ended?.Status === 'RollbackFailed') return { outcome: 'rollback failed', cause };
  return { outcome: 'failed', cause };
}
