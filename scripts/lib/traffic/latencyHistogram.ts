// How long things took, in memory that does not grow with their number: counts of buckets, each wider than the one
// before it by the same factor (C. Masson and others, "DDSketch", VLDB 2019).

export type LatencyHistogram = {
  /** @param seconds not negative */
  add(seconds: number): void;
  /**
   * Of the seconds added, in their order, the one at this share of the way from the shortest to the longest: within
   * `relativeError` of it, where it is between a microsecond and a day; 0 and 1 give the very shortest and longest.
   */
  at(share: number): number;
};

export const relativeError = 0.01;

const factor = (1 + relativeError) / (1 - relativeError);
const shortest = 1e-6;
const longest = 86_400;
const bucketOf = (seconds: number) => Math.ceil(Math.log(seconds / shortest) / Math.log(factor));
const buckets = bucketOf(longest) + 1;

export function createLatencyHistogram(): LatencyHistogram {
  const counts = new Float64Array(buckets);
  let total = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  return {
    add(seconds) {
      const bucket = bucketOf(Math.min(Math.max(seconds, shortest), longest));
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      total += 1;
      least = Math.min(least, seconds);
      most = Math.max(most, seconds);
    },
    at(share) {
      if (total === 0) return 0;
      const rank = Math.floor(share * (total - 1));
      if (rank === 0) return least;
      if (rank === total - 1) return most;
      let before = 0;
      const bucket = counts.findIndex((count) => {
        before += count;
        return before > rank;
      });
      // What is as far from the bucket's one end as from its other, measured by them.
      const middle = (2 * shortest * factor ** bucket) / (factor + 1);
      return Math.min(Math.max(middle, least), most);
    },
  };
}
