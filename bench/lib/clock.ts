// The bench's clock.

/** Milliseconds since this process began. */
export const now = (): number => performance.now();
