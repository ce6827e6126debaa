// How often to look at what goes on.

/** Milliseconds until the next look. */
export type Pace = () => number;

/** A local region answers at once, and to few. */
export const localPace: Pace = () => 1000;
/** AWS throttles calls: never the same, so that people who watch side by side spread out. */
export const awsPace: Pace = () => 3000 + Math.random() * 2000;
