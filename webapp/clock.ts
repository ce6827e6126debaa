// Time, as the app reads it: the only file of this folder that does.

/** The time of day. */
export function now(): Date {
  return new Date();
}

/** Milliseconds from some fixed point, never set back: for durations. */
export function monotonicMilliseconds(): number {
  return performance.now();
}
