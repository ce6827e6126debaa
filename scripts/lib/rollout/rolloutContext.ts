// What the parts of a rollout share.

import type { Pace } from '../pace.ts';
import type { Records } from '../releaseRecords.ts';
import type { Time } from '../time.ts';
import type { RolloutClients } from './rolloutClients.ts';
import type { RolloutRequest } from './rolloutRequest.ts';

export type RolloutContext = {
  readonly request: RolloutRequest;
  /** Patient: what they are asked has to be known. */
  readonly clients: RolloutClients;
  readonly records: Records;
  /** For what is worth knowing, but not worth waiting for. */
  readonly hastyClients: RolloutClients;
  readonly time: Time;
  /** One line of progress. */
  readonly say: (line: string) => void;
  /** Aborted: what has been begun is to be undone. */
  readonly stopping: AbortSignal;
  /** Between two looks. */
  readonly pace: Pace;
  /** By then it is live, or undone. */
  readonly deadline: Date;
};

/** Between two looks. */
export function pause({ time, pace }: RolloutContext, signal?: AbortSignal): Promise<void> {
  return time.wait(pace(), signal);
}

/** With a voice that says nothing twice. */
export function sayingOnce(context: RolloutContext): RolloutContext {
  const said = new Set<string>();
  return {
    ...context,
    say(line) {
      if (!said.has(line)) context.say(line);
      said.add(line);
    },
  };
}

/** What is of use, but not worth ending a rollout for: where it fails, that is said, and undefined returned. */
export async function attempt<T>(
  { say }: Pick<RolloutContext, 'say'>,
  what: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    say(`${what}: ${(error as Error).message}`);
    return undefined;
  }
}
