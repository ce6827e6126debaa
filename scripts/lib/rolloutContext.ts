// What the parts of a rollout share.

import type { RolloutClients } from './rolloutClients.ts';
import type { RolloutRequest } from './rolloutRequest.ts';
import type { Time } from './time.ts';

export type RolloutContext = {
  readonly request: RolloutRequest;
  /** Patient: what they are asked has to be known. */
  readonly clients: RolloutClients;
  /** For what is worth knowing, but not worth waiting for. */
  readonly hastyClients: RolloutClients;
  readonly time: Time;
  /** One line of progress. */
  readonly say: (line: string) => void;
  /** Aborted: what has been begun is to be undone. */
  readonly stopping: AbortSignal;
  /** By then it is live, or undone. */
  readonly deadline: Date;
};

/** Between two looks: a few seconds, never the same, so that rollouts side by side spread out. */
export function pause({ time }: RolloutContext, signal?: AbortSignal): Promise<void> {
  return time.wait(3000 + Math.random() * 2000, signal);
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
