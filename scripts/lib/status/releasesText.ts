// A stack's releases for people: a table, and how to go back.

import { textTable } from '../textTable.ts';
import { type ReleaseRow, wayBack } from './releaseRows.ts';
import { shortCommit } from './statusText.ts';
import { minuteText } from './timeText.ts';

/** @param typed the options that name the stack, such as `--stack dev` */
export function releasesText(
  rows: readonly ReleaseRow[],
  wanted: string | undefined,
  typed: string,
): string {
  if (rows.length === 0) {
    return `No release has been live yet.\n\n${wanted ? `${wanted} is wanted. ` : ''}Make it live: npm run deploy -- ${typed}\n`;
  }
  const titles = ['release', '', 'live since', 'commit', 'build', 'by', 'AMI'];
  const table = textTable([titles, ...rows.map(cellsOf)]);
  const isListed = wanted === undefined || rows.some(({ isWanted }) => isWanted);
  const pending = isListed ? '' : `\n${wanted} is wanted, and has not been live yet.\n`;
  return `${table}${pending}\n${nextText(rows, typed)}\n`;
}

function cellsOf({ release, record, isLive, isWanted, hasImage }: ReleaseRow): readonly string[] {
  const { liveAt, commit = '-', build = '-', by = '-', ami } = record;
  const marks = [isLive && 'live', isWanted && 'wanted'].filter((mark) => mark !== false);
  const isGone = hasImage === false;
  return [
    release,
    marks.join(', '),
    minuteText(liveAt),
    shortCommit(commit),
    build,
    by,
    isGone ? `${ami} is gone` : ami,
  ];
}

function nextText(rows: readonly ReleaseRow[], typed: string): string {
  const back = wayBack(rows);
  if (back) return `Go back: npm run rollback -- ${typed} --to ${back.release}`;
  const only = rows.length === 1 ? 'no other has been live' : 'no other has its AMI still';
  return `There is no release to go back to: ${only}. See what is live: npm run status -- ${typed}`;
}
