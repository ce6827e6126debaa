// Figures out of rounds. The machine is noisy, so contenders take turns, each round gives one figure
// for each of them, and ratios are taken within a round.

/** One figure per round. */
export type Series = readonly number[];

export function median(values: Series): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export type Ratio = { readonly median: number; readonly min: number; readonly max: number };

/** How one contender did against another in the same rounds. */
export function pairedRatio(values: Series, reference: Series): Ratio {
  const ratios = values.map((value, round) => value / (reference[round] ?? Number.NaN));
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}
