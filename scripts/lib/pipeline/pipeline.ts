// What deploy and rollback share: the stack that they change, held by its lock for as long as they do.

import type { Account } from '../account.ts';
import { type HeldLock, takeLock } from '../deployLock.ts';
import type { EngineName } from '../engines/openEngine.ts';
import { openEngine } from '../engines/openEngine.ts';
import type { StackEngine } from '../engines/stackEngine.ts';
import { patience } from '../patience.ts';
import type { Progress } from '../progress.ts';
import type { Records } from '../releaseRecords.ts';
import { createRolloutClients, type RolloutClients } from '../rollout/rolloutClients.ts';
import type { StackSettings } from '../stackSettings.ts';
import { realTime, type Time } from '../time.ts';

export type Pipeline = {
  readonly settings: StackSettings;
  /** Outlast throttling and a network that is gone for some minutes. */
  readonly clients: RolloutClients;
  /** For what is looked at again anyway. */
  readonly hastyClients: RolloutClients;
  readonly records: Records;
  readonly lock: HeldLock;
  readonly time: Time;
  readonly progress: Progress;
  /** Aborted: what has been begun is to be undone. */
  readonly stopping: AbortSignal;
  readonly openEngine: () => Promise<StackEngine>;
};

/** Enough to look, and to plan. */
export type UnlockedPipeline = Omit<Pipeline, 'lock'>;

export type PipelineOptions = {
  readonly settings: StackSettings;
  readonly configFile: string | undefined;
  readonly account: Account;
  readonly engine: EngineName | undefined;
  /** What is done, such as `deploy`. */
  readonly command: string;
  readonly onConflict: 'fail' | 'wait';
  readonly progress: Progress;
  readonly stopping: AbortSignal;
};

/** Of one call; some four minutes, as attempts come ever more slowly. */
const maxFailures = 30;
/** How long to wait for others. */
const conflictDeadlineSeconds = 3600;

/**
 * Does something with a stack that nobody else may do at the same time.
 *
 * @throws LockedError where somebody does
 */
export async function withPipeline<T>(
  options: PipelineOptions,
  work: (pipeline: Pipeline) => Promise<T>,
): Promise<T> {
  const { command, onConflict } = options;
  const pipeline = openPipeline(options);
  const { records, time, progress, stopping } = pipeline;
  const lock = await takeLock({
    ...{ records, command, onConflict, time, stopping },
    deadline: conflictDeadline(time),
    say: progress.say,
  });
  try {
    return await work({ ...pipeline, lock, records: { ...records, requireLock: lock.require } });
  } finally {
    // What was done, or why it was not, is to be told; a lock that is left is one whose owner has died.
    await lock
      .release()
      .catch(({ message }: Error) =>
        progress.say(`The lock of ${records.stack} is left: ${message}`),
      );
  }
}

export function openPipeline(
  options: Omit<PipelineOptions, 'command' | 'onConflict'>,
): UnlockedPipeline {
  const { settings, account, progress, stopping } = options;
  const clients = createRolloutClients(
    account.access,
    patience((failures) => failures >= maxFailures),
  );
  return {
    settings,
    clients,
    hastyClients: createRolloutClients(account.access),
    records: { ssm: clients.ssm, stack: settings.stack },
    time: realTime,
    progress,
    stopping,
    openEngine: () => openEngine({ ...options, ...progress }, options.engine),
  };
}

export function conflictDeadline({ now }: Time): Date {
  return new Date(now().getTime() + conflictDeadlineSeconds * 1000);
}
