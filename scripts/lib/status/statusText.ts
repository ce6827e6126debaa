// A stack's status for people: lines for a terminal.

import { describe } from '../deployLock.ts';
import { isSameRelease, nameOfRelease, type ReleaseRecord } from '../releaseRecords.ts';
import { isFinal } from '../rollout/rolloutRefreshes.ts';
import { drawRollover, type TreeOptions } from './rolloverTree.ts';
import { drawSpans, type Span } from './spans.ts';
import type { StackStatus } from './stackStatus.ts';
import { agoText, minuteText } from './timeText.ts';

/** All of it but what to type next. */
export function drawStatus(status: StackStatus, options: TreeOptions): readonly string[] {
  const { fleet, lock, snapshot, problems } = status;
  const lines: (readonly Span[])[] = [
    fact('Stack', `${status.stack} in ${status.region}`),
    ...(fleet ? [fact('URL', fleet.url)] : []),
    ...releaseLines(status, options.now),
    ...(lock ? [fact('Lock', describe({ stack: status.stack }, lock), 'yellow')] : []),
  ];
  const draw = (spans: readonly Span[]) => drawSpans(spans, options);
  return [
    ...lines.map(draw),
    '',
    ...(snapshot ? drawRollover(snapshot, options) : ['There is no fleet yet.']),
    ...endLines(status, options.now).map(draw),
    ...(fleet ? ['', ...alarmLines(status).map(draw)] : []),
    ...(problems.length > 0 ? ['', ...problems.map((text) => draw([{ text, style: 'red' }]))] : []),
  ];
}

function fact(name: string, text: string, style?: Span['style']): readonly Span[] {
  return [{ text: name.padEnd(9) }, { text, style }];
}

function releaseLines({ release, live }: StackStatus, now: Date): readonly (readonly Span[])[] {
  const liveSince = `${minuteText(live?.liveAt)}${ago(live?.liveAt, now)}`;
  const wanted = release
    ? releaseFacts('Wanted', release, `${minuteText(release.at)}${ago(release.at, now)}`)
    : [fact('Wanted', 'no release yet')];
  if (live === undefined) return [...wanted, fact('Live', 'no release yet')];
  if (isSameRelease(live, release)) {
    return [...wanted, fact('Live', `the same, since ${liveSince}`, 'green')];
  }
  return [...wanted, ...releaseFacts('Live', live, liveSince, 'yellow')];
}

function releaseFacts(
  title: string,
  release: ReleaseRecord,
  when: string,
  style: Span['style'] = 'bold',
): readonly (readonly Span[])[] {
  const { ami, commit = 'unknown', build = 'unknown', by = 'unknown' } = release;
  return [
    [...fact(title, nameOfRelease(release), style), { text: `  ${ami}  ${when}` }],
    fact('', `commit ${shortCommit(commit)}, build ${build}, by ${by}`, 'dim'),
  ];
}

/** Twelve digits of it, and whether it was all that was built. */
export function shortCommit(commit: string): string {
  return commit.replace(/^([0-9a-f]{12})[0-9a-f]+/, '$1');
}

function ago(time: string | undefined, now: Date): string {
  const text = agoText(time, now);
  return text && ` (${text})`;
}

/** How the refresh that is shown has ended: what AWS's status does not tell. */
function endLines(
  { snapshot, refreshRecord }: StackStatus,
  now: Date,
): readonly (readonly Span[])[] {
  const { refresh } = snapshot ?? {};
  if (!refresh || !isFinal(refresh.Status)) return [];
  const { InstanceRefreshId, EndTime } = refresh;
  const isOurs = refreshRecord?.refreshId === InstanceRefreshId;
  const { outcome, cause } = isOurs ? (refreshRecord ?? {}) : {};
  const ended = `Ended ${minuteText(EndTime)}${ago(EndTime?.toISOString(), now)}`;
  const words = [ended, outcome && `as ${outcome}`].filter(Boolean).join(' ');
  return [[{ text: cause ? `${words}: ${cause}` : words, style: 'dim' }]];
}

function alarmLines({ alarms }: StackStatus): readonly (readonly Span[])[] {
  const unwell = alarms.filter(({ state }) => state !== 'OK');
  const styleOf = (state: string) => (state === 'ALARM' ? ('red' as const) : ('yellow' as const));
  const counts = new Map<string, number>();
  for (const { state } of alarms) counts.set(state, (counts.get(state) ?? 0) + 1);
  const summary = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
  return [
    fact('Alarms', summary || 'none', unwell[0] && styleOf(unwell[0].state)),
    ...unwell.flatMap(({ name, state, reason }): (readonly Span[])[] => [
      [{ text: `  ${state}  `, style: styleOf(state) }, { text: name }],
      [{ text: `    ${reason}`, style: 'dim' }],
    ]),
  ];
}
