// What has become of a deploy, by what AWS says of its instance refresh: neither an exit code nor a text of Pulumi's
// tells a rollback from a failure.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { RefreshRecord } from '../releaseRecords.ts';
import { exitCodes, type Outcome } from '../rollout/rolloutOutcome.ts';

export type DeployFindings = {
  /** Whether the engine has done all that it was to do. */
  readonly isUpDone: boolean;
  readonly isInterrupted: boolean;
  /** Whether this deploy has undone the refresh, for that. */
  readonly isUndoneHere: boolean;
  /** Whether the release is the one that is live, by the record. */
  readonly isLive: boolean;
  /** The refresh of this deploy; undefined where it had none. */
  readonly refresh: InstanceRefresh | undefined;
  /** What the rollout has recorded of it. */
  readonly record: RefreshRecord | undefined;
  /** A refresh that is active, and not this deploy's. */
  readonly other: InstanceRefresh | undefined;
  /** What is wrong with the fleet that serves; a first release has no rollout that could say it. */
  readonly problem?: string | undefined;
};

export type DeployResult = {
  readonly outcome: Outcome;
  /** Why it is not live. */
  readonly cause?: string;
};

export function resultOf(findings: DeployFindings): DeployResult {
  const { refresh, isInterrupted, isLive, isUpDone, other, problem } = findings;
  if (refresh) return resultOfRefresh(findings, refresh);
  if (isLive && isUpDone) return { outcome: 'live' };
  if (isInterrupted) return { outcome: 'cancelled', cause: 'Interrupted' };
  if (other) {
    const { InstanceRefreshId, Status } = other;
    const cause = `Another instance refresh is active: ${InstanceRefreshId}, ${Status}`;
    return { outcome: 'conflict', cause };
  }
  const what = isUpDone ? 'The release has not become live' : 'The stack could not be brought up';
  const why = problem === undefined ? '; why, stands above' : `: ${problem}`;
  return { outcome: 'failed', cause: `${what}${why}` };
}

function resultOfRefresh(
  { isLive, isUpDone, isInterrupted, isUndoneHere, record }: DeployFindings,
  refresh: InstanceRefresh,
): DeployResult {
  const { Status, StatusReason, RollbackDetails, InstanceRefreshId } = refresh;
  const recorded = recordedOutcome(record);
  const cause =
    record?.cause ?? RollbackDetails?.RollbackReason ?? StatusReason ?? `It is ${Status}`;
  switch (Status) {
    case 'Successful':
      // Also where its verification was interrupted: the fleet is not what it was.
      if (!isLive) return { outcome: 'failed', cause };
      if (isUpDone) return { outcome: 'live' };
      return {
        outcome: 'failed',
        cause:
          'The release is live, but not all of the stack was brought up; what not, stands above',
      };
    case 'RollbackSuccessful':
      // A rollout does not know that it was this deploy's Ctrl-C.
      if (isUndoneHere) return { outcome: 'cancelled', cause };
      return { outcome: recorded ?? (isInterrupted ? 'cancelled' : 'rolled back'), cause };
    case 'RollbackFailed':
      return { outcome: 'rollback failed', cause };
    case 'Failed':
    case 'Cancelled':
      return { outcome: recorded ?? 'failed', cause };
    default: {
      const goesOn = `The instance refresh ${InstanceRefreshId} is ${Status}, and goes on at AWS; deploy again, and it is joined`;
      return { outcome: isInterrupted ? 'rollback failed' : 'failed', cause: goesOn };
    }
  }
}

/** The rollout knows why it has undone what it has undone. */
function recordedOutcome(record: RefreshRecord | undefined): Outcome | undefined {
  const known = Object.keys(exitCodes) as readonly Outcome[]; // its keys are its type
  const found = known.find((outcome) => outcome === record?.outcome);
  return found === 'live' || found === 'nothing to do' ? undefined : found;
}

/** The fleet is what it was before. */
export function isUndone(outcome: Outcome): boolean {
  return outcome === 'rolled back' || outcome === 'deadline' || outcome === 'cancelled';
}
