// The clock of the region: the one place that reads the machine's.

export const systemClock = (): Date => new Date();
