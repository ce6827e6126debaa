// What traffic has shown: failures, the longest gap, who answered, and how fast.

import type { Sample } from './traffic.ts';

export type TrafficReport = {
  readonly requests: number;
  readonly failures: number;
  /** What failed and how often, the most frequent first. */
  readonly kinds: Readonly<Record<string, number>>;
  /** The longest time without an answer that was none of the failures. */
  readonly longestGapSeconds: number;
  /** From the sending of a request to the end of its answer. */
  readonly latencySeconds: Readonly<Record<'p50' | 'p95' | 'p99' | 'max', number>>;
  /** By release, in the order in which they were first seen; seconds since the traffic began. */
  readonly releases: Readonly<Record<string, Seen>>;
  readonly instances: Readonly<Record<string, Seen>>;
};

export type Seen = { readonly requests: number; readonly first: number; readonly last: number };

/** A status of 500 or more is a failure, and so is no answer. */
export function isFailure({ status }: Sample): boolean {
  return status === undefined || status >= 500;
}

export function reportOf(samples: readonly Sample[]): TrafficReport {
  const failed = samples.filter(isFailure);
  const good = samples
    .filter((sample) => !isFailure(sample))
    .toSorted((a, b) => a.endedAt - b.endedAt);
  const kinds = Map.groupBy(failed, ({ status, error }) => error ?? `status ${status}`);
  const latencies = good.map(({ sentAt, endedAt }) => endedAt - sentAt).sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
  return {
    requests: samples.length,
    failures: failed.length,
    kinds: Object.fromEntries(
      [...kinds].map(([kind, { length }]) => [kind, length] as const).sort(([, a], [, b]) => b - a),
    ),
    longestGapSeconds: longestGap(samples, good),
    latencySeconds: { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) },
    releases: seen(good, ({ release }) => release),
    instances: seen(good, ({ instance }) => instance),
  };
}

/** Also before the first good answer and after the last. */
function longestGap(samples: readonly Sample[], good: readonly Sample[]): number {
  const end = samples.reduce((latest, { endedAt }) => Math.max(latest, endedAt), 0);
  const moments = [samples[0]?.sentAt ?? 0, ...good.map(({ endedAt }) => endedAt), end];
  return moments.reduce(
    (longest, moment, i) => Math.max(longest, moment - (moments[i - 1] ?? moment)),
    0,
  );
}

function seen(
  samples: readonly Sample[],
  nameOf: (sample: Sample) => string | undefined,
): Record<string, Seen> {
  const byName = Map.groupBy(samples, (sample) => nameOf(sample) ?? 'unknown');
  return Object.fromEntries(
    [...byName].map(([name, all]) => [
      name,
      { requests: all.length, first: all[0]?.endedAt ?? 0, last: all.at(-1)?.endedAt ?? 0 },
    ]),
  );
}
