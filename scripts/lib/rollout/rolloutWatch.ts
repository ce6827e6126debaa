// Watches an instance refresh to its end, and undoes it where that is called for.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { attempt, pause, type RolloutContext } from './rolloutContext.ts';
import type { Witness } from './rolloutEvidence.ts';
import { progressLine } from './rolloutProgress.ts';
import { isEnding, isFinal, readRefresh, undoRefresh } from './rolloutRefreshes.ts';

/** Why this process has undone it. */
export type Stop = {
  readonly kind: 'deadline' | 'interrupted' | 'failing';
  readonly reason: string;
};

export type Ending = {
  /** As it was seen last: in a final status, unless the time was over. */
  readonly refresh: InstanceRefresh;
  /** Undefined where AWS alone has decided. */
  readonly stop: Stop | undefined;
};

export async function watchRefresh(
  context: RolloutContext,
  id: string,
  witness: Witness,
): Promise<Ending> {
  const { time, say, stopping, deadline, request } = context;
  /** To undo it may take as long as to do it. */
  const last = new Date(deadline.getTime() + request.deadlineSeconds * 1000);
  let shown = '';
  let stop: Stop | undefined;
  for (;;) {
    const refresh = (await readRefresh(context, id)) ?? { InstanceRefreshId: id };
    const line = progressLine(refresh);
    if (line !== shown) say(line);
    shown = line;
    await witness.look(refresh);
    if (isFinal(refresh.Status) || time.now() >= last) return { refresh, stop };
    if (stop === undefined && !isEnding(refresh.Status)) {
      const reason = reasonToStop();
      if (reason) {
        say(`${reason.reason}: rolling back`);
        // What AWS refuses now is asked for again at the next look.
        const isAsked = await attempt(context, 'Rolling back', () => undoRefresh(context));
        if (isAsked) stop = reason;
      }
    }
    await pause(context, stopping.aborted ? undefined : stopping);
  }

  function reasonToStop(): Stop | undefined {
    if (stopping.aborted) {
      return { kind: 'interrupted', reason: (stopping.reason as Error).message };
    }
    if (time.now() >= deadline) {
      return { kind: 'deadline', reason: `Not done in ${request.deadlineSeconds} s` };
    }
    const reason = witness.reasonToUndo();
    return reason === undefined ? undefined : { kind: 'failing', reason };
  }
}
