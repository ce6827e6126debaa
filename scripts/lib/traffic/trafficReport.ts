// What traffic has shown: failures, the longest gap, who answered, and how fast. Kept while it runs, in memory that
// does not grow with it.

import { createLatencyHistogram } from './latencyHistogram.ts';
import type { Sample } from './traffic.ts';

export type TrafficReport = {
  readonly requests: number;
  readonly failures: number;
  /** What failed and how often, the most frequent first. */
  readonly kinds: Readonly<Record<string, number>>;
  /** The longest time without an answer that was none of the failures. */
  readonly longestGapSeconds: number;
  /** From the sending of a request to the end of its answer; within a hundredth, the longest exactly. */
  readonly latencySeconds: Readonly<Record<'p50' | 'p95' | 'p99' | 'max', number>>;
  /** By release, in the order in which they were first seen; seconds since the traffic began. */
  readonly releases: Readonly<Record<string, Seen>>;
  readonly instances: Readonly<Record<string, Seen>>;
};

export type Seen = { readonly requests: number; readonly first: number; readonly last: number };

export type TrafficTally = {
  /** Takes samples in the order of their ends. */
  add(sample: Sample): void;
  report(): TrafficReport;
};

/** A status of 500 or more is a failure, and so is no answer. */
export function isFailure({ status }: Pick<Sample, 'status'>): boolean {
  return status === undefined || status >= 500;
}

/** How many kinds of failures, releases and instances are told apart. */
const mostNames = 1000;
const others = 'others';

export function createTrafficTally(): TrafficTally {
  const latencies = createLatencyHistogram();
  const kinds = new Map<string, number>();
  const releases = new Map<string, Seen>();
  const instances = new Map<string, Seen>();
  let requests = 0;
  let failures = 0;
  let gap = 0;
  let end = 0;
  /** When there was last a good answer; before the first, when the traffic began. */
  let lastGood: number | undefined;
  return {
    add(sample) {
      const { sentAt, endedAt, status, error, release, instance } = sample;
      requests += 1;
      end = Math.max(end, endedAt);
      lastGood ??= sentAt;
      if (isFailure(sample)) {
        failures += 1;
        const kind = nameIn(kinds, error ?? `status ${status}`);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        return;
      }
      gap = Math.max(gap, endedAt - lastGood);
      lastGood = Math.max(lastGood, endedAt);
      latencies.add(endedAt - sentAt);
      see(releases, release, endedAt);
      see(instances, instance, endedAt);
    },
    report: () => ({
      requests,
      failures,
      kinds: Object.fromEntries([...kinds].sort(([, a], [, b]) => b - a)),
      longestGapSeconds: Math.max(gap, end - (lastGood ?? end)),
      latencySeconds: {
        p50: latencies.at(0.5),
        p95: latencies.at(0.95),
        p99: latencies.at(0.99),
        max: latencies.at(1),
      },
      releases: Object.fromEntries(releases),
      instances: Object.fromEntries(instances),
    }),
  };
}

function nameIn(names: ReadonlyMap<string, unknown>, name: string): string {
  return names.has(name) || names.size < mostNames ? name : others;
}

function see(seen: Map<string, Seen>, given: string | undefined, at: number): void {
  const name = nameIn(seen, given ?? 'unknown');
  const { requests = 0, first = at } = seen.get(name) ?? {};
  seen.set(name, { requests: requests + 1, first, last: at });
}
