// What prune says of its plan, and of what has come of it: to people a table, to machines one line.

import { type Bake, bakeDeadlineMinutes, type Holding } from '../bake/bakes.ts';
import { releaseId } from '../bake/imageKey.ts';
import { textTable } from '../textTable.ts';
import { type PruneImage, releaseOf } from './prunePlan.ts';
import type { PruneOutcome } from './pruneRemove.ts';
import type { PruneSnapshot } from './pruneSnapshots.ts';
import type { PruneSurvey } from './pruneSurvey.ts';

export type PruneReport = {
  readonly survey: PruneSurvey;
  /** Undefined for a dry run. */
  readonly outcome: PruneOutcome | undefined;
  readonly now: Date;
  /** What removes what a dry run lists. */
  readonly command: string;
};

/** `removed` and what else goes are what would go, in a dry run. */
export function pruneJson({ survey, outcome }: PruneReport): string {
  const { removed, strays, snapshots, failures } = goneIn(survey, outcome);
  const kept = [...survey.kept, ...(outcome?.kept ?? [])].map(({ image, because }) => ({
    ami: image.ami,
    because,
  }));
  return JSON.stringify({
    removed: removed.map(({ ami }) => ami),
    kept: [...kept, ...survey.usedStrays.map(({ id, because }) => ({ ami: id, because }))],
    strays: strays.map(({ kind, id, bakeId }) => ({ kind, id, bake: bakeId })),
    snapshots: snapshots.map(({ id }) => id),
    liveBakes: survey.liveBakes.map(({ id, key, host }) => ({ id, key, host })),
    failures,
    dryRun: outcome === undefined,
  });
}

export function pruneText(report: PruneReport): string {
  const { survey, outcome, now, command } = report;
  const { removed, strays, snapshots, failures } = goneIn(survey, outcome);
  const total = removed.length + strays.length + snapshots.length;
  const counts =
    `${removed.length} of ${survey.removed.length + survey.kept.length} images, ` +
    `${snapshots.length} snapshots without an image, ${strays.length} strays`;
  return [
    imagesTable(report),
    snapshotsTable(report),
    strayLines(report),
    survey.liveBakes.map((bake) => `${wordsFor(bake)}: it stays, with all it holds\n`).join(''),
    outcome
      ? `Removed: ${counts}\n${failures.map(({ id, message }) => `Not removed: ${id}: ${message}\n`).join('')}`
      : total === 0
        ? 'Nothing to remove\n'
        : `To go: ${counts}. Remove them:\n  ${command}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');

  function strayLines({ survey: { strays: all, usedStrays } }: PruneReport): string {
    const gone = all.map(
      (stray) =>
        `${stray.kind} ${stray.id}: ${fateOf(stray.id, outcome)}; ${causeOf(stray, now)}\n`,
    );
    const used = usedStrays.map(
      ({ kind, id, because }) => `${kind} ${id}: stays: ${short(because)}; left by a dead bake\n`,
    );
    return [...gone, ...used].join('');
  }
}

/** What goes in a dry run, or has gone. */
function goneIn(survey: PruneSurvey, outcome: PruneOutcome | undefined) {
  if (outcome) return outcome;
  const { removed, strays, snapshots } = survey;
  return { removed, strays, snapshots: snapshots.removed, failures: [] };
}

function imagesTable({ survey, outcome, now }: PruneReport): string {
  const { sizes } = survey.snapshots;
  const row = (image: PruneImage, fate: string) => [
    image.ami,
    releaseOf(image),
    image.bakedAt ?? image.created?.toISOString() ?? 'unknown',
    ageOf(image.created, now),
    image.snapshotIds.map((id) => sizes.get(id) ?? 'unknown').join(' + ') || 'none',
    fate,
  ];
  const becauseLater = new Map(
    outcome?.kept.map(({ image, because }) => [image.ami, because] as const),
  );
  const rows = [
    ...survey.kept.map(({ image, because }) => row(image, `stays: ${short(because)}`)),
    ...survey.removed.map((image) => {
      const because = becauseLater.get(image.ami);
      return row(image, because ? `stays: ${short(because)}` : fateOf(image.ami, outcome));
    }),
  ];
  if (rows.length === 0) return 'There are no images of bakes\n';
  return textTable([['AMI', 'Release', 'Baked at', 'Age', 'Snapshots', 'Fate'], ...rows]);
}

function snapshotsTable({ survey: { snapshots }, outcome, now }: PruneReport): string {
  const row = ({ id, release, created, size }: PruneSnapshot, fate: string) => {
    return [id, release, ageOf(created, now), size, fate];
  };
  const rows = [
    ...snapshots.kept.map((each) => row(each, `stays: ${short(each.because)}`)),
    ...snapshots.removed.map((each) => row(each, fateOf(each.id, outcome))),
  ];
  if (rows.length === 0) return '';
  return textTable([['Snapshot without image', 'Release', 'Age', 'Size', 'Fate'], ...rows]);
}

function fateOf(id: string, outcome: PruneOutcome | undefined): string {
  if (!outcome) return 'goes';
  return outcome.failures.some((failure) => failure.id === id) ? 'not removed' : 'removed';
}

/** A fleet of a hundred gives a hundred reasons. */
function short(because: readonly string[], most = 3): string {
  const more = because.length - most;
  return [...because.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

/** As `--older-than` takes it. */
function ageOf(created: Date | undefined, now: Date): string {
  if (!created) return 'unknown';
  const minutes = Math.max(0, Math.floor((now.getTime() - created.getTime()) / 60_000));
  if (minutes < 120) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

function wordsFor({ key, host, process, began }: Bake): string {
  const since = began.toISOString().replace(/\.\d+/, '');
  return `A bake of ${releaseId(key)} on ${host} by process ${process.id}, since ${since}`;
}

/** Why it is a stray. */
function causeOf({ bake, bakeId }: Holding, now: Date): string {
  if (!bake) return `of the bake ${bakeId}, which holds nothing else any more`;
  const minutes = (now.getTime() - bake.began.getTime()) / 60_000;
  const end =
    minutes > bakeDeadlineMinutes
      ? `over after ${bakeDeadlineMinutes} minutes at most`
      : 'its process has ended';
  return `${wordsFor(bake).replace(/^A/, 'of a')}: ${end}`;
}
