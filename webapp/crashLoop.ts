// When dying workers are a crash loop rather than bad luck.

/** As many deaths within the window are a loop. */
const limit = 5;
const windowMs = 60_000;

/**
 * Whether the process should give up replacing workers, and leave it to systemd to start it afresh
 * and, past the unit's own limit, to the load balancer to see an instance without an app.
 *
 * @param deaths when each worker died, in milliseconds, oldest first
 */
export function isCrashLoop(deaths: readonly number[]): boolean {
  const newest = deaths.at(-1) ?? 0;
  return deaths.filter((death) => newest - death < windowMs).length >= limit;
}
