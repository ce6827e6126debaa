// What changes while traffic runs, told when it does: who answers, who does no more, when failures begin and end.

import type { Sample } from './traffic.ts';
import { isFailure } from './trafficReport.ts';

export type TrafficTeller = {
  /** Takes samples in the order of their ends. */
  see(sample: Sample): void;
  /** Tells what is still open when the traffic has ended. */
  end(): void;
};

/** Seconds since the traffic began, and what happened. */
export type Tell = (at: number, text: string) => void;

type Answering = {
  readonly release: string;
  readonly first: number;
  readonly last: number;
  /** How many there had been of all when it last answered. */
  readonly answers: number;
};

type Failing = { readonly since: number; readonly last: number; readonly count: number };

/**
 * Nobody says that he will not answer again. He is taken to have gone who has been silent for so long, while the
 * others have answered so often for each of them: whoever is in turn would have been.
 */
const silence = { seconds: 2, turns: 10 };
/** Failures with less between them are told as one. */
const calmSeconds = 1;
/** More at a time are not kept. */
const mostAnswering = 1000;

export function createTrafficTeller(tell: Tell): TrafficTeller {
  /** Who answers, longest silent first. */
  const answering = new Map<string, Answering>();
  let gone = new Set<string>();
  let answers = 0;
  let releases = '';
  let failing: Failing | undefined;

  function tellReleases(at: number): void {
    const oldest = [...answering.values()].sort((a, b) => a.first - b.first);
    const names = [...new Set(oldest.map(({ release }) => release))];
    const now = names.join(' and ');
    if (now === releases) return;
    if (names.length > 1) tell(at, `${now} answer now`);
    else if (releases !== '') tell(at, `only ${now} answers now`);
    releases = now;
  }

  function answered(at: number, { release = 'no release', instance = 'no instance' }: Sample) {
    const who = `${release} on ${instance}`;
    answers += 1;
    const before = answering.get(who);
    if (before === undefined && answering.size >= mostAnswering) return;
    let hasChanged = before === undefined;
    if (hasChanged) tell(at, gone.delete(who) ? `${who} again` : who);
    answering.delete(who);
    answering.set(who, { release, first: before?.first ?? at, last: at, answers });
    for (const [other, { last, answers: then }] of answering) {
      const isSilent =
        at - last >= silence.seconds && answers - then >= silence.turns * answering.size;
      if (!isSilent) break;
      answering.delete(other);
      hasChanged = true;
      if (gone.size >= mostAnswering) gone = new Set();
      gone.add(other);
      tell(at, `${other} has not answered since ${last.toFixed(1)} s`);
    }
    if (hasChanged) tellReleases(at);
  }

  /** Ends what fails, and says what it was. */
  function failuresOf({ since, last, count }: Failing): string {
    failing = undefined;
    return count === 1 ? '1 failure' : `${count} failures in ${(last - since).toFixed(1)} s`;
  }

  return {
    see(sample) {
      const { endedAt, status, error } = sample;
      if (isFailure(sample)) {
        if (!failing) tell(endedAt, `fails: ${error ?? `status ${status}`}`);
        const { since = endedAt, count = 0 } = failing ?? {};
        failing = { since, last: endedAt, count: count + 1 };
        return;
      }
      if (failing && endedAt - failing.last >= calmSeconds) {
        tell(endedAt, `answers again, after ${failuresOf(failing)}`);
      }
      answered(endedAt, sample);
    },
    end() {
      if (failing) tell(failing.last, `${failuresOf(failing)}, not long before the end`);
    },
  };
}
