// The memory metric, once a minute. A figure that cannot be put is of no use later, and is left out.

import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from './patience.ts';

export type ReportingOptions = {
  readonly measure: () => Promise<number>;
  readonly put: (percent: number) => Promise<void>;
  readonly everySeconds: number;
  readonly stopping: AbortSignal;
  readonly say: (line: string) => void;
};

/** Reports until the end. Never fails. */
export async function reportMemory(options: ReportingOptions): Promise<void> {
  const { measure, put, everySeconds, stopping, say } = options;
  let isFailing = false;
  while (!stopping.aborted) {
    const failure = await measure()
      .then(put)
      .then(
        () => undefined,
        (error: unknown) => messageOf(error),
      );
    // Said on change only.
    if (failure !== undefined && !isFailing) say(`putting mem_used_percent: ${failure}`);
    if (failure === undefined && isFailing) say('putting mem_used_percent: succeeded again');
    isFailing = failure !== undefined;
    await delay(everySeconds * 1000, undefined, { signal: stopping }).catch(() => {});
  }
}
