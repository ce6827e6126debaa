// The time; the only file of this folder that touches the clock.

export function now(): Date {
  return new Date();
}

/** Begins to measure, and gives a function that says how many seconds have passed since. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
