// How a deploy tells its end: lines for people and what to type next, or one JSON line for programs.

import { BakeClashError } from '../bake/bakes.ts';
import { LockedError } from '../deployLock.ts';
import { exitCodes, type Outcome } from '../rollout/rolloutOutcome.ts';
import { describeError } from '../step.ts';
import { textTable } from '../textTable.ts';
import { ConflictError } from './deployConflicts.ts';
import type { DeployReport } from './deployStack.ts';

/** What is known of a deploy that did not come to its rollout, too. */
export type PartialReport = Pick<DeployReport, 'outcome'> & Partial<DeployReport>;

/** What is thrown is a report, too: programs get their one line. */
export async function reportOn<T extends PartialReport>(
  stopping: AbortSignal,
  work: () => Promise<T>,
): Promise<PartialReport> {
  try {
    return await work();
  } catch (error) {
    if (process.argv.includes('--verbose')) process.stderr.write(`${(error as Error).stack}\n`);
    return { outcome: outcomeOf(error, stopping), cause: describeError(error) };
  }
}

/** Somebody else is at work. */
const clashes = [LockedError, ConflictError, BakeClashError] as const;

function outcomeOf(error: unknown, stopping: AbortSignal): Outcome {
  if (clashes.some((clash) => error instanceof clash)) return 'conflict';
  return stopping.aborted ? 'cancelled' : 'failed';
}

/** What to type next, and what for. */
export type Hint = readonly [command: string, purpose: string];

/** Sets the exit code, too. */
export function report(
  all: PartialReport,
  { isJson, next }: { readonly isJson: boolean; readonly next: readonly Hint[] },
): void {
  const { outcome, cause, release, ami, reused, url, seconds } = all;
  const exitCode = exitCodes[outcome];
  process.exitCode = exitCode;
  const mark = exitCode === 0 ? '✓' : '✗';
  const took = seconds ? ` (${seconds.total} s)` : '';
  process.stderr.write(`${mark} ${outcome}${cause ? `: ${cause}` : ''}${took}\n`);
  if (isJson) {
    const line = { outcome, release, ami, reused, url, seconds, cause };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const state = exitCode === 0 ? (reused ? ', reused' : '') : `, ${outcome}`;
  if (release) process.stdout.write(`\nRelease  ${release}  ${ami}${state}\n`);
  if (url) process.stdout.write(`URL      ${url}\n`);
  if (next.length > 0)
    process.stdout.write(`\nNext:\n${textTable(next.map((hint) => ['', ...hint]))}`);
}
