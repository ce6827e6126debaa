// Time, as the app reads it: the only file of this folder that does.

/** The time of day. */
export function now(): Date {
  return new Date();
}

/**
 * Milliseconds since the process began, never set back: for durations. Not `performance`, whose first
 * use loads 1.5 ms of perf_hooks.
 */
export function monotonicMilliseconds(): number {
  return process.uptime() * 1000;
}
